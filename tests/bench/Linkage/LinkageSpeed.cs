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

            Decisions in a second on one thread, comparison, score, thresholds and rules together; candidates in the
            order of their first person, as when one is held against many; then pairs drawn at random:

            | Data set | candidates, of its own time | by the clock | random, of its own time | by the clock |
            |---|---|---|---|---|
            """);
        foreach (var run in runs.Where(run => run.Data.Persons.Length >= 5_000))
        {
            var count = run.Comparable.Length;
            var random = Enumerable.Range(0, 100_000)
                .Select(i => ((int)(i * 7919L % count), (int)(i * 104_729L % count))).ToArray();
            var (own, wall) = Rate(run, run.Candidates);
            var (ownRandom, wallRandom) = Rate(run, random);
            say(string.Create(CultureInfo.InvariantCulture,
                $"| {run.Data.Name} | {own / 1e6:0.0} M | {wall / 1e6:0.0} M ")
                + string.Create(CultureInfo.InvariantCulture,
                $"| {ownRandom / 1e6:0.0} M | {wallRandom / 1e6:0.0} M |"));
        }
    }

    /// <summary>The best of short rounds, as others use the machine as well.</summary>
    static (double Own, double Wall) Rate(LinkageRun run, (int, int)[] pairs)
    {
        var clock = Stopwatch.StartNew();
        var (own, wall, links, decisions) = (0.0, 0.0, 0, new PairDecision[pairs.Length]);
        while (clock.Elapsed.TotalSeconds < Seconds)
        {
            var (used, began) = (OwnTime(), clock.Elapsed);
            var done = 0;
            for (; done < Round; done += pairs.Length)
            {
                run.Linkage.Decide(run.Comparable, pairs, decisions);
                foreach (var decision in decisions)
                    if (decision.Outcome == Outcome.Match) links++;
            }

            own = Math.Max(own, done / (OwnTime() - used));
            wall = Math.Max(wall, done / (clock.Elapsed - began).TotalSeconds);
        }

        return links < 0 ? default : (own, wall);
    }

    /// <summary>Seconds this thread was on a processor, by Linux.</summary>
    static double OwnTime() => double.Parse(
        File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1e9;
}
