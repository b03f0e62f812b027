using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>What people type on a tablet for staff to answer. It stays only if a document comes of the session.
/// </summary>
public static class AskingQuestions
{
    const int Longest = 1000;
    const int Most = 20;

    const string OfPerson = """
        select q.id, q.asked_at, q.capture, q.answered_at from consent.questions q
        where q.domain = $1 and q.lookups && $2 order by q.asked_at desc limit 200
        """;

    const string Waiting = """
        select q.id, q.asked_at, q.capture, t.id, t.name, t.place from consent.questions q
        join consent.captures c on c.id = q.capture and c.state = 'open' join consent.tablets t on t.id = c.tablet
        where q.domain = $1 and q.answered_at is null order by q.asked_at limit 100
        """;

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/capture/questions", Ask).RequirePermission(Permissions.CaptureTake)
            .WithSummary("Ask staff something in one's session")
            .Produces<QuestionSent>(StatusCodes.Status201Created);
        routes.MapGet("/domains/{domain}/questions", List).RequirePermission(Permissions.CaptureStart)
            .WithSummary("What people at tablets ask right now").Produces<IReadOnlyList<WaitingQuestion>>();
        routes.MapPost("/questions/{id:guid}/answered", Answer).RequirePermission(Permissions.CaptureStart)
            .WithSummary("Say that a question was answered");
    }

    static async Task<IResult> Ask(
        AskQuestion command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        CancellationToken ct)
    {
        var text = command.Text.Trim();
        if (text.Length == 0) return Problem.From(Faults.Missing("text"));
        if (text.Length > Longest) return Problem.From(Faults.Length("text", Longest));
        // angle brackets are welcome: nobody is told off for what they ask, and nothing here is ever markup
        if (PlainText.HasHiddenCharacters(text, lines: true))
        {
            return Problem.From(Rejection.Invalid("character-not-allowed",
                "There is a control or direction character in it.", "text"));
        }

        var capture = TabletTokens.CaptureOf(caller);
        var open = await CaptureRows.FindAsync(session, """
            select c.domain, (select count(*) from consent.questions where capture = c.id)
            from consent.captures c where c.id = $1 and c.state = 'open'
            """, [capture], row => (Domain: row.GetString(0), Asked: row.GetInt64(1)), ct);
        if (open is not [var here]) return Problem.From(TakingCapture.Unknown);
        if (here.Asked >= Most)
            return Problem.From(Rejection.Conflict("too-many", $"At most {Most} questions in one session."));

        var id = Guid.CreateVersion7(session.RecordedAt);
        var key = vault.NewKey(id);
        session.Events.StartStream<Question>(id, new QuestionAsked(id, here.Domain, capture));
        session.QueueSqlCommand(VaultRows.StoreKey(id, key));
        session.Keep(vault, id, key, TalkRows.Text, System.Text.Encoding.UTF8.GetBytes(text));
        session.Audit(new("question-asked", $"capture/{capture}", "done", Detail: new { question = id }));
        return await session.CommitAsync(http,
            new Answer(StatusCodes.Status201Created, new QuestionSent(id)), ct);
    }

    public static async Task<List<QuestionView>> OfPersonAsync(
        IQuerySession session, Vault vault, string domain, byte[][] lookups, CancellationToken ct)
    {
        var found = await CaptureRows.FindAsync(session, OfPerson, [domain, lookups], row => new QuestionView(
            row.GetGuid(0), "", row.GetFieldValue<DateTimeOffset>(1), row.GetGuid(2),
            row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3)), ct);
        var questions = new List<QuestionView>();
        foreach (var question in found)
        {
            if (await TalkRows.OpenAsync(session, vault, question.Id, TalkRows.Text, ct) is { } text)
                questions.Add(question with { Text = CaptureRows.Text(text) });
        }

        return questions;
    }

    static async Task<IResult> List(
        string domain, Caller caller, IDocumentSession session, Vault vault, CancellationToken ct)
    {
        if (!caller.MayUse(domain) || await DomainSettings.FindAsync(session, domain, ct) is null)
            return Problem.From(Faults.DomainUnknown);
        var found = await CaptureRows.FindAsync(session, Waiting, [domain], row => new WaitingQuestion(
            row.GetGuid(0), "", row.GetFieldValue<DateTimeOffset>(1), row.GetGuid(2), row.GetGuid(3),
            row.GetString(4), row.IsDBNull(5) ? null : row.GetString(5)), ct);
        var questions = new List<WaitingQuestion>();
        foreach (var question in found)
        {
            if (await TalkRows.OpenAsync(session, vault, question.Id, TalkRows.Text, ct) is { } text)
                questions.Add(question with { Text = CaptureRows.Text(text) });
        }

        if (questions.Count > 0)
        {
            session.Audit(new("questions-listed", $"domain/{domain}", "seen",
                Detail: new { questions = questions.Select(question => question.Id) }));
            await session.SaveChangesAsync(ct);
        }

        return TypedResults.Ok<IReadOnlyList<WaitingQuestion>>(questions);
    }

    static async Task<IResult> Answer(
        Guid id, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct)
    {
        var decision = await session.Decide<Question>(id, question => question.Answer(id, caller.MayUse), ct);
        if (decision.Rejection is { } rejection) return Problem.From(rejection);
        session.Audit(new("question-answered", $"question/{id}", decision.Events.Count > 0 ? "done" : "unchanged"));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status204NoContent, null), ct);
    }
}
