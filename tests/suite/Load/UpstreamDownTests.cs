using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using TrustCenter.Contracts.Consent;
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
    public async Task While_PostgreSQL_stands_still_checks_and_writes_are_refused_in_time_and_answered_afterwards()
    {
        await using var suite = await SuiteProcess.StartAsync(ct: Ct);
        using var client = new LoadClient(suite);
        using var hasty = new LoadClient(suite, TimeSpan.FromSeconds(1.5));
        Assert.Equal(HttpStatusCode.Created, (await client.RecordAsync("still-1", Ct)).Status);
        Assert.True((await client.CheckAsync("still-1", Load.Samples, Ct)).Permits);

        var (early, patient) = (new ConcurrentQueue<string>(), new ConcurrentQueue<(TimeSpan Took, Reply Reply)>());
        var writes = new List<LateWrite>();
        var recorders = Enumerable.Range(0, 16).Select(n => RecordUntilRefusedAsync(client, n)).ToArray();
        await Task.Delay(TimeSpan.FromSeconds(1), Ct);
        var stopped = PostgresProcesses.Of(suite);
        try
        {
            await PostgresProcesses.SignalAsync("STOP", stopped, Ct);
            var clock = Stopwatch.StartNew();
            var withdrawal = WriteAsync(client, Withdrawal);
            var asking = Enumerable.Range(0, 4).Select(_ => AskAsync(hasty, clock, early))
                .Append(WaitAsync(client, clock, patient)).ToArray();
            await Task.WhenAll(asking);
            writes.AddRange(await Task.WhenAll(recorders.Append(withdrawal)));
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
        output.WriteLine(string.Join("; ", writes.Select(write => $"{write.Asked.Person} {write.Code} after "
            + $"{write.Took.TotalSeconds:0.0} s")));
        Assert.All(writes, write => Assert.InRange(write.Took, TimeSpan.Zero, Bound));
        Assert.All(writes, write => Assert.Contains(write.Code, (string[])["unavailable", "outcome-unknown"]));
        foreach (var write in writes) await ResolvedAsync(client, write);
        Assert.False((await client.CheckAsync("still-1", Load.Samples, Ct)).Permits);
    }

    static Wanted Withdrawal => new("still-withdrawn", "clerk", "/api/consent/withdrawals",
        Load.Json(Load.FullWithdrawal("still-1")), "still-1", Withdraws: true);

    /// <summary>What was asked for during the standstill can be asked for again, and then has happened once.</summary>
    static async Task ResolvedAsync(LoadClient client, LateWrite write)
    {
        var again = await WriteAsync(client, write.Asked);
        Assert.Equal(HttpStatusCode.Created, again.Reply.Status);
        Assert.False(again.Reply.IsReplay && write.Code == "unavailable", "It was stored after all.");
        var history = await client.PostAsync("clerk", "/api/consent/persons/history",
            Load.Json(new PersonQuestion(Load.Domain, Load.Identifiers(write.Asked.Person))), Ct);
        Assert.Equal(write.Asked.Withdraws ? 2 : 1, history.Read<PersonHistory>().Documents.Count);
    }

    /// <summary>So that the standstill comes in the middle of commits.</summary>
    static async Task<LateWrite> RecordUntilRefusedAsync(LoadClient client, int recorder)
    {
        for (var n = 0; ; n++)
        {
            var person = $"still-{recorder}-{n}";
            var write = await WriteAsync(client, new(person, "ward", "/api/consent/consents",
                Load.Json(Load.Consent(person)), person, Withdraws: false));
            if (write.Reply.Status != HttpStatusCode.Created) return write;
        }
    }

    static async Task<LateWrite> WriteAsync(LoadClient client, Wanted asked)
    {
        var clock = Stopwatch.StartNew();
        var reply = await client.PostAsync(asked.Role, asked.Path, asked.Body, Ct, asked.Key);
        return new(asked, clock.Elapsed, reply);
    }

    sealed record LateWrite(Wanted Asked, TimeSpan Took, Reply Reply)
    {
        public string Code => JsonNode.Parse(Reply.Body)?["code"]?.GetValue<string>() ?? "none";
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
