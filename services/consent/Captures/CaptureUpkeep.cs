using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>
/// Ends sessions that nobody will end any more, and forgets whom they concerned: planned ones after two weeks, open
/// ones when a tablet that lost the network can no longer deliver.
/// </summary>
public sealed class CaptureUpkeep(
    IDocumentStore store, IOptions<ConsentsOptions> options, TimeProvider clock, ILogger<CaptureUpkeep> log)
    : BackgroundService
{
    const string Overdue = """
        select id from consent.captures
        where (state in ('planned', 'handed-over') and planned_at < $1) or (state = 'open' and opened_at < $2)
        limit 200
        """;

    static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    static readonly TimeSpan Planned = TimeSpan.FromDays(14);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await EndOverdueAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or CommitOutcomeUnknownException)
            {
                LogMessages.CapturesNotEnded(log, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Ends what is overdue; returns how many.</summary>
    public async Task<int> EndOverdueAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var overdue = await CaptureRows.FindAsync(store.QuerySession(), Overdue,
            [now - Planned, now.AddHours(-options.Value.CaptureHours)], row => row.GetGuid(0), ct);
        foreach (var id in overdue)
        {
            var session = store.LightweightSession(new("system", "capture-upkeep"));
            await session.EndAsync(id, "expired", ct);
            session.QueueSqlCommand(Sql.Command("delete from consent.capture_copies where until < $1", now));
            session.QueueSqlCommand(Sql.Command("delete from consent.quiet_times where until < $1", now));
            try
            {
                await session.SaveChangesAsync(ct);
            }
            catch (StreamMovedException)
            {
                // it was received or ended at the same moment
            }
        }

        return overdue.Count;
    }
}
