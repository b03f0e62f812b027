using System.Diagnostics;
using System.Globalization;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Bench;

/// <summary>How many pairs one thread decides on in a second.</summary>
static class LinkageSpeed
{
    const double Seconds = 4;
    const int Round = 500_000;

    public static void Measure(List<LinkageRun> runs, Action<string> say)
    {
        say("""

            Decisions in a second on one thread of its own time, comparison, score, thresholds and rules together: one
            by one and many at once, by turns; candidates in the order of their first person, as when one is held
            against many; then pairs drawn at random:

            | Data set | candidates, one by one | many at once | random, one by one | many at once |
            |---|---|---|---|---|
            """);
        foreach (var run in runs.Where(run => run.Data.Persons.Length >= 5_000))
        {
            var count = run.Comparable.Length;
            var random = Enumerable.Range(0, 100_000)
                .Select(i => ((int)(i * 7919L % count), (int)(i * 104_729L % count))).ToArray();
            var (one, many) = Rates(run, run.Candidates);
            var (oneOfRandom, manyOfRandom) = Rates(run, random);
            say(string.Create(CultureInfo.InvariantCulture,
                $"| {run.Data.Name} | {one / 1e6:0.0} M | {many / 1e6:0.0} M ")
                + string.Create(CultureInfo.InvariantCulture,
                $"| {oneOfRandom / 1e6:0.0} M | {manyOfRandom / 1e6:0.0} M |"));
        }
    }

    /// <summary>The best of short rounds, as others use the machine as well.</summary>
    static (double One, double Many) Rates(LinkageRun run, (int A, int B)[] pairs)
    {
        var (batch, clock) = (new PairBatch(run.Linkage), Stopwatch.StartNew());
        var (one, many) = (new PairDecision[pairs.Length], new PairDecision[pairs.Length]);
        var (ofOne, ofMany) = (0.0, 0.0);
        while (clock.Elapsed.TotalSeconds < Seconds)
        {
            ofOne = Math.Max(ofOne, Rate(pairs.Length, () => OneByOne(run, pairs, one)));
            ofMany = Math.Max(ofMany, Rate(pairs.Length, () => batch.Decide(run.Comparable, pairs, many)));
        }

        return one.AsSpan().SequenceEqual(many)
            ? (ofOne, ofMany) : throw new InvalidOperationException("Many at once are decided on otherwise.");
    }

    static void OneByOne(LinkageRun run, (int A, int B)[] pairs, PairDecision[] decisions)
    {
        for (var i = 0; i < pairs.Length; i++)
            decisions[i] = run.Linkage.Decide(run.Comparable[pairs[i].A], run.Comparable[pairs[i].B]);
    }

    static double Rate(int pairs, Action decide)
    {
        var (used, done) = (OwnTime(), 0);
        for (; done < Round; done += pairs) decide();
        return done / (OwnTime() - used);
    }

    /// <summary>Seconds this thread was on a processor, by Linux.</summary>
    static double OwnTime() => double.Parse(
        File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1e9;
}
