namespace TrustCenter.Contracts.Consent;

/// <summary>
/// First line of a bulk check (NDJSON): the question that is asked of everybody who follows, one
/// <see cref="BulkPerson"/> a line, up to 100,000.
/// </summary>
/// <inheritdoc cref="CheckConsent"/>
public sealed record BulkQuestion(
    string Domain,
    string? Policy = null,
    string? Purpose = null,
    string? At = null,
    string? KnownAt = null,
    string? PolicyVersion = null,
    string? DataFrom = null,
    string? DataTo = null,
    bool Retrospective = false);

/// <summary>One person of a bulk check.</summary>
/// <param name="Type">Type of the identifier.</param>
/// <param name="Value">The identifier.</param>
public sealed record BulkPerson(string Type, string Value);

/// <summary>One line of the answer, in the order of the question's lines.</summary>
/// <param name="Line">Number of the person's line, the first person is 1.</param>
/// <param name="Permitted">Yes or no.</param>
/// <param name="Answer"><c>permit</c>, <c>deny</c> or <c>unknown</c>.</param>
/// <param name="Reason">Stable code of the rule that decided.</param>
/// <param name="Until">Last day the answer holds; null: open.</param>
/// <param name="Position">Event-log position this answer was true at.</param>
public sealed record BulkAnswer(long Line, bool Permitted, string Answer, string Reason, DateOnly? Until,
    string Position);

/// <summary>Last line where the stream could not be finished; everything before it holds.</summary>
/// <param name="Line">Line of the question that is at fault.</param>
/// <param name="Error">Code.</param>
/// <param name="Detail">What to do.</param>
public sealed record BulkFault(long Line, string Error, string Detail);
