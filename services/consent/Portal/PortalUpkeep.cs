using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>Forgets what nobody can use any more: the content of letters that ended or are dead, old sessions,
/// challenges and acts.</summary>
public sealed class PortalUpkeep(
    IDocumentStore store, PortalSite site, TimeProvider clock, ILogger<PortalUpkeep> log) : BackgroundService
{
    const string Letters = """
        delete from vault.items i using consent.portal_letters l
        where i.subject = l.subject and i.field = 'portal/letter/' || replace(l.id::text, '-', '')
            and l.used_at is null and (l.until <= $1 or l.tries >= $2)
        """;

    static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await ForgetAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or CommitOutcomeUnknownException)
            {
                LogMessages.PortalNotCleared(log, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    public Task ForgetAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var session = store.LightweightSession(new("system", "portal-upkeep"));
        session.QueueSqlCommand(Sql.Command(Letters, now, PortalCodes.Tries));
        foreach (var statement in Over(now, site.Idle)) session.QueueSqlCommand(statement);
        return session.SaveChangesAsync(ct);
    }

    /// <summary>Rows of sessions, challenges and acts that are over.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Over(DateTimeOffset now, TimeSpan idle) =>
    [
        Sql.Command("delete from consent.portal_sessions where ends_at < $1 or seen_at < $2", now, now - idle),
        Sql.Command("delete from consent.portal_challenges where until < $1", now),
        Sql.Command("delete from consent.portal_acts where until < $1", now.AddDays(-1)),
    ];
}
