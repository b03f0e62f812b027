using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Runs imports in the order in which they were begun, a few at a time. One that was interrupted, by whatever,
/// goes on where it was: by this process or by another one.</summary>
sealed class ImportRunner(
    NpgsqlDataSource data, Vault vault, IDocumentStore store, Registrar registrar, DomainCatalog domains,
    IOptions<IdentitiesOptions> options, TimeProvider clock, ILogger<ImportRunner> log) : BackgroundService
{
    const int LockSpace = 4713;
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);

    readonly ConcurrentDictionary<Guid, ImportRun> _running = new();
    readonly SemaphoreSlim _bell = new(0);
    DateTimeOffset _swept;

    /// <summary>Something about an import has changed.</summary>
    public void Look(Guid import)
    {
        if (_running.TryGetValue(import, out var run)) run.Look();
        _bell.Release();
    }

    public override void Dispose()
    {
        _bell.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var tasks = new ConcurrentDictionary<Guid, Task>();
        try
        {
            while (true)
            {
                await BeginAsync(tasks, stoppingToken);
                await _bell.WaitAsync(Pause, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(tasks.Values); // they end at their next line
        }
    }

    async Task BeginAsync(ConcurrentDictionary<Guid, Task> tasks, CancellationToken ct)
    {
        try
        {
            await SweepAsync(ct);
            foreach (var import in await DueAsync(ct))
            {
                if (tasks.Count >= options.Value.ImportsAtOnce) return;
                if (tasks.ContainsKey(import)) continue;
                tasks[import] = Task.Run(async () =>
                {
                    await RunAsync(import, ct);
                    tasks.TryRemove(import, out _);
                    if (!ct.IsCancellationRequested) _bell.Release();
                }, CancellationToken.None);
            }
        }
        catch (Exception e) when (IsPassing(e))
        {
            // the database is away; the next look is soon enough
        }
    }

    async Task RunAsync(Guid import, CancellationToken ct)
    {
        try
        {
            await using var guard = await data.OpenConnectionAsync(ct);
            if (!await LockAsync(guard, import, ct)) return; // another process runs it
            try
            {
                await RunLockedAsync(import, ct);
            }
            finally
            {
                await UnlockAsync(guard, import);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
        catch (Exception e) when (IsPassing(e))
        {
            LogMessages.ImportInterrupted(log, import, e.GetType().Name);
            await Task.Delay(Pause, CancellationToken.None);
        }
        catch (Exception e)
        {
            LogMessages.ImportBroken(log, import, e.GetType().Name, e.StackTrace ?? "");
            await ImportProgress.EndAsync(
                data, import, ImportStatuses.Failed, "broken", null, clock.GetUtcNow(), CancellationToken.None);
        }
    }

    async Task RunLockedAsync(Guid import, CancellationToken ct)
    {
        if (!await ImportSql.MoveAsync(data, import, ImportStatuses.Running,
                [ImportStatuses.Queued, ImportStatuses.Running], clock.GetUtcNow(), ct)
            || await ImportRow.FindAsync(data, vault, import, ct) is not { } row) return;
        var lines = new ImportLineRegistration(row, data, vault, store, registrar, domains, clock);
        var run = new ImportRun(row, data, vault, lines, options.Value.BatchParallelism, clock);
        _running[import] = run;
        try
        {
            LogMessages.ImportRuns(log, import, row.DoneLine);
            var status = await run.RunAsync(ct);
            LogMessages.ImportStops(log, import, status, run.Registered);
        }
        finally
        {
            _running.TryRemove(import, out _);
        }
    }

    async Task<List<Guid>> DueAsync(CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            "select import from identity.imports where status in ('queued', 'running') order by created_at limit 100");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var due = new List<Guid>();
        while (await reader.ReadAsync(ct)) due.Add(reader.GetGuid(0));
        return due;
    }

    /// <summary>Reports are kept for a while, files that were never sent for a day.</summary>
    async Task SweepAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (now - _swept < SweepEvery) return;
        _swept = now;
        await using var command = data.CreateCommand("""
            select import from identity.imports
            where ended_at < $1 or (status = 'open' and changed_at < $2)
            """);
        command.Parameters.Add(new() { Value = now.AddDays(-options.Value.ImportsKeptDays).UtcDateTime });
        command.Parameters.Add(new() { Value = now.AddDays(-1).UtcDateTime });
        var old = new List<Guid>();
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct)) old.Add(reader.GetGuid(0));
        }

        foreach (var import in old)
        {
            var session = store.LightweightSession(new("trustcenter", "sweep"));
            foreach (var statement in ImportSql.Drop(import)) session.QueueSqlCommand(statement);
            session.Audit(new("import-deleted", $"import/{import}", "done", Detail: new { why = "too-old" }));
            await session.SaveChangesAsync(ct);
        }
    }

    static async Task<bool> LockAsync(NpgsqlConnection guard, Guid import, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select pg_try_advisory_lock($1, hashtext($2))", guard);
        command.Parameters.Add(new() { Value = LockSpace });
        command.Parameters.Add(new() { Value = import.ToString() });
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    static async Task UnlockAsync(NpgsqlConnection guard, Guid import)
    {
        try
        {
            await using var command = new NpgsqlCommand("select pg_advisory_unlock($1, hashtext($2))", guard);
            command.Parameters.Add(new() { Value = LockSpace });
            command.Parameters.Add(new() { Value = import.ToString() });
            await command.ExecuteScalarAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // with the connection the lock is gone too
        }
    }

    static bool IsPassing(Exception e) =>
        e is NpgsqlException or CommitOutcomeUnknownException or TimeoutException or ObjectDisposedException;
}
