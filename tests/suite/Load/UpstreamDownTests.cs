using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using TrustCenter.Testing;

namespace TrustCenter.Suite.Tests;

/// <summary>
/// A PostgreSQL that is there but does not move: nobody is answered from memory, and nobody waits for ever.
/// </summary>
[Collection(Load.Name)]
public sealed class UpstreamDownTests(ITestOutputHelper output)
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = Load.Limit)]
    public async Task While_PostgreSQL_stands_still_checks_are_refused_in_time_and_afterwards_answered_again()
    {
        await using var suite = await SuiteProcess.StartAsync(ct: Ct);
        using var client = new LoadClient(suite);
        using var hasty = new LoadClient(suite, TimeSpan.FromSeconds(1.5));
        Assert.Equal(HttpStatusCode.Created, (await client.RecordAsync("still-1", Ct)).Status);
        Assert.True((await client.CheckAsync("still-1", Load.Samples, Ct)).Permits);

        var stopped = PostgresProcesses.Of(suite);
        var (early, patient) = (new ConcurrentQueue<string>(), new ConcurrentQueue<(TimeSpan Took, Reply Reply)>());
        Task<Reply> withdrawal;
        try
        {
            await PostgresProcesses.SignalAsync("STOP", stopped, Ct);
            var clock = Stopwatch.StartNew();
            withdrawal = client.PostAsync("clerk", "/api/consent/withdrawals",
                Load.Json(Load.FullWithdrawal("still-1")), Ct, "still-1-withdrawn");
            var asking = Enumerable.Range(0, 4).Select(_ => AskAsync(hasty, clock, early))
                .Append(WaitAsync(client, clock, patient)).ToArray();
            await Task.WhenAll(asking);
        }
        finally
        {
            await PostgresProcesses.SignalAsync("CONT", stopped, Ct);
        }

        var back = Stopwatch.StartNew();
        while ((await client.CheckAsync("still-1", Load.Samples, Ct)).Status != HttpStatusCode.OK)
            Assert.True(back.Elapsed < Bound, suite.Errors);

        var (took, said) = Assert.Single(patient);
        output.WriteLine($"{early.Count} impatient checks: {string.Join(", ", early.GroupBy(one => one)
            .Select(one => $"{one.Count()} × {one.Key}"))}; a patient one got {(int)said.Status} after "
            + $"{took.TotalSeconds:0.0} s; answered again after {back.Elapsed.TotalMilliseconds:0} ms");
        Assert.All(early, one => Assert.True(one is "gave up" or "503", one));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (said.Status, said.SaysWhen));
        Assert.InRange(took, TimeSpan.Zero, Bound);
        await WithdrawnAsync(client, await withdrawal);
    }

    /// <summary>What was asked for during the standstill holds afterwards, or can be asked for again.</summary>
    static async Task WithdrawnAsync(LoadClient client, Reply withdrawal)
    {
        if (withdrawal.Status == HttpStatusCode.ServiceUnavailable)
        {
            withdrawal = await client.PostAsync("clerk", "/api/consent/withdrawals",
                Load.Json(Load.FullWithdrawal("still-1")), Ct, "still-1-withdrawn");
        }

        Assert.Equal(HttpStatusCode.Created, withdrawal.Status);
        Assert.False((await client.CheckAsync("still-1", Load.Samples, Ct)).Permits);
    }

    static async Task AskAsync(LoadClient client, Stopwatch clock, ConcurrentQueue<string> said)
    {
        while (clock.Elapsed < Pause - TimeSpan.FromSeconds(1.5))
        {
            try
            {
                var reply = await client.CheckAsync("still-1", Load.Samples, Ct);
                said.Enqueue($"{(int)reply.Status}");
            }
            catch (TaskCanceledException) when (!Ct.IsCancellationRequested)
            {
                said.Enqueue("gave up");
            }
        }
    }

    static async Task WaitAsync(LoadClient client, Stopwatch clock, ConcurrentQueue<(TimeSpan, Reply)> said)
    {
        var reply = await client.CheckAsync("still-1", Load.Samples, Ct);
        said.Enqueue((clock.Elapsed, reply));
        if (clock.Elapsed < Pause) await Task.Delay(Pause - clock.Elapsed, Ct);
    }
}
