using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Begins and ends sessions. A new one always has a new token; what was there before is gone.</summary>
public sealed class PortalSessions(PortalSite site)
{
    public const string ByLetter = "letter";
    public const string ByPasskey = "passkey";
    public const string ByTotp = "totp";

    public static readonly TimeSpan SetUpLifetime = TimeSpan.FromMinutes(15);

    const string Insert = """
        insert into consent.portal_sessions (id, token, account, letter, method, device, started_at, fresh_at, seen_at,
            ends_at)
        values ($1, $2, $3, $4, $5, $6, $7, $7, $7, $8)
        """;

    /// <summary>A session, with the statements that begin it; its cookie is set when they are committed.</summary>
    public (PortalSession Session, string Token, NpgsqlBatchCommand[] Commands) New(
        HttpRequest request, Guid account, Guid? letter, string method, DateTimeOffset now)
    {
        var token = OpaqueTokens.New(PortalTokens.Prefix);
        var id = Guid.CreateVersion7(now);
        var ends = now + (letter is null ? site.Longest : SetUpLifetime);
        var commands = new List<NpgsqlBatchCommand>
        {
            Sql.Command(Insert, id, OpaqueTokens.Hash(token), account, PortalRows.Id(letter), method,
                DeviceOf(request.Headers.UserAgent.ToString()), now, ends),
        };
        if (request.Cookies.TryGetValue(site.CookieName(request), out var before))
        {
            commands.Insert(0, Sql.Command("delete from consent.portal_sessions where token = $1",
                OpaqueTokens.Hash(before)));
        }

        return (new(id, now, now + site.Idle, ends), token, [.. commands]);
    }

    public PortalSession ViewOf(PortalVisit visit) =>
        new(visit.Session, visit.StartedAt, visit.SeenAt + site.Idle, visit.EndsAt);

    /// <summary>Browser and system in words of ours: enough to know one's own device again, too little to be told
    /// apart by.</summary>
    public static string DeviceOf(string agent)
    {
        var browser = First(agent, ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"),
            ("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("Safari/", "Safari"));
        var system = First(agent, ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
            ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux"));
        return (browser, system) switch
        {
            (null, null) => "?",
            (null, { } one) => one,
            ({ } one, null) => one,
            var (one, other) => $"{one}, {other}",
        };
    }

    static string? First(string agent, params ReadOnlySpan<(string Mark, string Name)> known)
    {
        foreach (var (mark, name) in known)
        {
            if (agent.Contains(mark, StringComparison.Ordinal)) return name;
        }

        return null;
    }
}
