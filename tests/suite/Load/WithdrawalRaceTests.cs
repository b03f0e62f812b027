using System.Collections.Concurrent;
using System.Diagnostics;
using TrustCenter.Testing;

namespace TrustCenter.Suite.Tests;

/// <summary>A withdrawal is effective at its commit: no check that is sent behind its 201 permits.</summary>
[Collection(Load.Name)]
public sealed class WithdrawalRaceTests(RunningSuiteFixture running, ITestOutputHelper output)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = Load.Limit)]
    public async Task A_hundred_thousand_checks_race_three_hundred_withdrawals_and_none_is_stale()
    {
        await using var suite = await SuiteProcess.StartAsync(ct: Ct);
        using var client = new LoadClient(suite);
        var race = new Race(client, 300, new(Singles: 22_000, Gateway: 4_000, Bulk: 80_000),
            async (person, policy, ct) => Race.Answered(
                await Race.PatientlyAsync(() => client.CheckAsync(person, policy, ct), ct)));
        await race.RecordAsync(Ct);
        var clock = Stopwatch.StartNew();
        await race.RunAsync(Ct);

        output.WriteLine($"{race}; {clock.Elapsed.TotalSeconds:0} s");
        Assert.True(race.Total >= 100_000);
        Assert.Equal((0, 0), (race.Stale, race.Missing));
    }

    [Fact(Timeout = Load.Limit)]
    public async Task A_cache_of_two_hundred_milliseconds_in_front_of_it_would_be_caught()
    {
        await using var suite = await SuiteProcess.StartAsync(ct: Ct);
        using var client = new LoadClient(suite);
        var cache = new ConcurrentDictionary<(string, string), (long At, bool Permits)>();
        var race = new Race(client, 40, new(Singles: 4_000, Gateway: 0, Bulk: 0), async (person, policy, ct) =>
        {
            if (cache.TryGetValue((person, policy), out var kept)
                && Stopwatch.GetElapsedTime(kept.At) < TimeSpan.FromMilliseconds(200))
                return kept.Permits;

            var permits = Race.Answered(
                await Race.PatientlyAsync(() => client.CheckAsync(person, policy, ct), ct));
            cache[(person, policy)] = (Stopwatch.GetTimestamp(), permits);
            return permits;
        });
        await race.RecordAsync(Ct);
        await race.RunAsync(Ct);

        output.WriteLine($"{race}");
        Assert.True(race.Stale > 0);
    }

    [Fact(Timeout = Load.Limit)]
    public async Task A_race_in_which_one_client_fails_ends_instead_of_waiting_for_it()
    {
        using var client = new LoadClient(await running.SuiteAsync());
        var race = new Race(client, 10, new(Singles: 1_000, Gateway: 0, Bulk: 0),
            (_, _, _) => throw new InvalidDataException());

        await Assert.ThrowsAnyAsync<Exception>(() => race.RunAsync(Ct));
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    public void The_judge_calls_a_permit_behind_an_acknowledged_withdrawal_stale(
        bool acknowledgedBefore, bool permits, bool stale) =>
        Assert.Equal(stale, Race.IsStale(acknowledgedBefore, permits));
}
