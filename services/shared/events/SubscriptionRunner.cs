using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TrustCenter.Events;

/// <summary>How far a subscription is behind.</summary>
/// <param name="Name">The subscription.</param>
/// <param name="Events">Events it still has to handle; counted up to 10 000.</param>
/// <param name="Age">How long ago the oldest of them was recorded; zero where there is none.</param>
/// <param name="DeadLetters">Events it gave up on.</param>
public sealed record SubscriptionLag(string Name, long Events, TimeSpan Age, long DeadLetters);

/// <summary>Follows the log for all subscriptions of a store; any number of instances may run at once.</summary>
public sealed class SubscriptionRunner(DocumentStore store, ILogger<SubscriptionRunner> logger)
    : IHostedService, IAsyncDisposable
{
    CancellationTokenSource? _stop;
    Task _running = Task.CompletedTask;

    /// <summary>Begins; returns at once.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var stop = _stop = new CancellationTokenSource();
        _running = Task.WhenAll(store.Options.Subscriptions.Select(subscription =>
            Task.Run(() => new SubscriptionFollower(store, subscription, logger).RunAsync(stop.Token), stop.Token)));
        return Task.CompletedTask;
    }

    /// <summary>
    /// Ends behind the statement at hand; what was not checkpointed is handled again after the next start.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_stop is null)
            return;

        await _stop.CancelAsync();
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _stop = null;
    }

    /// <summary>How far each subscription is behind, whichever instance follows it.</summary>
    public async Task<IReadOnlyList<SubscriptionLag>> SubscriptionLagAsync(CancellationToken ct = default)
    {
        var lags = new List<SubscriptionLag>();
        foreach (var subscription in store.Options.Subscriptions)
        {
            await using var command = store.DataSource.CreateCommand("""
                select count(*), min(e.recorded_at),
                    (select count(*) from events.dead_letters where subscription = $1)
                from (
                    select l.recorded_at from events.events l
                    where (l.tx, l.seq) > (
                            coalesce((select tx from events.subscriptions where name = $1), '0'::xid8),
                            coalesce((select seq from events.subscriptions where name = $1), 0))
                        and (cardinality($2) = 0 or l.type = any($2))
                    limit 10000) e
                """);
            command.Parameters.Add(new() { Value = subscription.Name });
            command.Parameters.Add(new() { Value = subscription.EventTypes.ToArray() });
            await using var row = await command.ExecuteReaderAsync(ct);
            await row.ReadAsync(ct);
            var age = await row.IsDBNullAsync(1, ct)
                ? TimeSpan.Zero
                : store.Clock.GetUtcNow() - row.GetFieldValue<DateTimeOffset>(1);
            lags.Add(new(subscription.Name, row.GetInt64(0), age, row.GetInt64(2)));
        }

        return lags;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);
}
