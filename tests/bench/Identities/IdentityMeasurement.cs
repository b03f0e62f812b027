using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Npgsql;
using TrustCenter.Postgres;

namespace TrustCenter.Bench;

/// <summary>Registration with so many people stored: seeded through the service's own batches, then single ones by
/// sixteen clients beside a bare insert on the same server.</summary>
public sealed class IdentityMeasurement(Settings settings, TimeProvider clock)
{
    const int Clients = 16;

    readonly Place _place = new(
        Path.GetFullPath(settings.Data ?? Directory.CreateTempSubdirectory("trustcenter-bench-").FullName),
        ServerProgram.FreePort(), ServerProgram.FreePort());

    readonly Report _report = new(settings, clock);

    public async Task RunAsync()
    {
        Measurement.OpenToPostgres(_place.Data);
        try
        {
            await using var postgres = await EmbeddedPostgres.StartAsync(_place.Postgres);
            await using var suite = await _place.StartSuiteAsync(postgres.ConnectionString);
            await SeedAsync(suite, postgres.ProcessId);
            await using (var identity = NpgsqlDataSource.Create(Connection(postgres, "identity")))
            {
                await using var analyze = identity.CreateCommand("vacuum analyze");
                analyze.CommandTimeout = 600;
                await analyze.ExecuteNonQueryAsync();
            }

            await CompareAsync(suite, postgres);
            await CandidatesAsync(postgres, suite);
            await _report.WriteAsync();
        }
        finally
        {
            if (settings.Data is null) Directory.Delete(_place.Data, recursive: true);
        }
    }

    async Task SeedAsync(ServerProgram suite, int postgres)
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var (own, server) = (ProcessUse.Milliseconds(suite.ProcessId), ProcessUse.FamilyMilliseconds(postgres));
        var begin = Stopwatch.GetTimestamp();
        const int Batch = 10_000;
        for (var from = 0; from < settings.People; from += Batch)
        {
            var lines = new StringBuilder($"{{\"domain\":\"{Sampled.Domain}\",\"source\":\"kis\"}}\n");
            for (var i = from; i < Math.Min(from + Batch, settings.People); i++)
                lines.Append(BenchPeople.Json(i).ReplaceLineEndings("")).Append('\n');
            using var request = new HttpRequestMessage(
                HttpMethod.Post, suite.Address + "/api/identity/registrations/batch")
            {
                Content = new StringContent(lines.ToString(), Encoding.UTF8, "application/x-ndjson"),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _place.Token(clock));
            using var response = await http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            if (!response.IsSuccessStatusCode || text.Contains("\"code\"", StringComparison.Ordinal))
                throw new InvalidOperationException(text[..Math.Min(500, text.Length)]);
        }

        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        _report.Say(string.Create(CultureInfo.InvariantCulture,
            $"{settings.People:N0} people registered in batches in {seconds:N0} s ({settings.People / seconds:N0} a ")
            + string.Create(CultureInfo.InvariantCulture,
            $"second from none on; CPU ms each, service {Each(ProcessUse.Milliseconds(suite.ProcessId) - own):0.00}, ")
            + string.Create(CultureInfo.InvariantCulture,
            $"PostgreSQL {Each(ProcessUse.FamilyMilliseconds(postgres) - server):0.00})."));

        double Each(double milliseconds) => milliseconds / settings.People;
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
    }

    async Task CandidatesAsync(EmbeddedPostgres postgres, ServerProgram suite)
    {
        await using var identity = NpgsqlDataSource.Create(Connection(postgres, "identity"));
        await using var command = identity.CreateCommand("""
            select percentile_disc(array[0.5, 0.99, 1]) within group (order by (detail ->> 'candidates')::int),
                avg((detail ->> 'candidates')::int), (select count(*) from identity.records),
                (select count(*) from identity.records), pg_total_relation_size('identity.records'),
                pg_database_size('identity'), (select count(*) from identity.persons),
                (select count(*) from identity.pairs)
            from (select detail from audit.entries where action = 'identity-registered'
                order by tx desc limit 20000) newest
            """);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var (shares, records) = (reader.GetFieldValue<int[]>(0), reader.GetInt64(3));
        _report.Say(string.Create(CultureInfo.InvariantCulture, $"""
            Candidates of one registration, the newest 20,000: median {shares[0]:N0}, mean {reader.GetDecimal(1):N0},
            99 % {shares[1]:N0}, most {shares[2]:N0}. {reader.GetInt64(6):N0} people,
            {reader.GetInt64(7):N0} open pairs, {records:N0} records with {reader.GetInt64(2):N0} hashes; bytes a
            record: hashes with index {reader.GetInt64(4) / records:N0}, all of the database
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
