namespace TrustCenter.Contracts.Consent;

/// <summary>Is this permitted? Exactly one of <paramref name="Policy"/> and <paramref name="Purpose"/>.</summary>
/// <param name="Domain">Consent domain.</param>
/// <param name="Identifiers">Whom it concerns.</param>
/// <param name="Policy">Policy as <c>system|code</c>, or an MII code alone.</param>
/// <param name="Purpose">A named purpose such as <c>research-mdat</c>; asks all its gates.</param>
/// <param name="At">Legal day or moment asked about; null: now.</param>
/// <param name="KnownAt">As known at that moment (date-time with offset); null: as known now.</param>
/// <param name="Matching">See <see cref="IdMatching"/>; null: <c>at-least-one</c>.</param>
/// <param name="PolicyVersion">Only provisions of this policy version; null: any.</param>
/// <param name="DataFrom">First day of the data, where use of data is asked about (needs a purpose).</param>
/// <param name="DataTo">Last day of the data; null: the same as <paramref name="DataFrom"/>.</param>
/// <param name="Retrospective">Also data from before the signature, where permitted.</param>
public sealed record CheckConsent(
    string Domain,
    IReadOnlyList<PersonIdentifier> Identifiers,
    string? Policy = null,
    string? Purpose = null,
    string? At = null,
    string? KnownAt = null,
    string? Matching = null,
    string? PolicyVersion = null,
    string? DataFrom = null,
    string? DataTo = null,
    bool Retrospective = false);

/// <summary>An explained answer.</summary>
/// <param name="Permitted">The only thing a pipeline needs: yes or no.</param>
/// <param name="Answer"><c>permit</c>, <c>deny</c> or <c>unknown</c>; only <c>permit</c> means yes.</param>
/// <param name="Reason">Stable code of the rule that decided.</param>
/// <param name="Explanation">The rule in a sentence.</param>
/// <param name="Documents">Ids of the documents that decided.</param>
/// <param name="Until">Last day the answer holds if nothing else happens; null: open.</param>
/// <param name="Position">Event-log position the answer was true at; opaque, compare for equality.</param>
public sealed record ConsentAnswer(
    bool Permitted, string Answer, string Reason, string Explanation, IReadOnlyList<Guid> Documents,
    DateOnly? Until, string Position);
