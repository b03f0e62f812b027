using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Questions to the trust centre and their answers; both are sealed with the person's key.</summary>
public static class MyQuestions
{
    public const int Longest = 4000;
    const int MostOpen = 20;

    const string Own = """
        select id, asked_at, answered_at from consent.portal_questions where account = $1
        order by asked_at desc, id desc
        """;

    const string Insert = """
        insert into consent.portal_questions (id, domain, subject, account, asked_at) values ($1, $2, $3, $4, $5)
        """;

    static readonly Rejection TooManyOpen = Rejection.Conflict("too-many",
        $"At most {MostOpen} questions wait for an answer at a time.");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/me/questions", List).RequirePermission(Permissions.PortalOwn)
            .WithSummary("One's own questions and their answers, newest first")
            .Produces<IReadOnlyList<PortalQuestion>>();
        routes.MapPost("/me/questions", Ask).RequirePermission(Permissions.PortalOwn)
            .WithSummary("Ask the trust centre").Produces<PortalQuestion>(StatusCodes.Status201Created);
    }

    static async Task<IResult> List(
        HttpContext http, PortalVisits visits, IQuerySession session, Vault vault, CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { Letter: null } visit) return Problem.From(PortalVisit.None);
        var rows = await RowsAsync(session, visit, ct);
        var opened = await DocumentVault.OpenAsync(session, vault, visit.Subject,
            [.. rows.SelectMany(row => new[] { PortalFields.Asked(row.Id), PortalFields.Answered(row.Id) })], ct);
        return TypedResults.Ok<IReadOnlyList<PortalQuestion>>([.. rows.Select(row => new PortalQuestion(
            row.Id, row.AskedAt, opened.Text(PortalFields.Asked(row.Id)) ?? "", row.AnsweredAt,
            opened.Text(PortalFields.Answered(row.Id))))]);
    }

    static async Task<IResult> Ask(
        AskTrustCentre command, HttpContext http, PortalVisits visits, IDocumentSession session, Vault vault,
        CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { Letter: null } visit
            || await VaultRows.FindKeyAsync(session.DataSource, visit.Subject, ct) is not { } key)
            return Problem.From(PortalVisit.None);
        if (Check(command.Text) is { } fault) return Problem.From(fault);
        if ((await RowsAsync(session, visit, ct)).Count(row => row.AnsweredAt is null) >= MostOpen)
            return Problem.From(TooManyOpen);
        var now = session.RecordedAt;
        var id = Guid.CreateVersion7(now);
        session.QueueSqlCommand(Sql.Command(Insert, id, visit.Domain, visit.Subject, visit.Account, now));
        session.QueueSqlCommand(PortalVault.Keep(
            vault, visit.Subject, key, PortalFields.Asked(id), command.Text.Trim()));
        session.Audit(new("portal-question-asked", $"portal-question/{id}", "done"));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status201Created,
            new PortalQuestion(id, now, command.Text.Trim(), null, null)), ct);
    }

    public static Rejection? Check(string text) =>
        string.IsNullOrWhiteSpace(text) ? Faults.Missing("text")
        : text.Length > Longest ? Faults.Length("text", Longest)
        : PlainText.HasHiddenCharacters(text, lines: true)
            ? Rejection.Invalid("character-not-allowed", "There is a control or direction character in it.", "text")
            : null;

    static Task<List<(Guid Id, DateTimeOffset AskedAt, DateTimeOffset? AnsweredAt)>> RowsAsync(
        IQuerySession session, PortalVisit visit, CancellationToken ct) =>
        CaptureRows.FindAsync(session, Own, [visit.Account], row => (
            row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), PortalRows.MomentOf(row, 2)), ct);
}
