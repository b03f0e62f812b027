using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Looks up the portal's sessions by the cookie's hash, at every request.</summary>
public static class PortalTokens
{
    public const string Prefix = "tcv_";
    public const string Patient = "patient";
    public const string SetUp = "patient-set-up";

    // one statement: whoever comes in is seen at the same moment
    const string Find = """
        update consent.portal_sessions s set seen_at = greatest(s.seen_at, $2)
        from consent.portal_sessions o left join consent.portal_accounts a on a.id = o.account
            left join consent.portal_letters l on l.id = o.letter
        where o.token = $1 and s.id = o.id and o.seen_at > $3 and o.ends_at > $2
            and case when o.letter is null
                then a.id is not null and a.closed_at is null and (a.ends_at is null or a.ends_at > $2)
                else l.used_at is null and l.withdrawn_at is null end
        returning s.account, s.letter is not null, coalesce(a.domain, l.domain), s.fresh_at
        """;

    public static void AddPortalTokens(this IServiceCollection services) => services.AddCookieTokens(
        Prefix, (provider, http) => provider.GetRequiredService<PortalSite>().CookieName(http.Request), FindAsync);

    /// <summary>The name under which an account is in the audit trail.</summary>
    public static string ActorOf(Guid account) => $"portal/{account}";

    static async ValueTask<Grant?> FindAsync(IServiceProvider provider, byte[] hash, CancellationToken ct)
    {
        var now = provider.GetRequiredService<TimeProvider>().GetUtcNow();
        var idle = provider.GetRequiredService<PortalSite>().Idle;
        var data = provider.GetRequiredKeyedService<NpgsqlDataSource>(ConsentsService.Name);
        await using var batch = data.CreateBatch();
        batch.Timeout = Sql.Patience;
        batch.BatchCommands.Add(Sql.Command(Find, hash, now, now - idle));
        await using var row = await batch.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct)) return null;
        var level = provider.GetRequiredService<IOptions<AuthOptions>>().Value.StepUpLevel;
        return Grant.From(ActorOf(row.GetGuid(0)), [row.GetBoolean(1) ? SetUp : Patient], [row.GetString(2)],
            signIn: new(row.GetFieldValue<DateTimeOffset>(3), level));
    }
}
