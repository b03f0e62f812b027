namespace TrustCenter.Contracts.Consent;

/// <summary>Reports that data or samples of people were given to a project. The same reference again changes the terms
/// and adds people; nobody is taken away by it.</summary>
/// <param name="Domain">Consent domain.</param>
/// <param name="Reference">The reporter's own number of this release, 1 to 100 characters.</param>
/// <param name="Project">Project's number or short name, up to 100 characters; patients read it.</param>
/// <param name="Title">What it is about, up to 300 characters; patients read it.</param>
/// <param name="Recipient">Who got it, up to 200 characters; patients read it.</param>
/// <param name="From">First day of use, <c>yyyy-MM-dd</c>.</param>
/// <param name="IdentifierType">What the identifiers are.</param>
/// <param name="Identifiers">Whose data: up to 10,000 identifiers; more with the same reference again.</param>
/// <param name="Until">Last day; null: open.</param>
public sealed record ReportRelease(
    string Domain, string Reference, string Project, string Title, string Recipient, string From,
    string IdentifierType, IReadOnlyList<string> Identifiers, string? Until = null);

/// <summary>A release as reported.</summary>
/// <param name="Id">Id of the release.</param>
/// <param name="People">How many people it has now.</param>
/// <param name="Unknown">How many of these identifiers nobody has here.</param>
public sealed record ReportedRelease(Guid Id, long People, int Unknown);
