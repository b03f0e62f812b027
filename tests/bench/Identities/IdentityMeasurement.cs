using System.Globalization;
using Npgsql;
using TrustCenter.Postgres;

namespace TrustCenter.Bench;

/// <summary>Registration with so many people stored: seeded through the service's own batches, then single ones by
/// sixteen clients beside a bare insert on the same server.</summary>
public sealed class IdentityMeasurement(Settings settings, TimeProvider clock)
{
    const int Clients = 16;

    /// <summary>Registrations a second that one machine has to bear.</summary>
    const int Aimed = 500;

    readonly Place _place = new(
        Path.GetFullPath(settings.Data ?? Directory.CreateTempSubdirectory("trustcenter-bench-").FullName),
        LoopbackPort.Free(), LoopbackPort.Free());

    readonly Report _report = new(settings, clock);

    public async Task RunAsync()
    {
        new IndexMeasurement(settings, _report).Run();
        GC.Collect();
        await RegisterAsync();
    }

    /// <summary>Registration only. In a folder of one's own nobody is seeded again.</summary>
    public async Task RegisterAsync()
    {
        Measurement.OpenToPostgres(_place.Data);
        try
        {
            await using var postgres = await EmbeddedPostgres.StartAsync(_place.Postgres);
            await using var identity = NpgsqlDataSource.Create(Connection(postgres, "identity"));
            await using (await _place.StartSuiteAsync(postgres.ConnectionString, readyWithin: 3_600))
            {
                await SeedAsync(identity);
            }

            await using (var built = await _place.StartSuiteAsync(postgres.ConnectionString, readyWithin: 3_600))
            {
                _report.Say(Ready("built from the database", built));
                await CompareAsync(built, postgres);
                await CandidatesAsync(identity, built);
                await built.StopAsync();
            }

            await using var mapped = await _place.StartSuiteAsync(postgres.ConnectionString);
            _report.Say(Ready("read from its file", mapped));
            await _report.WriteAsync();
        }
        finally
        {
            if (settings.Data is null) Directory.Delete(_place.Data, recursive: true);
        }
    }

    static string Ready(string how, ServerProgram suite) => string.Create(CultureInfo.InvariantCulture,
        $"Start to ready, index {how}: {suite.ReadyAfter.TotalSeconds:0.0} s, of them ")
        + string.Create(CultureInfo.InvariantCulture,
        $"{ProcessUse.Milliseconds(suite.ProcessId) / 1000:0.0} s on a processor; MiB resident: ")
        + string.Create(CultureInfo.InvariantCulture, $"{ProcessUse.ResidentMiB(suite.ProcessId):N0}.");

    async Task SeedAsync(NpgsqlDataSource identity)
    {
        await using var count = identity.CreateCommand("select count(*) from identity.records");
        if ((long)(await count.ExecuteScalarAsync())! > 0) return;
        var took = await IdentitySeeding.RunAsync(
            identity, Path.Combine(_place.Keys, "identity.json"), settings.People, clock);
        await using var tidy = identity.CreateCommand("vacuum (analyze)");
        tidy.CommandTimeout = 3_600;
        await tidy.ExecuteNonQueryAsync();
        _report.Say(string.Create(CultureInfo.InvariantCulture,
            $"{settings.People:N0} people written in {took.TotalSeconds:N0} s."));
    }

    async Task CompareAsync(ServerProgram suite, EmbeddedPostgres postgres)
    {
        var pseudonyms = Connection(postgres, "pseudonym");
        await using (var database = NpgsqlDataSource.Create(pseudonyms))
        {
            await using var schema = database.CreateCommand(BarePairs.Schema);
            await schema.ExecuteNonQueryAsync();
        }

        await using var bare = await _place.StartBareAsync(pseudonyms);
        using var load = new LoadProcess();
        var runner = new PairRunner(load, suite, bare, postgres.ProcessId, _place.Token(clock), settings);
        var next = clock.GetUtcNow().ToUnixTimeMilliseconds() * 1_000;
        foreach (var (name, kind) in new[]
        {
            ($"register somebody new, {settings.People:N0} stored · one INSERT", RequestKinds.RegisterNew),
            ("register somebody known · one INSERT", RequestKinds.RegisterKnown),
        })
        {
            (var comparison, next) = await runner.CompareAsync(
                name, kind, RequestKinds.BarePairInsert, Clients, next);
            _report.Add(comparison);
        }

        (var evenly, _) = await runner.EvenlyAsync(RequestKinds.RegisterNew, 4 * Clients, Aimed, next);
        _report.Say(string.Create(CultureInfo.InvariantCulture, $"""
            Somebody new, {Aimed} a second, evenly, timed from when each was due: p50 / p99
            {Comparison.Median(evenly.Select(run => run.Load.Median)):0.0} /
            {Comparison.Median(evenly.Select(run => run.Load.P99)):0.0} ms (p99 of the runs
            {evenly.Min(run => run.Load.P99):0.0}–{evenly.Max(run => run.Load.P99):0.0}),
            {Comparison.Median(evenly.Select(run => run.Load.RequestsPerSecond)):0} a second answered.

            """));
    }

    async Task CandidatesAsync(NpgsqlDataSource identity, ServerProgram suite)
    {
        await using var command = identity.CreateCommand("""
            select percentile_disc(array[0.5, 0.99, 1]) within group (order by (detail ->> 'candidates')::int),
                avg((detail ->> 'candidates')::int), avg(case when outcome = 'no-match' then 0.0 else 1 end),
                (select count(*) from identity.records), pg_total_relation_size('identity.records'),
                pg_database_size('identity')
            from (select detail, outcome from audit.entries where action = 'identity-registered'
                    and detail ->> 'kept' = 'identity'
                order by tx desc limit 20000) newest
            """);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var (shares, records) = (reader.GetFieldValue<int[]>(0), reader.GetInt64(3));
        _report.Say(string.Create(CultureInfo.InvariantCulture, $"""
            Compared with one that was kept, the newest 20,000: median {shares[0]:N0}, mean {reader.GetDecimal(1):N0},
            99 % {shares[1]:N0}, most {shares[2]:N0}. Not simply somebody new: {reader.GetDecimal(2):P1}. {records:N0}
            records; bytes a record: table and indexes {reader.GetInt64(4) / records:N0}, all of the database
            {reader.GetInt64(5) / records:N0}.
            Memory of the suite, MiB resident: {ProcessUse.ResidentMiB(suite.ProcessId):N0}.

            """));
    }

    static string Connection(EmbeddedPostgres postgres, string database) =>
        new NpgsqlConnectionStringBuilder(postgres.ConnectionString)
        {
            Database = database,
            Pooling = true,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            Options = "-c plan_cache_mode=force_generic_plan",
        }.ConnectionString;
}
