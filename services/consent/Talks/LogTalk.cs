using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>The log of talks: that somebody explained is a fact of its own, with or without a document.</summary>
public static class LoggingTalks
{
    const int MostQuestions = 20;
    const int LongestQuestion = 1000;
    const int LongestMinutes = 600;

    static readonly Rejection CaptureUnknown = Rejection.NotFound("capture-unknown",
        "There is no such session of this person, or it is over.", "capture");

    static readonly Rejection WayUnknown = Rejection.Invalid("value-unknown",
        $"People talk by one of {string.Join(", ", LogTalk.Ways)}.", "way");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/talks", Log).RequirePermission(Permissions.ConsentRecord)
            .WithSummary("Write down who explained, when, how long and what was asked")
            .Produces<LoggedTalk>(StatusCodes.Status201Created);
        routes.MapPost("/talks/search", Find).RequirePermission(Permissions.ConsentDocument)
            .WithSummary("A person's talks, and what they asked on tablets").Produces<PersonTalks>();
    }

    static async Task<IResult> Log(
        LogTalk command, HttpContext http, Caller caller, IDocumentSession session, Vault vault, TimeProvider clock,
        CancellationToken ct)
    {
        if (!caller.MayUse(command.Domain)
            || await DomainSettings.FindAsync(session, command.Domain, ct) is not { } domain)
            return Problem.From(Faults.DomainUnknown);
        if (SignerIds.Check(domain, command.Identifiers) is { } identifierFault) return Problem.From(identifierFault);
        if (Check(command, clock.GetUtcNow(), out var heldAt) is { } fault) return Problem.From(fault);
        var lookups = SignerIds.Lookups(vault, command.Domain, command.Identifiers);
        if (command.Capture is { } capture && !await IsTheirsAsync(session, capture, command.Domain, lookups, ct))
            return Problem.From(CaptureUnknown);

        var id = Guid.CreateVersion7(session.RecordedAt);
        var key = vault.NewKey(id);
        var questions = Questions(command);
        session.Events.StartStream<Talk>(id, new TalkLogged(
            id, command.Domain, command.Capture, command.Way, heldAt.ToUniversalTime(), command.Minutes,
            questions.Length));
        session.QueueSqlCommand(Sql.Command("update consent.talks set lookups = $2 where id = $1", id, lookups));
        session.QueueSqlCommand(VaultRows.StoreKey(id, key));
        session.Keep(vault, id, key, TalkRows.Content,
            CaptureRows.Json(new TalkContent(command.ExplainedBy.Trim(), questions)));
        session.Audit(new("talk-logged", $"talk/{id}", "done", Detail: new { capture = command.Capture }));
        return await session.CommitAsync(http,
            new Answer(StatusCodes.Status201Created, new LoggedTalk(id)), ct);
    }

    static string[] Questions(LogTalk command) => [.. (command.Questions ?? [])
        .Select(question => question.Trim()).Where(question => question.Length > 0)];

    static Rejection? Check(LogTalk command, DateTimeOffset now, out DateTimeOffset heldAt)
    {
        heldAt = default;
        if (string.IsNullOrWhiteSpace(command.ExplainedBy)) return Faults.Missing("explainedBy");
        if (PlainText.Fault(command.ExplainedBy, "explainedBy", 120) is { } nameFault) return nameFault;
        // a clock of the desk may be a little ahead
        if (!LegalMoment.TryParse(command.HeldAt, out heldAt) || heldAt > now.AddMinutes(5))
            return Faults.Date("heldAt", "The talk's beginning");
        if (command.Minutes is < 1 or > LongestMinutes)
            return Rejection.Invalid("minutes-invalid", $"A talk takes 1 to {LongestMinutes} minutes.", "minutes");
        if (!LogTalk.Ways.Contains(command.Way)) return WayUnknown;
        if (command.Questions is not { } questions) return null;
        if (questions.Count > MostQuestions)
            return Rejection.Invalid("too-many", $"At most {MostQuestions} questions.", "questions");
        return questions
            .Select((question, at) => PlainText.Fault(question, $"questions[{at}]", LongestQuestion, lines: true))
            .FirstOrDefault(found => found is not null);
    }

    static async Task<bool> IsTheirsAsync(
        IQuerySession session, Guid capture, string domain, byte[][] lookups, CancellationToken ct) =>
        (await CaptureRows.FindAsync(session, """
            select 1 from consent.captures where id = $1 and domain = $2 and lookups && $3
                and state in ('planned', 'handed-over', 'open')
            """, [capture, domain, lookups], row => row.GetInt32(0), ct)).Count == 1;

    static async Task<IResult> Find(
        FindTalks question, Caller caller, IDocumentSession session, Vault vault, CancellationToken ct)
    {
        if (!caller.MayUse(question.Domain)
            || await DomainSettings.FindAsync(session, question.Domain, ct) is not { } domain)
            return Problem.From(Faults.DomainUnknown);
        if (SignerIds.Check(domain, question.Identifiers) is { } fault) return Problem.From(fault);
        var own = SignerIds.Lookups(vault, question.Domain, question.Identifiers);
        var lookups = (await CaptureRows.FindAsync(session, TalkRows.Lookups, [question.Domain, own],
            row => row.GetFieldValue<byte[]>(0), ct)).ToArray();
        var talks = await TalkRows.TalksAsync(session, vault, TalkRows.OfPerson, [question.Domain, lookups], ct);
        var questions = await AskingQuestions.OfPersonAsync(session, vault, question.Domain, lookups, ct);
        session.Audit(new("talks-read", $"unknown:{Convert.ToHexStringLower(own[0].AsSpan(0, 8))}", "seen",
            Detail: new { talks = talks.Select(talk => talk.Id), questions = questions.Select(asked => asked.Id) }));
        await session.SaveChangesAsync(ct);
        return TypedResults.Ok(new PersonTalks(talks, questions));
    }
}
