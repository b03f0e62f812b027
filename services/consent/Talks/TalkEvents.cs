using TrustCenter.Events;

namespace TrustCenter.Consents;

// Talks and questions. What was said and by whom lies sealed in the vault under the talk's or question's own id.

public sealed record TalkLogged(
    Guid TalkId, string Domain, Guid? Capture, string Way, DateTimeOffset HeldAt, int Minutes, int Questions);

public sealed record QuestionAsked(Guid QuestionId, string Domain, Guid Capture);

public sealed record QuestionAnswered(Guid QuestionId);

/// <summary>A talk is written down once.</summary>
public sealed record Talk(bool Exists) : IFold<Talk>
{
    public static Talk Initial { get; } = new(false);

    public static Talk Evolve(Talk talk, object @event) => @event is TalkLogged ? new(true) : talk;
}

/// <summary>A question somebody typed on a tablet.</summary>
public sealed record Question(string? Domain, bool Answered) : IFold<Question>
{
    static readonly Rejection Unknown = Rejection.NotFound("question-unknown", "There is no such question.");

    public static Question Initial { get; } = new(null, false);

    public static Question Evolve(Question question, object @event) => @event switch
    {
        QuestionAsked e => new(e.Domain, false),
        QuestionAnswered => question with { Answered = true },
        _ => question,
    };

    /// <summary>Saying it twice is no error.</summary>
    public Decision Answer(Guid id, Func<string, bool> mayUse) =>
        Domain is null || !mayUse(Domain) ? Unknown
        : Answered ? Decision.Nothing
        : Decision.Of(new QuestionAnswered(id));
}
