using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Empties the queue of tiles, one after the other. Any number of workers, in any number of processes, may do
/// so; one that is killed costs its tile's time and nothing else.</summary>
sealed class LinkageWorker(
    IDocumentStore store, NpgsqlDataSource data, Vault vault, LinkageOptions options, TimeProvider clock, ILogger log)
{
    readonly LinkageQueue _queue = new(data);
    readonly FinishWork _finish = new(store, data, vault, clock);
    LinkageRun? _run;

    TimeSpan Lease => TimeSpan.FromSeconds(options.LeaseSeconds);

    TimeSpan Poll => TimeSpan.FromMilliseconds(options.PollMilliseconds);

    /// <summary>Works until it is told to stop, or, if wanted, until there is nothing left that anybody has to do.
    /// </summary>
    public async Task RunAsync(bool untilEmpty, CancellationToken ct)
    {
        var tiles = new TileComparison(_queue);
        try
        {
            while (!ct.IsCancellationRequested)
            {
                var worked = await TryWorkAsync(tiles, ct);
                if (worked == true) continue;
                if (worked == false && untilEmpty && await _queue.IsEmptyAsync(ct)) return;
                await Task.Delay(Poll, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
        finally
        {
            _run?.Dispose();
            _run = null;
        }
    }

    /// <returns>Whether there was something to do; null: the database is away.</returns>
    async Task<bool?> TryWorkAsync(TileComparison tiles, CancellationToken ct)
    {
        try
        {
            if (await _queue.ClaimAsync(Lease, ct) is not { } tile) return false;
            await HoldAsync(tiles, tile, ct);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or CommitOutcomeUnknownException)
        {
            if (!ct.IsCancellationRequested) LogMessages.LinkageWaits(log, e.GetType().Name);
            return null;
        }
    }

    async Task HoldAsync(TileComparison tiles, ClaimedTile tile, CancellationToken ct)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var done = new CancellationTokenSource();
        var renewing = RenewAsync(tile, lost, done.Token);
        try
        {
            await WorkAsync(tiles, tile, lost.Token);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            if (ct.IsCancellationRequested) await _queue.ReleaseAsync(tile, TimeSpan.Zero);
        }
        catch (Exception e) when (e is not (NpgsqlException or CommitOutcomeUnknownException or StreamMovedException))
        {
            LogMessages.TileBroken(log, tile.Run, tile.Number, e.GetType().Name, e.StackTrace ?? "");
            await _queue.ReleaseAsync(tile, Lease); // somebody else may be luckier, but not at once
        }
        catch (StreamMovedException)
        {
            await _queue.ReleaseAsync(tile, TimeSpan.Zero);
        }
        finally
        {
            await done.CancelAsync();
            await renewing;
        }
    }

    async Task WorkAsync(TileComparison tiles, ClaimedTile tile, CancellationToken ct)
    {
        if (_run?.Run != tile.Run)
        {
            _run?.Dispose();
            _run = null;
            _run = await LinkageRun.OpenAsync(tile, store, data, vault, ct);
        }

        if (_run is null)
        {
            await _queue.ReleaseAsync(tile, Lease); // it is being ended
            return;
        }

        if (tile.IsFinish) await _finish.RunAsync(_run, ct);
        else if (!await tiles.CompareAsync(_run, tile, ct)) await FailAsync(tile, "pairs-too-many", ct);
        LogMessages.TileDone(log, tile.Run, tile.Number);
    }

    /// <summary>Takes the project back to where it was before; its manager decides what comes then.</summary>
    async Task FailAsync(ClaimedTile tile, string code, CancellationToken ct)
    {
        var session = store.LightweightSession(new("trustcenter", "linkage"));
        var stream = await session.Events.FetchForWriting<LinkageProject>(tile.Project, ct);
        var decision = ProjectDecisions.Fail(stream.Aggregate, new(tile.Run, code));
        if (decision.Events is []) return;
        stream.AppendMany([.. decision.Events]);
        foreach (var statement in ProjectErasure.OfTiles(tile.Project, tile.Run)) session.QueueSqlCommand(statement);
        session.Audit(new("linking-failed", $"project/{tile.Project}", "refused", Detail: new { code }));
        await session.SaveChangesAsync(ct);
    }

    async Task RenewAsync(ClaimedTile tile, CancellationTokenSource lost, CancellationToken done)
    {
        while (true)
        {
            await Task.Delay(Lease / 3, clock, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (done.IsCancellationRequested) return;
            try
            {
                if (await _queue.RenewAsync(tile, Lease, done)) continue;
                await lost.CancelAsync();
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
            {
                // another attempt comes before the lease ends; if it doesn't come through, somebody does the tile twice
            }
        }
    }
}
