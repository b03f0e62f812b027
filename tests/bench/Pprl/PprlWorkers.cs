using System.Diagnostics;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities;
using TrustCenter.Postgres;
using TrustCenter.Testing;

namespace TrustCenter.Bench;

/// <summary>The same project, on copies of one database, compared by one, two and three worker processes; then by three
/// of which one after the other is killed.</summary>
static class PprlWorkers
{
    public static async Task MeasureAsync(
        Action<FormattableString> say, int records, int kills, TimeProvider clock)
    {
        await using var fixture = new PostgresFixture();
        var database = await fixture.DatabaseAsync(
            DocumentStore.Schema, HostingSchema.Script, IdentitiesService.Schema);
        using var tokens = new TestTokens(clock);
        var project = new PprlProject("bench", tokens);
        await using (var prepared = await PprlInstance.StartAsync(database, tokens))
            await project.SendAsync(prepared, records);
        NpgsqlConnection.ClearAllPools();
        var pairs = (double)records * records;
        say($"""

            Two sites of {records:N0} records each, half of the people being at both, compared by worker processes of
            one thread, tiles of {PprlInstance.TileRecords:N0} × {PprlInstance.TileRecords:N0} records, on
            {Environment.ProcessorCount} processors; PostgreSQL shares them. Every run has a copy of the same database;
            the workers are up when the comparing begins. The last run kills one of three workers with SIGKILL whenever
            one of them holds a tile, {kills} times, and starts another one; the time of starting is in it.

            | Workers | compared in, s | own time, s | comparisons/s by the clock | × one | of own time
             | result after, s | linked people | as one worker's |
            |---|---|---|---|---|---|---|---|---|
            """);
        PprlRun? first = null;
        foreach (var (workers, killed) in new[] { (1, 0), (2, 0), (3, 0), (3, kills) })
        {
            var run = await RunAsync(database, tokens, project, workers, killed);
            first ??= run;
            var name = killed == 0 ? $"{workers}" : $"{workers}, {run.Killed} killed";
            say($"""
                | {name} | {run.Compared:0.0} | {run.Own:0.0} | **{pairs / run.Compared / 1e6:N0} M**
                 | {first.Compared / run.Compared:0.00} | {pairs / run.Own / 1e6:N0} M | {run.Finished:0.0}
                 | {run.Linked:N0} | {(run.Table.SequenceEqual(first.Table) ? "yes" : "**no**")} |
                """);
        }
    }

    static async Task<PprlRun> RunAsync(
        TestDatabase prepared, TestTokens tokens, PprlProject project, int count, int kills)
    {
        var name = $"{prepared.Name}_{count}_{kills}";
        var superuser = await PostgresFixture.SuperuserAsync();
        await Databases.CloneAsync(superuser, prepared.Name, name, TestDatabase.Owner, TestDatabase.App);
        await using var database = new TestDatabase(superuser, name);
        await using var instance = await PprlInstance.StartAsync(database, tokens);
        await using var workers = new PprlWorkerProcesses(database, tokens);
        for (var i = 0; i < count; i++) workers.Start();
        await workers.ReadyAsync();
        var (before, begin) = (workers.OwnSeconds, Stopwatch.GetTimestamp());
        await project.PostAsync(instance, "linking", new { });
        var (compared, own, killed) = (0.0, 0.0, 0);
        while (true)
        {
            var view = await project.LinkingAsync(instance);
            if (compared == 0 && (view.Links is not null || view.Done == view.Tiles - 1))
                (compared, own) = (Stopwatch.GetElapsedTime(begin).TotalSeconds, workers.OwnSeconds - before);
            if (view.Links is not null) break;
            if (compared == 0 && killed < kills && view.Workers > 0) await workers.ReplaceAsync(killed++);
            else await Task.Delay(20);
        }

        var finished = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        var table = await project.TableAsync(instance);
        return new(compared, own, finished, killed, table.GroupBy(row => row.Person).Count(one => one.Count() > 1),
            table);
    }
}

/// <summary>What came of a run; times in seconds.</summary>
/// <param name="Compared">Until the last tile was done, by the clock.</param>
/// <param name="Own">Processor time of all workers until then, those that were killed included.</param>
/// <param name="Finished">Until the result was there.</param>
/// <param name="Killed">Workers killed.</param>
/// <param name="Linked">People known at both sites.</param>
/// <param name="Table">Which record is whose.</param>
sealed record PprlRun(
    double Compared, double Own, double Finished, int Killed, int Linked,
    List<(int Site, UInt128 Record, long Person)> Table);

/// <summary>Workers as processes of their own.</summary>
sealed class PprlWorkerProcesses(TestDatabase database, TestTokens tokens) : IAsyncDisposable
{
    readonly List<Process> _running = [];
    double _ended;
    int _started;

    /// <summary>Processor time of all so far.</summary>
    public double OwnSeconds => _ended + _running.Sum(worker => ProcessUse.Milliseconds(worker.Id)) / 1000;

    public void Start()
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "TrustCenter.Identities.dll"), "worker"]);
        start.Environment["Identity__ConnectionString"] = new NpgsqlConnectionStringBuilder(
            database.AppConnectionString)
        { ApplicationName = $"worker-{_started++}" }.ConnectionString;
        start.Environment["Identity__KeysFile"] = tokens.ServiceKeysFile(IdentitiesService.Name);
        start.Environment["Identity__Linkage__LeaseSeconds"] = "2";
        start.Environment["Identity__Linkage__PollMilliseconds"] = "50";
        start.Environment["Logging__LogLevel__Default"] = "Error";
        _running.Add(Process.Start(start)!);
    }

    /// <summary>Returns when all that were started ask for work.</summary>
    public async Task ReadyAsync()
    {
        await using var data = NpgsqlDataSource.Create(database.SuperuserConnectionString);
        await using var command = data.CreateCommand("""
            select count(distinct application_name) from pg_stat_activity
            where datname = current_database() and application_name like 'worker-%'
            """);
        while ((long)(await command.ExecuteScalarAsync())! < _started) await Task.Delay(50);
        await Task.Delay(2000); // until all is compiled that only looks for work
    }

    /// <summary>Kills one and starts another one.</summary>
    public async Task ReplaceAsync(int number)
    {
        var victim = _running[number % _running.Count];
        _ended += ProcessUse.Milliseconds(victim.Id) / 1000;
        await EndAsync(victim);
        _running.Remove(victim);
        Start();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _running) await EndAsync(worker);
    }

    static async Task EndAsync(Process worker)
    {
        if (!worker.HasExited) worker.Kill();
        await worker.WaitForExitAsync();
        worker.Dispose();
    }
}
