using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>The credentials around tablets: of the tablet, of staff at it, of one session on it.</summary>
public static class TabletTokens
{
    public const string TabletPrefix = "tct_";
    public const string StaffPrefix = "tcs_";
    public const string CapturePrefix = "tcc_";

    const string Tablet = "select id, domain from consent.tablets where key = $1 and shut_out_at is null";

    const string Staff = """
        select p.account, p.roles, p.domains from consent.tablet_staff s
        join consent.tablet_pins p on p.account = s.account
        join consent.tablets t on t.id = s.tablet and t.shut_out_at is null
        where s.token = $1 and s.until > $2
        """;

    const string Capture = """
        select c.id, c.domain from consent.captures c join consent.tablets t on t.id = c.tablet
        where c.token = $1 and c.state = 'open' and t.shut_out_at is null
        """;

    static readonly string[] StaffScopes = [Permissions.CaptureStart];

    public static void AddTabletTokens(this IServiceCollection services)
    {
        services.AddOpaqueTokens(TabletPrefix, (provider, hash, ct) => FindAsync(provider, Tablet, hash,
            row => Grant.From($"tablet/{row.GetGuid(0)}", ["tablet"], [row.GetString(1)]), ct));
        services.AddOpaqueTokens(CapturePrefix, (provider, hash, ct) => FindAsync(provider, Capture, hash,
            row => Grant.From($"capture/{row.GetGuid(0)}", ["capture"], [row.GetString(1)]), ct));
        services.AddOpaqueTokens(StaffPrefix, (provider, hash, ct) => FindAsync(provider, Staff, hash,
            row => Grant.From(row.GetString(0), row.GetFieldValue<string[]>(1), row.GetFieldValue<string[]>(2),
                StaffScopes), ct));
    }

    /// <summary>Id of the tablet that asks; none where somebody else has its role.</summary>
    public static Guid TabletOf(Caller caller) => IdOf(caller, "tablet/");

    /// <summary>Id of the session that asks.</summary>
    public static Guid CaptureOf(Caller caller) => IdOf(caller, "capture/");

    static Guid IdOf(Caller caller, string kind) =>
        caller.Name.StartsWith(kind, StringComparison.Ordinal) && Guid.TryParse(caller.Name[kind.Length..], out var id)
            ? id : Guid.Empty;

    static async ValueTask<Grant?> FindAsync(
        IServiceProvider provider, string sql, byte[] hash, Func<NpgsqlDataReader, Grant> read, CancellationToken ct)
    {
        var data = provider.GetRequiredKeyedService<NpgsqlDataSource>(ConsentsService.Name);
        await using var batch = data.CreateBatch();
        batch.Timeout = Sql.Patience;
        batch.BatchCommands.Add(sql == Staff
            ? Sql.Command(sql, hash, provider.GetRequiredService<TimeProvider>().GetUtcNow())
            : Sql.Command(sql, hash));
        await using var row = await batch.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? read(row) : null;
    }
}
