namespace TrustCenter.Contracts.Consent;

/// <summary>Writes down that somebody explained, whether or not a document follows.</summary>
/// <param name="Domain">Consent domain.</param>
/// <param name="Identifiers">Whom it was explained to, 1 to 10.</param>
/// <param name="ExplainedBy">Name of who explained.</param>
/// <param name="HeldAt">When it began: a date-time with offset.</param>
/// <param name="Minutes">How long it took, 1 to 600.</param>
/// <param name="Way">One of <see cref="Ways"/>.</param>
/// <param name="Questions">What was asked, at most 20, each of up to 1000 characters.</param>
/// <param name="Capture">The session on a tablet it belongs to: it is printed on the documents of that session, as long
/// as they are not set yet. Null: it stands for itself.</param>
public sealed record LogTalk(
    string Domain, IReadOnlyList<PersonIdentifier> Identifiers, string ExplainedBy, string HeldAt, int Minutes,
    string Way = "in-person", IReadOnlyList<string>? Questions = null, Guid? Capture = null)
{
    /// <summary>How people talked.</summary>
    public static readonly IReadOnlyList<string> Ways = ["in-person", "phone", "video"];
}

/// <summary>A talk that was written down.</summary>
/// <param name="Id">Id of the talk.</param>
public sealed record LoggedTalk(Guid Id);

/// <summary>Asks for a person's talks and questions.</summary>
/// <param name="Domain">Consent domain.</param>
/// <param name="Identifiers">Under which the person is known.</param>
public sealed record FindTalks(string Domain, IReadOnlyList<PersonIdentifier> Identifiers);

/// <summary>Everything a person was told and asked, the newest first.</summary>
/// <param name="Talks">Talks, up to 200.</param>
/// <param name="Questions">What the person typed on a tablet, up to 200.</param>
public sealed record PersonTalks(IReadOnlyList<TalkView> Talks, IReadOnlyList<QuestionView> Questions);

/// <summary>A talk.</summary>
/// <param name="Id">Id.</param>
/// <param name="ExplainedBy">Who explained.</param>
/// <param name="HeldAt">When it began.</param>
/// <param name="Minutes">How long it took.</param>
/// <param name="Way">One of <see cref="LogTalk.Ways"/>.</param>
/// <param name="Questions">What was asked.</param>
/// <param name="Capture">The session it belongs to, or null.</param>
/// <param name="Documents">The documents that came of that session.</param>
/// <param name="LoggedAt">When it was written down.</param>
public sealed record TalkView(
    Guid Id, string ExplainedBy, DateTimeOffset HeldAt, int Minutes, string Way, IReadOnlyList<string> Questions,
    Guid? Capture, IReadOnlyList<Guid> Documents, DateTimeOffset LoggedAt);

/// <summary>What a person typed on a tablet.</summary>
/// <param name="Id">Id.</param>
/// <param name="Text">The question.</param>
/// <param name="AskedAt">When.</param>
/// <param name="Capture">In which session.</param>
/// <param name="AnsweredAt">When staff said that they answered it; null: not yet.</param>
public sealed record QuestionView(
    Guid Id, string Text, DateTimeOffset AskedAt, Guid Capture, DateTimeOffset? AnsweredAt);

/// <summary>Asks staff something in a session on a tablet. Gone with the session unless a document comes of it.
/// </summary>
/// <param name="Text">1 to 1000 characters.</param>
public sealed record AskQuestion(string Text);

/// <summary>A question that waits.</summary>
/// <param name="Id">Id.</param>
public sealed record QuestionSent(Guid Id);

/// <summary>A question of somebody who sits at a tablet, for whoever goes there.</summary>
/// <param name="Id">Id.</param>
/// <param name="Text">The question.</param>
/// <param name="AskedAt">When.</param>
/// <param name="Capture">In which session.</param>
/// <param name="Tablet">On which tablet.</param>
/// <param name="TabletName">What it is called.</param>
/// <param name="Place">Where it is used.</param>
public sealed record WaitingQuestion(
    Guid Id, string Text, DateTimeOffset AskedAt, Guid Capture, Guid Tablet, string TabletName, string? Place);
