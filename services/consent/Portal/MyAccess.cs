using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Who looked and who may act. Staff are roles, never names.</summary>
public static class MyAccess
{
    const int Days = 90;
    const int Most = 500;

    // whatever an entry can be about that is the person's
    internal const string Objects = """
        select $1::text
        union all select consent_id::text from consent.documents where subject = $1
        union all select 'portal-letter/' || id from consent.portal_letters where subject = $1
        union all select 'portal-account/' || id from consent.portal_accounts where subject = $1
        union all select 'portal-question/' || id from consent.portal_questions where subject = $1
        """;

    // a bulk check keeps its subjects packed in one entry; 16 random bytes are not found by chance
    internal const string Entries = """
        select at, actor, roles, action, purpose, outcome from (
            select a.at, a.seq, a.actor, a.roles, a.action, a.purpose, a.outcome
            from audit.entries a where a.object = any($2) and a.at >= $3
            union all
            select a.at, a.seq, a.actor, a.roles, a.action, a.purpose, a.outcome
            from audit.entries a
            where a.action = 'consent-check-many' and a.at >= $3
                and position(decode(replace($1::text, '-', ''), 'hex')
                    in decode(a.detail ->> 'decisions', 'base64')) > 0) as entries
        order by at desc, seq desc limit $4
        """;

    const string Accounts = "select id, relation from consent.portal_accounts where subject = $1";

    const string Proxies = """
        select id, relation, opened_at, ends_at from consent.portal_accounts
        where subject = $1 and relation <> 'self' and closed_at is null and (ends_at is null or ends_at > $2)
        order by opened_at, id
        """;

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/me/access", Access).RequirePermission(Permissions.PortalOwn)
            .WithSummary($"Who looked at these data or decided on them in the last {Days} days, newest first")
            .Produces<IReadOnlyList<PortalAccess>>();
        routes.MapGet("/me/proxies", ProxiesOf).RequirePermission(Permissions.PortalOwn)
            .WithSummary("Who may act for the person; nobody can hide from them")
            .Produces<IReadOnlyList<PortalProxy>>();
    }

    static async Task<IResult> Access(
        HttpContext http, PortalVisits visits, IDocumentSession session, TimeProvider clock, CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { Letter: null } visit) return Problem.From(PortalVisit.None);
        var accounts = (await CaptureRows.FindAsync(session, Accounts, [visit.Subject],
            row => (Id: row.GetGuid(0), Relation: row.GetString(1)), ct))
            .ToDictionary(account => PortalTokens.ActorOf(account.Id), account => account.Relation);
        var objects = await CaptureRows.FindAsync(session, Objects, [visit.Subject], row => row.GetString(0), ct);
        var entries = await CaptureRows.FindAsync(session, Entries,
            [visit.Subject, objects.ToArray(), clock.GetUtcNow().AddDays(-Days), Most], row => new PortalAccess(
                row.GetFieldValue<DateTimeOffset>(0),
                WhoIs(row.GetString(1), row.GetString(2), row.GetString(3), accounts),
                row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4), row.GetString(5)), ct);
        session.Audit(new("portal-access-read", visit.Subject.ToString(), "seen"));
        await session.SaveChangesAsync(ct);
        return TypedResults.Ok<IReadOnlyList<PortalAccess>>(entries);
    }

    /// <summary>An account's relation, else a role; whoever types a letter's code has neither yet; what runs by itself
    /// is the system.</summary>
    public static string WhoIs(
        string actor, string roles, string action, IReadOnlyDictionary<string, string> accounts) =>
        accounts.TryGetValue(actor, out var relation) ? relation
        : action == ActivatingPortal.Action ? "letter"
        : roles.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).FirstOrDefault()
            is { } role ? role : "system";

    static async Task<IResult> ProxiesOf(
        HttpContext http, PortalVisits visits, IQuerySession session, Vault vault, TimeProvider clock,
        CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { Letter: null } visit) return Problem.From(PortalVisit.None);
        var rows = await CaptureRows.FindAsync(session, Proxies, [visit.Subject, clock.GetUtcNow()], row => (
            Id: row.GetGuid(0), Relation: row.GetString(1), Since: row.GetFieldValue<DateTimeOffset>(2),
            EndsAt: PortalRows.MomentOf(row, 3)), ct);
        var opened = await DocumentVault.OpenAsync(session, vault, visit.Subject,
            [.. rows.Select(row => PortalFields.Name(row.Id))], ct);
        return TypedResults.Ok<IReadOnlyList<PortalProxy>>([.. rows.Select(row => new PortalProxy(
            row.Relation, opened.Text(PortalFields.Name(row.Id)) ?? "", row.Since, row.EndsAt))]);
    }
}
