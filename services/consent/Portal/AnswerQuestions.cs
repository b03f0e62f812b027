using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>The desk reads what people ask, and answers.</summary>
public static class AnsweringQuestions
{
    const string Asked = """
        select q.id, q.subject, q.account, coalesce(a.relation, 'self'), q.asked_at, q.answered_at
        from consent.portal_questions q left join consent.portal_accounts a on a.id = q.account
        where q.domain = $1 and ($2 or q.answered_at is null) order by q.answered_at is not null, q.asked_at, q.id
        limit 100
        """;

    const string Answered = """
        update consent.portal_questions set answered_at = $2 where id = $1 and answered_at is null
        returning subject, domain
        """;

    static readonly Rejection Unknown =
        Rejection.NotFound("portal-question-unknown", "There is no such question that waits for an answer.");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/questions", List).RequirePermission(Permissions.PortalAnswer)
            .WithSummary("What people ask in the portal: open ones, or all").Produces<IReadOnlyList<AskedQuestion>>();
        routes.MapPost("/questions/{id:guid}/answer", Answer).RequirePermission(Permissions.PortalAnswer)
            .WithSummary("Answer a question, once");
    }

    static async Task<IResult> List(
        string domain, Caller caller, IDocumentSession session, Vault vault, bool? all, CancellationToken ct)
    {
        if (!caller.MayUse(domain) || await DomainSettings.FindAsync(session, domain, ct) is null)
            return Problem.From(Faults.DomainUnknown);
        var rows = await CaptureRows.FindAsync(session, Asked, [domain, all == true], row => (
            Id: row.GetGuid(0), Subject: row.GetGuid(1), Account: row.GetGuid(2), Relation: row.GetString(3),
            AskedAt: row.GetFieldValue<DateTimeOffset>(4), AnsweredAt: PortalRows.MomentOf(row, 5)), ct);
        var asked = new List<AskedQuestion>(rows.Count);
        foreach (var row in rows)
        {
            if (await VaultRows.FindKeyAsync(session.DataSource, row.Subject, ct) is not { } key) continue; // erased
            string[] fields =
                [PortalFields.Name(row.Account), PortalFields.Asked(row.Id), PortalFields.Answered(row.Id)];
            var opened = await DocumentVault.OpenAsync(session, vault, row.Subject, fields, ct);
            asked.Add(new(row.Id, row.Relation, opened.Text(fields[0]), await ConfirmingWithdrawal.IdentifiersAsync(
                session, vault, row.Subject, domain, key, ct), row.AskedAt, opened.Text(fields[1]) ?? "",
                row.AnsweredAt, opened.Text(fields[2])));
        }

        session.Audit(new("portal-questions-listed", $"domain/{domain}", "seen",
            Detail: new { questions = rows.Select(row => row.Id) }));
        await session.SaveChangesAsync(ct);
        return TypedResults.Ok<IReadOnlyList<AskedQuestion>>(asked);
    }

    static async Task<IResult> Answer(
        Guid id, AnswerQuestion command, Caller caller, IQuerySession session, Vault vault, TimeProvider clock,
        CancellationToken ct)
    {
        if (MyQuestions.Check(command.Text) is { } fault) return Problem.From(fault);
        var now = clock.GetUtcNow();
        await using var work = await PortalWork.OpenAsync(session.DataSource, ct);
        var found = await work.FindAsync(Sql.Command(Answered, id, now),
            row => (Subject: row.GetGuid(0), Domain: row.GetString(1)), ct);
        if (found is not [var question] || !caller.MayUse(question.Domain)
            || await VaultRows.FindKeyAsync(session.DataSource, question.Subject, ct) is not { } key)
            return Problem.From(Unknown);
        await work.DoAsync(ct, PortalVault.Keep(
            vault, question.Subject, key, PortalFields.Answered(id), command.Text.Trim()));
        await work.CommitAsync(AuditRecord.Of(
            new("portal-question-answered", $"portal-question/{id}", "done"), caller, now), ct);
        return TypedResults.NoContent();
    }
}
