using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Who is at the portal: the session, the account and the person whose consents it is about. Nothing that a
/// page sends says so; routes of the portal have no place for a person.</summary>
public sealed record PortalVisit(
    Guid Session, Guid Account, Guid Subject, string Domain, string Relation, Guid? Letter, DateTimeOffset StartedAt,
    DateTimeOffset SeenAt, DateTimeOffset EndsAt, DateTimeOffset? AccountEndsAt, byte[] Token)
{
    const string Find = """
        select s.id, s.account, coalesce(a.subject, l.subject), coalesce(a.domain, l.domain),
            coalesce(l.relation, a.relation), s.letter, s.started_at, s.seen_at, s.ends_at,
            coalesce(a.ends_at, l.ends_at)
        from consent.portal_sessions s left join consent.portal_accounts a on a.id = s.account
            left join consent.portal_letters l on l.id = s.letter
        where s.token = $1
        """;

    /// <summary>Answered to whoever has the role but came by no session of ours.</summary>
    public static Rejection None { get; } =
        Rejection.NotFound("portal-account-unknown", "There is no portal account behind this credential.");

    public string Actor => PortalTokens.ActorOf(Account);

    public static async Task<PortalVisit?> FindAsync(IQuerySession session, byte[] hash, CancellationToken ct)
    {
        var found = await CaptureRows.FindAsync(session, Find, [hash], row => new PortalVisit(
            row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), row.GetString(3), row.GetString(4),
            row.IsDBNull(5) ? null : row.GetGuid(5), row.GetFieldValue<DateTimeOffset>(6),
            row.GetFieldValue<DateTimeOffset>(7), row.GetFieldValue<DateTimeOffset>(8),
            row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9), hash), ct);
        return found is [var visit] ? visit : null;
    }

    /// <summary>An entry of what this visitor did.</summary>
    public AuditRecord Entry(AuditEntry entry, HttpContext http, DateTimeOffset now) =>
        AuditRecord.Of(entry, Caller.Of(http), now);
}

/// <summary>Finds who is at the portal.</summary>
public sealed class PortalVisits(IQuerySession session, PortalSite site)
{
    /// <summary>Null where the caller did not come in by the session's own cookie, whatever their role.</summary>
    public async Task<PortalVisit?> OfAsync(HttpContext http, CancellationToken ct) =>
        http.Request.Cookies.TryGetValue(site.CookieName(http.Request), out var token)
        && await PortalVisit.FindAsync(session, OpaqueTokens.Hash(token), ct) is { } visit
        && Caller.Of(http).Name == visit.Actor ? visit : null;
}
