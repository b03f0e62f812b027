using Microsoft.Extensions.Logging;
using Npgsql;
using Polly;
using Polly.Retry;

namespace TrustCenter.Events;

/// <summary>
/// Drives one subscription. Lock, reading and checkpoint share one connection: who loses the lock can't move the
/// checkpoint either, so of several instances one follows at a time.
/// </summary>
sealed class SubscriptionFollower(DocumentStore store, ISubscription subscription, ILogger logger)
{
    const int PageSize = 200;

    static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    readonly string[] _types = [.. subscription.EventTypes];
    readonly ResiliencePipeline _retry = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = store.Options.SubscriptionRetries,
            Delay = store.Options.SubscriptionRetryDelay,
            MaxDelay = TimeSpan.FromSeconds(10),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = new PredicateBuilder().Handle<Exception>(
                problem => problem is not (OperationCanceledException or ConnectionLostException)),
        })
        .Build();

    /// <summary>Follows until stopped, coming back after every trouble.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception trouble)
            {
                LogMessages.SubscriptionInterrupted(logger, subscription.Name, trouble.GetType().Name);
            }

            await Task.Delay(Poll, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task FollowAsync(CancellationToken stop)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(stop);
        if (!await Checkpoint.TryLockAsync(connection, subscription.Name, stop))
            return; // another instance follows

        var rung = true;
        connection.Notification += (_, _) => rung = true;
        try
        {
            await Checkpoint.ListenAsync(connection, stop);
            var position = await Checkpoint.ReadAsync(connection, subscription.Name, stop);
            LogMessages.SubscriptionFollows(logger, subscription.Name);
            while (true)
            {
                rung = false;
                var page = await LogReader.ReadAsync(connection, store, position, _types, PageSize, true, stop);
                if (page.Entries is not [])
                    await HandleAsync(connection, page, stop);

                position = page.End;
                if (page.Entries is [] && !rung)
                    await connection.WaitAsync(Poll, stop);
            }
        }
        finally
        {
            await Checkpoint.LetGoAsync(connection, subscription.Name);
        }
    }

    async Task HandleAsync(NpgsqlConnection connection, LogPage page, CancellationToken stop)
    {
        if (page.Entries.Count > 1 && await TryWholePageAsync(connection, page, stop))
            return;

        foreach (var entry in page.Entries)
        {
            try
            {
                await _retry.ExecuteAsync(
                    async ct => await HandleAsync(connection, [entry], entry.Position, ct), stop);
            }
            catch (Exception problem) when (problem is not (OperationCanceledException or ConnectionLostException))
            {
                LogMessages.EventGivenUp(logger, subscription.Name, entry.EventId, problem.GetType().Name);
                await using var batch = new NpgsqlBatch(connection);
                batch.BatchCommands.Add(DeadLetters.Insert(
                    subscription.Name, entry, problem, store.Options.SubscriptionRetries + 1, store.Clock.GetUtcNow()));
                batch.BatchCommands.Add(Checkpoint.Move(subscription.Name, entry.Position));
                await batch.ExecuteNonQueryAsync(stop);
            }
        }
    }

    /// <summary>Most pages go through as one transaction; if one does not, its events are taken one by one.</summary>
    async Task<bool> TryWholePageAsync(NpgsqlConnection connection, LogPage page, CancellationToken stop)
    {
        try
        {
            await HandleAsync(connection, page.Entries, page.Entries[^1].Position, stop);
            return true;
        }
        catch (Exception problem) when (problem is not (OperationCanceledException or ConnectionLostException))
        {
            return false;
        }
    }

    async Task HandleAsync(
        NpgsqlConnection connection, IEnumerable<LogEntry> entries, LogPosition end, CancellationToken ct)
    {
        var queued = new SubscriptionBatch();
        foreach (var entry in entries)
            await subscription.HandleAsync(entry.Readable(), queued, ct);

        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in queued.Commands)
            batch.BatchCommands.Add(command);

        batch.BatchCommands.Add(Checkpoint.Move(subscription.Name, end));
        try
        {
            await batch.ExecuteNonQueryAsync(ct);
        }
        catch (Exception problem) when (connection.FullState != System.Data.ConnectionState.Open)
        {
            throw new ConnectionLostException(problem); // nobody's fault: begin again from the checkpoint
        }
    }
}

/// <summary>The follower's own connection is gone.</summary>
sealed class ConnectionLostException(Exception inner) : Exception("The connection was lost.", inner);
