namespace TrustCenter.Contracts.Consent;

/// <summary>What staff see of a person at one glance: every question of the forms they were asked, with its state as
/// checks answer it.</summary>
/// <param name="Known">Whether anybody has signed under one of the identifiers.</param>
/// <param name="Forms">The newest version the person was asked with of each form; where there is none, the domain's
/// newest form, with nothing asked.</param>
/// <param name="Position">Log position it was true at.</param>
public sealed record PersonCard(bool Known, IReadOnlyList<FormState> Forms, string Position);

/// <summary>A form and the state of its questions.</summary>
/// <param name="Template">Form as <c>name|version</c>.</param>
/// <param name="Title">Its title as approved.</param>
/// <param name="SignedAt">When the person last signed it; null: never.</param>
/// <param name="FullWithdrawal">The form that takes all of it back, or null.</param>
/// <param name="PartialWithdrawal">The form that takes parts of it back, or null.</param>
/// <param name="Modules">Its questions in the form's order.</param>
public sealed record FormState(
    string Template, string Title, DateTimeOffset? SignedAt, string? FullWithdrawal, string? PartialWithdrawal,
    IReadOnlyList<ModuleState> Modules);

/// <summary>A question and what its policies come to.</summary>
/// <param name="Name">Module.</param>
/// <param name="Title">Its title as approved.</param>
/// <param name="Parent">Module that had to be accepted before, or null.</param>
/// <param name="State"><c>permitted</c>: all of its policies are; <c>partly</c>: some are; otherwise the reason code
/// that withholds them.</param>
/// <param name="Until">First last day among the permitted policies, or null.</param>
/// <param name="Policies">Its policies, each answered as a check answers it.</param>
public sealed record ModuleState(
    string Name, string Title, string? Parent, string State, DateOnly? Until, IReadOnlyList<PolicyState> Policies);
