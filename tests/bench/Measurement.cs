using Npgsql;
using TrustCenter.Postgres;

namespace TrustCenter.Bench;

/// <summary>One run of everything that was asked for, in one sitting on one machine.</summary>
public sealed class Measurement(Settings settings, TimeProvider clock)
{
    static readonly int[] Many = [16, 64];
    static readonly int[] Few = [1, 4];

    readonly Place _place = new(
        Path.GetFullPath(settings.Data ?? Directory.CreateTempSubdirectory("trustcenter-bench-").FullName),
        LoopbackPort.Free(), LoopbackPort.Free());

    readonly Report _report = new(settings, clock);

    // numbers of recorded people begin where the last run on this folder can't have come
    long _next = clock.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task RunAsync()
    {
        OpenToPostgres(_place.Data);
        try
        {
            await using (var postgres = await EmbeddedPostgres.StartAsync(_place.Postgres))
            {
                await PrepareAsync(postgres);
                await UnderLoadAsync(postgres);
            }

            if (settings.Names.Contains("start")) await StartTimes.RunAsync(_place, _report);
            await _report.WriteAsync();
        }
        finally
        {
            if (settings.Data is null) Directory.Delete(_place.Data, recursive: true);
        }
    }

    // as root PostgreSQL runs under another account, which has to get into the folder
    internal static void OpenToPostgres(string data)
    {
        Directory.CreateDirectory(data);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(data,
                File.GetUnixFileMode(data) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    static string Consent(EmbeddedPostgres postgres) =>
        new NpgsqlConnectionStringBuilder(postgres.ConnectionString)
        {
            Database = "consent",
            Pooling = true
        }.ConnectionString;

    async Task PrepareAsync(EmbeddedPostgres postgres)
    {
        await using var suite = await _place.StartSuiteAsync(postgres.ConnectionString);
        await using var database = NpgsqlDataSource.Create(Consent(postgres));
        await using (var schema = database.CreateCommand(BareHost.Schema)) await schema.ExecuteNonQueryAsync();
        await using var count = database.CreateCommand("select count(*) from vault.keys");
        var there = (long)(await count.ExecuteScalarAsync())!;
        if (there < settings.People)
        {
            if (there > 0) throw new InvalidOperationException($"The folder holds {there} people; choose another one.");
            var took = await Seeding.RunAsync(
                Consent(postgres), Path.Combine(_place.Keys, "consent.json"), settings.People, clock);
            _report.Say($"Seeded {settings.People:N0} people in {took.TotalSeconds:N0} s.");
        }

        await Sample.VerifyAsync(suite.Address, _place.Token(clock), settings.People);
        _report.Say(
            "A sample of seeded people is answered for correctly: check, history, document, a further document.");
    }

    async Task UnderLoadAsync(EmbeddedPostgres postgres)
    {
        await using var suite = await _place.StartSuiteAsync(postgres.ConnectionString);
        await using var bare = await _place.StartBareAsync(Consent(postgres));
        await Task.Delay(3_000);
        var idle = ProcessUse.ResidentMiB(suite.ProcessId);
        using (var load = new LoadProcess())
        {
            var runner = new PairRunner(load, suite, bare, postgres.ProcessId, _place.Token(clock), settings);
            if (settings.Names.Contains("check"))
                await CompareAsync(runner, "single check · one indexed SELECT", RequestKinds.Check,
                    RequestKinds.BareSelect, Many);
            if (settings.Names.Contains("bulk"))
                await CompareAsync(runner, "bulk check, people · SELECT = any($1)", RequestKinds.CheckMany,
                    RequestKinds.BareRows, Few);
            if (settings.Names.Contains("record"))
                await CompareAsync(runner, "record consent · INSERT", RequestKinds.Record, RequestKinds.BareInsert,
                    Many);
        }

        if (!settings.Names.Contains("memory")) return;
        var loaded = ProcessUse.ResidentMiB(suite.ProcessId);
        await Task.Delay(10_000);
        _report.Memory(idle, loaded, ProcessUse.ResidentMiB(suite.ProcessId), ProcessUse.FamilyMiB(postgres.ProcessId),
            await SizeAsync(postgres));
    }

    async Task CompareAsync(PairRunner runner, string name, string kind, string bareKind, int[] clients)
    {
        foreach (var count in settings.Clients is { } only ? [only] : clients)
        {
            var (comparison, next) = await runner.CompareAsync(name, kind, bareKind, count, _next);
            _next = next;
            _report.Add(comparison);
        }
    }

    static async Task<double> SizeAsync(EmbeddedPostgres postgres)
    {
        await using var database = NpgsqlDataSource.Create(Consent(postgres));
        await using var size = database.CreateCommand("select pg_database_size('consent') / 1048576.0");
        return (double)(decimal)(await size.ExecuteScalarAsync())!;
    }
}
