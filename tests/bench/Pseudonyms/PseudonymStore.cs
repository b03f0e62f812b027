using System.Diagnostics;
using Npgsql;
using TrustCenter.Hosting;
using TrustCenter.Pseudonyms;

namespace TrustCenter.Bench;

/// <summary>The store in this process against plain statements on the same rows, in batches, by turns.</summary>
sealed class PseudonymStore(PairDesk desk, NpgsqlDataSource database, int postgres, Report report, TimeProvider clock)
{
    public const int Batch = 1_000;
    static readonly Caller Caller =
        new("bench", ["diz"], Permissions.OfRole["diz"], ["*"], "00000000000000000000000000000000");

    public async Task CompareAsync(int turns, int batches)
    {
        var (created, inserted) = (new List<Rate>(), new List<Rate>());
        var (got, selected) = (new List<Rate>(), new List<Rate>());
        for (var turn = 0; turn <= turns; turn++)
        {
            var first = clock.GetUtcNow().ToUnixTimeMilliseconds() * 1_000;
            var ours = await MeasureAsync(batches, batch => AskAsync(Originals(first, batch), PairWish.CreateOrGet));
            var plain = await MeasureAsync(batches, batch => BarePairs.InsertAsync(
                database, Originals(first, batch), clock.GetUtcNow().UtcDateTime, CancellationToken.None));
            var oursRead = await MeasureAsync(batches, batch => AskAsync(Originals(first, batch), PairWish.Get));
            var plainRead = await MeasureAsync(batches, async batch =>
            {
                if (await BarePairs.SelectAsync(database, Originals(first, batch), CancellationToken.None) != Batch)
                    throw new InvalidOperationException("A row is missing.");
            });
            if (turn == 0) continue; // until both are compiled and planned
            created.Add(ours);
            inserted.Add(plain);
            got.Add(oursRead);
            selected.Add(plainRead);
        }

        report.Rows("create, batches of 1,000 · plain INSERT of the same rows", created, inserted);
        report.Rows("get, batches of 1,000 · plain SELECT of the same rows", got, selected);
    }

    /// <summary>So many pairs, by four writers.</summary>
    public async Task FillAsync(long pairs, Func<long, string> original)
    {
        var next = -Batch * 5L;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            for (long from; (from = Interlocked.Add(ref next, Batch * 5)) < pairs;)
            {
                var count = (int)Math.Min(Batch * 5, pairs - from);
                await AskAsync([.. Enumerable.Range(0, count).Select(i => original(from + i))], PairWish.CreateOrGet);
            }
        }));
    }

    async Task AskAsync(string[] originals, PairWish wish)
    {
        var reply = await desk.AnswerAsync(
            new PairAsk(Sampled.Domain, originals, wish, Caller), CancellationToken.None);
        if (reply.Rejection is not null || reply.Answers.Any(answer => answer.Pseudonym is null))
            throw new InvalidOperationException($"Not answered: {reply.Rejection?.Code}");
    }

    static string[] Originals(long first, int batch) =>
        [.. Enumerable.Range(0, Batch).Select(i => Sampled.Original(first + batch * Batch + i))];

    async Task<Rate> MeasureAsync(int batches, Func<int, Task> run)
    {
        var (own, server) = (ProcessUse.Milliseconds(Environment.ProcessId), ProcessUse.FamilyMilliseconds(postgres));
        var begin = Stopwatch.GetTimestamp();
        for (var batch = 0; batch < batches; batch++) await run(batch);
        var rows = (double)batches * Batch;
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        return new(rows / seconds, (ProcessUse.Milliseconds(Environment.ProcessId) - own) / rows,
            (ProcessUse.FamilyMilliseconds(postgres) - server) / rows);
    }
}

/// <summary>Rows a second with the processor milliseconds a row cost here and in PostgreSQL.</summary>
sealed record Rate(double PerSecond, double Own, double Postgres);
