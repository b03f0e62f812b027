using TrustCenter.Identities.Linkage;

namespace TrustCenter.Bench;

/// <summary>One query against five million filters, all of them looked at.</summary>
static class PprlIndex
{
    const int Persons = 5_000_000;
    const int Queries = 300;

    public static void Measure(Action<FormattableString> say)
    {
        say($"""

            One query against {Persons:N0} filters of 1,024 bits, exhaustively, ten best of Dice ≥ .8; half of the
            queries are of people who are in the index, written down otherwise (aim p50 ≤ 8 ms by two threads).
            Milliseconds by the clock, and of the thread's own time where there is one.

            | Fill | bytes a record | threads | p50 | p90 | p99 | own p50 | best first |
            |---|---|---|---|---|---|---|---|
            """);
        foreach (var wanted in new[] { 0.29, 0.435 })
        {
            var profile = PprlSamples.Filled(wanted);
            var index = new FilterIndex(1024);
            var filters = PprlSamples.People(profile, 0, Persons);
            index.Load([.. Enumerable.Range(0, Persons).Select(id => (long)id)], filters);
            var fill = filters.Fill();
            filters = null;
            GC.Collect();
            foreach (var threads in new[] { 1, 2 }) Search(index, profile, fill, threads, say);
        }
    }

    static void Search(
        FilterIndex index, EncodingProfile profile, double fill, int threads, Action<FormattableString> say)
    {
        var encoder = new FilterEncoder(profile, PprlSamples.Secret);
        var measure = new FilterMeasure(FilterSimilarity.Dice, 0.8, 1024);
        var (wall, own, asked, first) = (new List<double>(), new List<double>(), 0, 0);
        for (var i = -20; i < Queries; i++)
        {
            // One letter off: somebody who is there; beyond the index: somebody who is not.
            var number = (i + 20) * 15_485_863L % Persons;
            var there = i % 2 == 0;
            var filter = encoder.Encode(
                there ? PprlSamples.Again(number * 2 % Persons) : BenchPeople.Of(Persons + number));
            System.Collections.Immutable.ImmutableArray<FoundFilter> found = [];
            var time = Timing.Of(() => found = index.Search(filter, measure, 10, threads));
            if (i < 0) continue;
            wall.Add(time.Wall * 1e3);
            own.Add(time.Own * 1e3);
            if (!there) continue;
            asked++;
            if (found is [var best, ..] && best.Id == number * 2 % Persons) first++;
        }

        double At(List<double> times, double share) => times.Order().ElementAt((int)(share * (times.Count - 1)));
        var ownMedian = threads == 1 ? FormattableString.Invariant($"{At(own, 0.5):0.0}") : "–";
        say($"""
            | {fill:0.000} | {index.Bytes / (double)Persons:0.0} | {threads} | **{At(wall, 0.5):0.0}**
             | {At(wall, 0.9):0.0} | {At(wall, 0.99):0.0} | {ownMedian} | {first} of {asked} |
            """);
    }
}
