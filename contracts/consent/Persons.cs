namespace TrustCenter.Contracts.Consent;

/// <summary>Asks about one person. Identifiers travel in the body, never in an address.</summary>
/// <param name="Domain">Consent domain.</param>
/// <param name="Identifiers">Whom it concerns.</param>
/// <param name="At">Legal day or moment; null: now.</param>
/// <param name="KnownAt">As known then; null: now.</param>
/// <param name="Matching">See <see cref="IdMatching"/>.</param>
public sealed record PersonQuestion(
    string Domain, IReadOnlyList<PersonIdentifier> Identifiers, string? At = null, string? KnownAt = null,
    string? Matching = null);

/// <summary>From which days data of a person may be used for a purpose.</summary>
/// <param name="Domain">Consent domain.</param>
/// <param name="Identifiers">Whom it concerns.</param>
/// <param name="Purpose">Named purpose, for example <c>research-mdat</c>.</param>
/// <param name="At">Day of use; null: today.</param>
/// <param name="KnownAt">As known then; null: now.</param>
/// <param name="Retrospective">Also days before the signature, where permitted.</param>
/// <param name="Encounters">Stays whose start the window is extended to (TORCH's and INTERPOLAR's encounter
/// shift).</param>
public sealed record WindowQuestion(
    string Domain, IReadOnlyList<PersonIdentifier> Identifiers, string Purpose, string? At = null,
    string? KnownAt = null, bool Retrospective = false, IReadOnlyList<Days>? Encounters = null);

/// <summary>Days, both ends inclusive, Europe/Berlin.</summary>
public sealed record Days(DateOnly From, DateOnly To);

/// <summary>The days, why, and the log position it was true at.</summary>
public sealed record WindowResult(
    bool Permitted, string Answer, string Reason, string Explanation, IReadOnlyList<Days> Spans,
    IReadOnlyList<Guid> Documents, string Position);

/// <summary>State of one policy.</summary>
public sealed record PolicyState(
    string Policy, string? Name, string Answer, bool Permitted, string Reason, IReadOnlyList<Guid> Documents,
        DateOnly? Until);

/// <summary>State of a person: every policy any of their documents speaks of.</summary>
public sealed record PersonState(bool Known, IReadOnlyList<PolicyState> Policies, string Position);

/// <summary>All documents of a person with what happened to each, oldest first.</summary>
public sealed record PersonHistory(bool Known, IReadOnlyList<DocumentHistory> Documents);

/// <summary>One document and its life.</summary>
/// <param name="Id">Document id.</param>
/// <param name="Kind"><c>consent</c>, <c>opt-out</c>, <c>refusal</c>, <c>partial-withdrawal</c>,
/// <c>full-withdrawal</c>,
/// <c>objection</c>.</param>
/// <param name="Template">Form as <c>name|version</c>.</param>
/// <param name="SignedAt">Legal date.</param>
/// <param name="Quality">Newest quality verdict.</param>
/// <param name="Answers">Answer per module.</param>
/// <param name="Events">What happened, oldest first.</param>
public sealed record DocumentHistory(
    Guid Id, string Kind, string Template, DateTimeOffset SignedAt, string Quality,
    IReadOnlyDictionary<string, string> Answers, IReadOnlyList<HistoryEvent> Events);

/// <summary>One event of a document's life.</summary>
public sealed record HistoryEvent(
    long Version, string Type, DateTimeOffset RecordedAt, DateTimeOffset? EffectiveAt, string Actor, string? Reason);
