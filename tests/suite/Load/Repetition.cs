using System.Collections.Concurrent;
using System.Net;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Suite.Tests;

/// <summary>Asks again, with the same key and the same bytes, for every answer that was lost.</summary>
sealed class Repetition(Ledger ledger)
{
    int _seen;

    public int Unknown { get; private set; }

    /// <summary>Requests whose answer was lost although they had been carried out.</summary>
    public int Durable { get; private set; }

    public async Task RunAsync(LoadClient client, CancellationToken ct)
    {
        var lines = ledger.Read();
        var unknown = lines.Skip(_seen).Where(line => line.Document is null).ToArray();
        var done = new ConcurrentQueue<(LedgerLine Line, Reply First)>();
        await Parallel.ForEachAsync(unknown, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = ct },
            async (line, each) => done.Enqueue((line, await RepeatAsync(client, line.Request, each))));

        foreach (var (line, first) in done)
        {
            // who was told "nothing was changed" was told the truth
            Assert.False(first.IsReplay && line.Problem == "unavailable", $"{line.Request.Key} was stored after all.");
            ledger.Acknowledged(line.Request, first.Read<RecordedConsent>().Id);
        }

        _seen = lines.Count + done.Count;
        Unknown += done.Count;
        Durable += done.Count(one => one.First.IsReplay);
    }

    static async Task<Reply> RepeatAsync(LoadClient client, Wanted wanted, CancellationToken ct)
    {
        var first = await client.PostAsync(wanted.Role, wanted.Path, wanted.Body, ct, wanted.Key);
        Assert.True(first.Status == HttpStatusCode.Created, $"{wanted.Key}: {(int)first.Status} {first.Body}");
        var second = await client.PostAsync(wanted.Role, wanted.Path, wanted.Body, ct, wanted.Key);
        Assert.Equal((HttpStatusCode.Created, first.Body), (second.Status, second.Body));
        Assert.True(second.IsReplay);
        return first;
    }
}
