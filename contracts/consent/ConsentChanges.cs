namespace TrustCenter.Contracts.Consent;

/// <summary>A quality verdict on a document.</summary>
/// <param name="Quality"><c>not_checked</c>, <c>checked_no_faults</c>, <c>checked_minor_faults</c>,
/// <c>checked_major_faults</c>, <c>invalidated</c> or a site's own.</param>
public sealed record SetQuality(string Quality);

/// <summary>Corrects what was typed in wrongly. The wrong state stays in the history.</summary>
/// <param name="Reason">Why, 3–500 characters, without names.</param>
/// <param name="SignedAt">Right legal date; null: as it was.</param>
/// <param name="Answers">Right answers of all modules; null: as they were.</param>
/// <param name="BirthDate">For forms that end at majority; null: as it was.</param>
public sealed record CorrectConsent(
    string Reason, string? SignedAt = null, IReadOnlyDictionary<string, string>? Answers = null,
        string? BirthDate = null);

/// <summary>A document recorded by mistake (wrong person, not signed): it never counts again.</summary>
/// <param name="Reason">Why, 3–500 characters, without names.</param>
public sealed record AnnulConsent(string Reason);

/// <summary>A single-use policy was used up, for example the transfer of insurance data.</summary>
/// <param name="Policy">Policy as <c>system|code</c>, or an MII code alone.</param>
/// <param name="On">Day of the use; null: today.</param>
public sealed record RecordUse(string Policy, string? On = null);

/// <summary>Another identifier for the same person.</summary>
/// <param name="Domain">Consent domain.</param>
/// <param name="Known">An identifier the person has already.</param>
/// <param name="Added">The new one.</param>
public sealed record AddIdentifier(string Domain, PersonIdentifier Known, PersonIdentifier Added);

/// <summary>A document in full.</summary>
public sealed record ConsentDetail(
    Guid Id, long Version, string Domain, string Template, string Kind, DateTimeOffset SignedAt, string Quality,
    bool Annulled, string Language, IReadOnlyDictionary<string, string> Answers, IReadOnlyList<string> InformationShown,
    string? Channel, string ContentHash);

/// <summary>Something a clerk has to look at.</summary>
/// <param name="Id">Id of the entry.</param>
/// <param name="Kind"><c>refusal-after-consent</c>, <c>majority-reached</c>, <c>expired</c>, <c>person-split</c>,
/// <c>withdrawal-open</c> (other services have not finished yet).</param>
/// <param name="Document">Document it is about.</param>
/// <param name="Due">Day it became due.</param>
public sealed record WorklistEntry(Guid Id, string Kind, Guid Document, DateOnly Due);

/// <summary>A document after a change.</summary>
/// <param name="Id">The document.</param>
/// <param name="Version">Version of its stream now.</param>
public sealed record ChangedConsent(Guid Id, long Version);
