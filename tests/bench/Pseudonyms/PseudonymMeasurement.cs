using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Hosting;
using TrustCenter.Postgres;
using TrustCenter.Pseudonyms;

namespace TrustCenter.Bench;

/// <summary>One run of everything about pseudonyms, in one sitting on one machine.</summary>
public sealed class PseudonymMeasurement(Settings settings, TimeProvider clock)
{
    readonly Place _place = new(
        Path.GetFullPath(settings.Data ?? Directory.CreateTempSubdirectory("trustcenter-bench-").FullName),
        LoopbackPort.Free(), LoopbackPort.Free());

    readonly Report _report = new(settings, clock);

    public async Task RunAsync()
    {
        Measurement.OpenToPostgres(_place.Data);
        try
        {
            await using var postgres = await EmbeddedPostgres.StartAsync(_place.Postgres);
            var connection = new NpgsqlConnectionStringBuilder(postgres.ConnectionString)
            {
                Database = "pseudonym",
                Pooling = true,
                MaxAutoPrepare = 100,
                AutoPrepareMinUsages = 2,
                NoResetOnClose = true,
                Options = "-c plan_cache_mode=force_generic_plan",
            }.ConnectionString;
            double few;
            await using (var suite = await _place.StartSuiteAsync(postgres.ConnectionString))
            {
                await using var database = NpgsqlDataSource.Create(connection);
                await using (var schema = database.CreateCommand(BarePairs.Schema)) await schema.ExecuteNonQueryAsync();
                var store = new PseudonymStore(Desk(database), database, postgres.ProcessId, _report, clock);
                await store.FillAsync(10_000, Sampled.Original);
                await PlainAsync(database);
                await SinglesAsync(suite, connection, postgres);
                await store.CompareAsync(settings.Pairs, batches: 50);
                few = ProcessUse.ResidentMiB(suite.ProcessId);
                if (settings.People > 10_000) await ManyAsync(store, database);
            }

            await AfterwardsAsync(postgres, few);
            await _report.WriteAsync();
        }
        finally
        {
            if (settings.Data is null) Directory.Delete(_place.Data, recursive: true);
        }
    }

    PairDesk Desk(NpgsqlDataSource database)
    {
        var link = Options.Create(new ConsentLinkOptions()); // the measured domains require no consent
        return new(
            database,
            new DomainCatalog(
                database, new Vault(ServiceKeys.Read(Path.Combine(_place.Keys, "pseudonym.json"), "pseudonym"))),
            new Ties(database, new ConsentLink(link, clock), link, clock, NullLogger<Ties>.Instance), clock);
    }

    /// <summary>The same pairs for the bare endpoint's reads.</summary>
    static async Task PlainAsync(NpgsqlDataSource database)
    {
        for (var i = 0; i < 10; i++)
        {
            string[] originals = [.. Enumerable.Range(i * 1_000, 1_000).Select(n => Sampled.Original(n))];
            await BarePairs.InsertAsync(database, originals, DateTime.UnixEpoch, CancellationToken.None);
        }
    }

    async Task SinglesAsync(ServerProgram suite, string connection, EmbeddedPostgres postgres)
    {
        await using var bare = await _place.StartBareAsync(connection);
        using var load = new LoadProcess();
        var runner = new PairRunner(load, suite, bare, postgres.ProcessId, _place.Token(clock),
            settings with { People = 10_000 });
        var next = clock.GetUtcNow().ToUnixTimeMilliseconds() * 1_000;
        foreach (var (name, kind, bareKind) in new[]
        {
            ("single create · one INSERT", RequestKinds.CreatePseudonym, RequestKinds.BarePairInsert),
            ("single get · one indexed SELECT", RequestKinds.GetPseudonym, RequestKinds.BarePairSelect),
            ("create 100 in a request, half of them there · one INSERT", RequestKinds.CreateHundred,
                RequestKinds.BarePairInsert),
        })
        {
            (var comparison, next) = await runner.CompareAsync(name, kind, bareKind, 16, next);
            _report.Add(comparison);
        }
    }

    async Task ManyAsync(PseudonymStore store, NpgsqlDataSource database)
    {
        var begin = Stopwatch.GetTimestamp();
        await store.FillAsync(settings.People, Sampled.Original);
        var took = Stopwatch.GetElapsedTime(begin);
        await using var count = database.CreateCommand("""
            select count(*), count(distinct pseudonym) from pseudonym.pairs where domain = 1
            """);
        count.CommandTimeout = 600;
        await using var reader = await count.ExecuteReaderAsync();
        await reader.ReadAsync();
        _report.Say($"{settings.People:N0} pseudonyms drawn and stored in {took.TotalSeconds:N0} s "
            + $"({settings.People / took.TotalSeconds:N0} a second, four writers, batches of 5,000); the domain then "
            + $"has {reader.GetInt64(0):N0} pairs with {reader.GetInt64(1):N0} different pseudonyms.");
    }

    async Task AfterwardsAsync(EmbeddedPostgres postgres, double few)
    {
        var seconds = new double[5];
        for (var i = 0; i < seconds.Length; i++)
        {
            await using var suite = await _place.StartSuiteAsync(postgres.ConnectionString);
            seconds[i] = suite.ReadyAfter.TotalSeconds;
            if (i < seconds.Length - 1)
            {
                await suite.KillAsync();
                continue;
            }

            using var load = new LoadProcess();
            await load.RunAsync(new(RequestKinds.GetPseudonym, suite.Address, _place.Token(clock), 16, 10,
                clock.GetUtcNow().ToUnixTimeMilliseconds(), settings.People));
            _report.Say($"Memory of the suite, MiB resident: after the load with few pairs {few:N0}; after ten "
                + $"seconds of gets over {settings.People:N0} pairs {ProcessUse.ResidentMiB(suite.ProcessId):N0}.");
        }

        _report.Start($"the suite alone after SIGKILL, with {settings.People:N0} pairs", seconds);
    }
}
