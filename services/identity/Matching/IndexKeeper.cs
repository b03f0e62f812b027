using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>
/// Fills the indexes at the start, from their file or else from the database, keeps them where the database is, and
/// writes the file now and then. Nobody is registered before they are complete.
/// </summary>
public sealed class IndexKeeper(
    NpgsqlDataSource data, Vault vault, DomainCatalog domains, KeptIndexes kept, IndexFollower follower,
    IndexFile file, ILogger<IndexKeeper> log) : BackgroundService, IHealthCheck
{
    const int Page = 5_000;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    string _source = "";
    long _done;
    long _all;

    /// <summary>Returns when the indexes are complete.</summary>
    /// <exception cref="TimeoutException">That takes too long for somebody who waits.</exception>
    public Task ReadyAsync(CancellationToken ct) => kept.Complete.IsCompletedSuccessfully
        ? Task.CompletedTask : kept.Complete.WaitAsync(Patience, ct);

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        kept.Complete.IsCompletedSuccessfully
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"{Interlocked.Read(ref _done)} of {Interlocked.Read(ref _all)} records"));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var begin = Stopwatch.GetTimestamp();
            while (!await FillAsync(stoppingToken)) await Task.Delay(AfterFailure, stoppingToken);
            while (!await FollowAsync(stoppingToken)) await Task.Delay(AfterFailure, stoppingToken);
            var records = domains.Open.Sum(domain => domain.Linker.Index.Count);
            var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            LogMessages.IndexReady(log, records, _source, seconds);
            kept.Finish();
            while (true)
            {
                await Task.Delay(Pause, stoppingToken);
                if (!await FollowAsync(stoppingToken)) await Task.Delay(AfterFailure, stoppingToken);
                else await file.WriteInTimeAsync(follower, domains, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the process ends
        }
        finally
        {
            kept.Open([]);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (kept.Complete.IsCompletedSuccessfully) await file.WriteLastAsync(follower, domains, cancellationToken);
    }

    async Task<bool> FillAsync(CancellationToken ct)
    {
        try
        {
            var found = await file.ReadAsync(ct);
            kept.Open(found?.Indexes ?? []);
            foreach (var name in await NamesAsync(ct)) await domains.FindAsync(name, ct);
            if (found is not null) follower.Begin(found.Seen, found.Ahead);
            else await RebuildAsync(ct);
            _source = found is null ? "database" : "file";
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            LogMessages.IndexWaits(log, e.GetType().Name);
            if (domains.Open is not []) file.Ignore();
            foreach (var domain in domains.Open) domain.Linker.Index.Clear();
            return false;
        }
    }

    async Task<bool> FollowAsync(CancellationToken ct)
    {
        try
        {
            await follower.CatchUpAsync(ct);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            LogMessages.IndexWaits(log, e.GetType().Name);
            return false;
        }
    }

    /// <summary>Reads and decrypts all records. One page is fetched while the one before is made ready to compare.
    /// </summary>
    async Task RebuildAsync(CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            "select pg_current_snapshot()::text, (select count(*) from identity.records)");
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            await reader.ReadAsync(ct);
            (var seen, _all, _done) = (reader.GetString(0), reader.GetInt64(1), 0);
            follower.Begin(seen, []);
        }

        var position = follower.View.Seen;
        var next = IndexRows.PageAsync(data, 0, position, Page, ct);
        while (await next is { Count: > 0 } page)
        {
            next = IndexRows.PageAsync(data, page[^1].Record, position, Page, ct);
            foreach (var name in page.Select(row => row.Domain).Distinct()) await domains.FindAsync(name, ct);
            var open = domains.Open.ToDictionary(domain => domain.Name, domain => domain.Linker);
            var ready = page.AsParallel().AsOrdered().WithCancellation(ct).Where(row => open.ContainsKey(row.Domain))
                .Select(row => (Row: row, Linker: open[row.Domain], Person: row.TryOpen(vault, log)))
                .Where(one => one.Person is not null)
                .Select(one => (one.Row, one.Linker, Person: one.Linker.Comparable(one.Person!)));
            foreach (var (row, linker, person) in ready)
                linker.Index.Add(row.Record, person, RecordRows.Tokens(row.Tokens));
            Interlocked.Add(ref _done, page.Count);
        }
    }

    async Task<List<string>> NamesAsync(CancellationToken ct)
    {
        await using var command = data.CreateCommand("select name from identity.domains order by name");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var names = new List<string>();
        while (await reader.ReadAsync(ct)) names.Add(reader.GetString(0));
        return names;
    }
}
