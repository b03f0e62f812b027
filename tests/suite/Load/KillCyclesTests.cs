using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using TrustCenter.Testing;

namespace TrustCenter.Suite.Tests;

/// <summary>Nothing acknowledged is lost, and every unknown answer becomes exactly one consent.</summary>
[Collection(Load.Name)]
public sealed class KillCyclesTests(ITestOutputHelper output)
{
    const string CyclesVariable = "TRUSTCENTER_KILL_CYCLES";

    readonly List<string> _faults = [];
    readonly List<TimeSpan> _outages = [];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static int Cycles => Environment.GetEnvironmentVariable(CyclesVariable) is { Length: > 0 } more
        ? int.Parse(more, CultureInfo.InvariantCulture)
        : 20;

    [Fact(Timeout = Load.Limit)]
    public async Task Service_and_PostgreSQL_are_killed_under_load_and_nothing_acknowledged_is_lost()
    {
        var clock = Stopwatch.StartNew();
        await using var suite = await SuiteProcess.StartAsync(ct: Ct);
        using var ledger = new Ledger(Path.Combine(suite.Data, "ledger.jsonl"));
        var (writers, repetition) = (new Writers(ledger), new Repetition(ledger));
        for (var cycle = 0; cycle < Cycles; cycle++)
        {
            await (cycle % 2 == 0 ? KillSuiteAsync(suite, writers, cycle) : KillPostgresAsync(suite, writers, cycle));
            using var client = new LoadClient(suite);
            await repetition.RunAsync(client, Ct);
        }

        var lines = ledger.Read();
        var documents = lines.Count(line => line.Document is not null);
        var said = $"""
            {Cycles} cycles in {clock.Elapsed.TotalSeconds:0} s, {documents} documents;
            {repetition.Unknown} unknown answers, {repetition.Durable} of them had been carried out
            ({lines.Count(line => line is { Document: null, Problem: null })} without an answer,
            {lines.Count(line => line.Problem is "outcome-unknown")} outcome-unknown,
            {lines.Count(line => line.Problem is "unavailable")} unavailable).
            PostgreSQL away for {_outages.Select(o => o.TotalSeconds).DefaultIfEmpty().Average():0.0} s on average,
            {_outages.Select(o => o.TotalSeconds).DefaultIfEmpty().Max():0.0} s at most.
            """;
        output.WriteLine(said);
        Assert.Empty(writers.Faults);
        Assert.Empty(_faults);
        await CompareAsync(suite, lines);
        output.WriteLine($"Compared after {clock.Elapsed.TotalSeconds:0} s.");
    }

    static async Task KillSuiteAsync(SuiteProcess suite, Writers writers, int cycle)
    {
        using (var client = new LoadClient(suite))
        {
            using var stop = new CancellationTokenSource();
            var writing = writers.RunAsync(client, cycle, stop.Token);
            await BurstAsync();
            var killing = suite.KillAsync();
            await stop.CancelAsync();
            await killing;
            await writing;
        }

        await suite.StartAgainAsync(Ct);
    }

    async Task KillPostgresAsync(SuiteProcess suite, Writers writers, int cycle)
    {
        using var client = new LoadClient(suite);
        using var stop = new CancellationTokenSource();
        var process = suite.ProcessId;
        var writing = writers.RunAsync(client, cycle, stop.Token);
        await BurstAsync();
        _outages.Add(await Outage.CauseAsync(suite, client, writers.Anybody() ?? "nobody", _faults, Ct));
        await stop.CancelAsync();
        await writing;
        Assert.Equal(process, suite.ProcessId);
    }

    static async Task CompareAsync(SuiteProcess suite, IReadOnlyList<LedgerLine> lines)
    {
        await using var store = await SuiteStore.OpenAsync(suite, Ct);
        using var client = new LoadClient(suite);
        var comparison = new StoreComparison(store, lines);
        await comparison.KeysAndDocumentsAsync(Ct);
        await comparison.InsideAsync(Ct);
        await comparison.OverTheApiAsync(client, Ct);
    }

    static Task BurstAsync() => Task.Delay(RandomNumberGenerator.GetInt32(600, 900), Ct);
}
