using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Suite.Tests;

/// <summary>How much is asked while the withdrawals run, and in which way.</summary>
public sealed record Quota(int Singles, int Gateway, int Bulk);

/// <summary>
/// People whose consents are withdrawn one after another while others ask about them. Every third takes back the
/// samples only.
/// </summary>
/// <param name="ask">A single check; what it says is judged.</param>
sealed class Race(
    LoadClient client, int people, Quota quota, Func<string, string, CancellationToken, Task<bool>> ask)
{
    const int Neighbours = 6;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    static readonly string[] Policies = [Load.Samples, Load.Data];

    readonly bool[] _begun = new bool[people];
    readonly bool[] _acknowledged = new bool[people];
    int _next = -1;
    int _singles;
    int _gateway;
    int _bulk;
    int _stale;
    int _missing;
    int _racing;
    int _behind;

    /// <summary>Permits although the withdrawal had been acknowledged before the question was sent.</summary>
    public int Stale => _stale;

    /// <summary>No permit although no withdrawal had begun when the answer came.</summary>
    public int Missing => _missing;

    /// <summary>Documents by person: the consents.</summary>
    public Guid[] Documents { get; } = new Guid[people];

    public int Total => _singles + _gateway + _bulk;

    /// <summary>Sees every bulk check.</summary>
    public Action<BulkQuestion, int[], BulkAnswer[]> Seen { get; init; } = (_, _, _) => { };

    public override string ToString() =>
        $"{Total} checks ({_singles} single, {_gateway} by the gateway, {_bulk} in bulk) about {people} people: "
        + $"{_behind} behind an acknowledged withdrawal, {_racing} while one was under way; "
        + $"{_stale} stale permits, {_missing} missing permits";

    public static string Person(int number) => $"race-{number}";

    /// <summary>The judge: who was told of the withdrawal before asking, must not be told "yes".</summary>
    public static bool IsStale(bool acknowledgedBefore, bool permits) => acknowledgedBefore && permits;

    public Task RecordAsync(CancellationToken ct) => Parallel.ForAsync(0, people, new ParallelOptions
    {
        MaxDegreeOfParallelism = 8,
        CancellationToken = ct,
    }, async (i, each) =>
    {
        var reply = await PatientlyAsync(() => client.RecordAsync(Person(i), each), each);
        Assert.True(reply.Status == HttpStatusCode.Created, reply.Body);
        Documents[i] = reply.Read<RecordedConsent>().Id;
    });

    /// <summary>Ends as soon as one of them fails: the others wait for its progress.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task[] all =
        [
            .. Times(2, () => WithdrawAsync(stop.Token)),
            .. Times(8, () => AskAsync(
                quota.Singles, () => _singles, () => Interlocked.Increment(ref _singles), ask, stop.Token)),
            .. Times(2, () => AskAsync(quota.Gateway, () => _gateway, () => Interlocked.Increment(ref _gateway),
                async (person, policy, each) => Answered(
                    await PatientlyAsync(() => client.GatewayCheckAsync(person, policy, each), each)),
                stop.Token)),
            .. Times(2, () => AskManyAsync(stop.Token)),
        ];
        await foreach (var ended in Task.WhenEach(all).WithCancellation(ct))
        {
            if (ended.IsCompletedSuccessfully) continue;
            await stop.CancelAsync();
            await ended;
        }
    }

    public static bool Answered(Reply reply) =>
        reply.Permits ?? throw new InvalidOperationException($"{(int)reply.Status} {reply.Body}");

    /// <summary>What a client does when a machine stands still for a while: it comes again.</summary>
    public static async Task<Reply> PatientlyAsync(Func<Task<Reply>> ask, CancellationToken ct)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(100, ct))
        {
            var reply = await ask();
            if (reply.Status != HttpStatusCode.ServiceUnavailable || clock.Elapsed > Patience) return reply;
        }
    }

    static IEnumerable<Task> Times(int count, Func<Task> run) => Enumerable.Range(0, count).Select(_ => Task.Run(run));

    /// <summary>Spread over the whole race, so that there is always something to race against.</summary>
    async Task WithdrawAsync(CancellationToken ct)
    {
        while (Interlocked.Increment(ref _next) is var i && i < people)
        {
            while (Progress() < (double)i / people) await Task.Delay(1, ct);
            Volatile.Write(ref _begun[i], true);
            var withdrawal = OnlySamples(i) ? Load.SamplesWithdrawal(Person(i)) : Load.FullWithdrawal(Person(i));
            var reply = await PatientlyAsync(() => client.PostAsync(
                "clerk", "/api/consent/withdrawals", Load.Json(withdrawal), ct, $"withdraw-{i}"), ct);
            Assert.True(reply.Status == HttpStatusCode.Created, reply.Body);
            Volatile.Write(ref _acknowledged[i], true);
        }
    }

    async Task AskAsync(
        int enough, Func<int> done, Action count, Func<string, string, CancellationToken, Task<bool>> question,
        CancellationToken ct)
    {
        while (done() < enough)
        {
            if (done() > (Slowest() + 0.02) * enough) await Task.Delay(1, ct);
            var (i, policy) = (Pick(), Policies[RandomNumberGenerator.GetInt32(2)]);
            var flags = Flags(i, policy);
            Judge(i, policy, flags, await question(Person(i), policy, ct));
            count();
        }
    }

    async Task AskManyAsync(CancellationToken ct)
    {
        while (_bulk < quota.Bulk)
        {
            while (_bulk > (Slowest() + 0.02) * quota.Bulk) await Task.Delay(1, ct);
            var question = new BulkQuestion(Load.Domain, Policies[RandomNumberGenerator.GetInt32(2)]);
            var asked = new int[RandomNumberGenerator.GetInt32(300, 500)];
            for (var at = 0; at < asked.Length; at++) asked[at] = Pick();
            var flags = Array.ConvertAll(asked, i => Flags(i, question.Policy!));
            var answers = await client.BulkAsync(question, asked.Select(Person), ct);
            Assert.Equal(asked.Length, answers.Length);
            for (var at = 0; at < asked.Length; at++)
                Judge(asked[at], question.Policy!, flags[at], answers[at].Permitted);

            Interlocked.Add(ref _bulk, asked.Length);
            Seen(question, asked, answers);
        }
    }

    void Judge(int i, string policy, (bool Begun, bool Acknowledged) before, bool permits)
    {
        if (IsStale(before.Acknowledged, permits)) Interlocked.Increment(ref _stale);
        if (!permits && !Flags(i, policy).Begun) Interlocked.Increment(ref _missing);
        if (before.Acknowledged) Interlocked.Increment(ref _behind);
        else if (Flags(i, policy).Begun) Interlocked.Increment(ref _racing);
    }

    static bool OnlySamples(int i) => i % 3 == 0;

    (bool Begun, bool Acknowledged) Flags(int i, string policy) => OnlySamples(i) && policy == Load.Data
        ? (false, false)
        : (Volatile.Read(ref _begun[i]), Volatile.Read(ref _acknowledged[i]));

    /// <summary>Mostly those whose turn it is about now.</summary>
    int Pick()
    {
        var near = Volatile.Read(ref _next) - Neighbours + RandomNumberGenerator.GetInt32(2 * Neighbours);
        return RandomNumberGenerator.GetInt32(2) == 0 && near >= 0 && near < people
            ? near
            : RandomNumberGenerator.GetInt32(people);
    }

    double Progress() => Math.Min(1, Slowest());

    double Slowest() => Math.Min(
        Part(_singles, quota.Singles), Math.Min(Part(_gateway, quota.Gateway), Part(_bulk, quota.Bulk)));

    static double Part(int done, int enough) => enough == 0 ? 1 : (double)done / enough;
}
