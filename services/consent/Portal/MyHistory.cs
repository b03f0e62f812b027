using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>What happened, and what became of withdrawals.</summary>
public static class MyHistory
{
    const string Entries = """
        select e.recorded_at as at, e.type, d.consent_id, d.kind, coalesce(t.definition ->> 'title', d.template),
            t.version, null::text, e.version as number
        from consent.documents d join events.events e on e.stream_id = d.consent_id
        left join consent.templates t on t.domain = d.domain and t.key = d.template
        where d.subject = $1 and d.domain = $2
        union all
        select l.at, l.kind, null, null, null, null, l.relation, 0
        from (select id, relation, unnest(array['letter-ordered', 'letter-printed', 'letter-withdrawn']) as kind,
                unnest(array[ordered_at, printed_at, withdrawn_at]) as at
            from consent.portal_letters where subject = $1) l where l.at is not null
        union all
        select a.at, a.kind, null, null, null, null, a.relation, 0
        from (select id, relation, unnest(array['portal-opened', 'portal-closed']) as kind,
                unnest(array[opened_at, coalesce(closed_at, case when ends_at <= $3 then ends_at end)]) as at
            from consent.portal_accounts where subject = $1) a where a.at is not null
        order by at, number
        """;

    const string Tasks = """
        select d.consent_id, coalesce(f.definition ->> 'title', d.template), d.recorded_at, t.receiver, t.status,
            coalesce(t.completed_at, t.accepted_at, t.requested_at)
        from consent.documents d left join consent.tasks t on t.withdrawal = d.consent_id
        left join consent.templates f on f.domain = d.domain and f.key = d.template
        where d.subject = $1 and d.domain = $2 and d.kind = any($3) and not d.annulled
        order by d.recorded_at desc, d.consent_id, t.receiver
        """;

    static readonly short[] Withdrawals =
        [(short)DocumentKind.PartialWithdrawal, (short)DocumentKind.FullWithdrawal];

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/me/history", History).RequirePermission(Permissions.PortalOwn)
            .WithSummary("What happened: documents, their changes, letters, oldest first").Produces<PortalHistory>();
        routes.MapGet("/me/withdrawals", Progress).RequirePermission(Permissions.PortalOwn)
            .WithSummary("What became of one's withdrawals, newest first")
            .Produces<IReadOnlyList<WithdrawalProgress>>();
    }

    static async Task<IResult> History(
        HttpContext http, PortalVisits visits, IDocumentSession session, TimeProvider clock, CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { Letter: null } visit) return Problem.From(PortalVisit.None);
        var entries = await CaptureRows.FindAsync(session, Entries,
            [visit.Subject, visit.Domain, clock.GetUtcNow()], row => new PortalHistoryEntry(
                row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetGuid(2),
                row.IsDBNull(3) ? null : AnswerNames.Of((DocumentKind)row.GetInt16(3)),
                row.IsDBNull(4) ? null : row.GetString(4), row.IsDBNull(5) ? null : row.GetString(5),
                row.IsDBNull(6) ? null : row.GetString(6)), ct);
        session.Audit(new("portal-history-read", visit.Subject.ToString(), "seen"));
        await session.SaveChangesAsync(ct);
        return TypedResults.Ok(new PortalHistory(entries));
    }

    static async Task<IResult> Progress(
        HttpContext http, PortalVisits visits, IQuerySession session, CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { Letter: null } visit) return Problem.From(PortalVisit.None);
        var rows = await CaptureRows.FindAsync(session, Tasks, [visit.Subject, visit.Domain, Withdrawals], row => (
            Id: row.GetGuid(0), Title: row.GetString(1), At: row.GetFieldValue<DateTimeOffset>(2),
            Step: row.IsDBNull(3) ? null : new WithdrawalStep(
                row.GetString(3), row.GetString(4), row.GetFieldValue<DateTimeOffset>(5))), ct);
        return TypedResults.Ok<IReadOnlyList<WithdrawalProgress>>([.. rows.GroupBy(row => row.Id).Select(one =>
        {
            WithdrawalStep[] steps = [.. one.Select(row => row.Step).OfType<WithdrawalStep>()];
            return new WithdrawalProgress(one.Key, one.First().Title, one.First().At, StateOf(steps), steps);
        })]);
    }

    /// <summary>Done when everybody is; a failure comes before what still runs, since somebody has to look.</summary>
    public static string StateOf(IReadOnlyList<WithdrawalStep> steps) =>
        steps.Any(step => step.Status == "failed") ? "failed"
        : steps.Any(step => step.Status != "completed") ? "running" : "done";
}
