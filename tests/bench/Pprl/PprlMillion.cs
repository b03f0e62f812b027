using TrustCenter.Identities.Linkage;

namespace TrustCenter.Bench;

/// <summary>A million filters against a million, all pairs looked at.</summary>
static class PprlMillion
{
    const int Persons = 1_000_000;

    public static void Measure(Action<FormattableString> say)
    {
        var profile = PprlSamples.Filled(0.29);
        var left = PprlSamples.People(profile, 0, Persons);
        var right = PprlSamples.People(profile, Persons / 2, Persons);
        var measure = new FilterMeasure(FilterSimilarity.Dice, 0.8, 1024);
        var blocks = SlicedBlocks.Of(right);
        var counts = new long[2];
        var time = Timing.Threads(2, half =>
        {
            var found = new List<FilterPair>();
            var end = (half + 1) * Persons / 2;
            for (var row = half * Persons / 2; row < end; row += FilterJoin.TileRows)
            {
                FilterJoin.Tile(left, row..Math.Min(end, row + FilterJoin.TileRows), blocks, .., measure, found,
                    SlicedKernel.Best);
                counts[half] += found.Count;
                found.Clear();
            }
        });
        say($"""

            {Persons:N0} × {Persons:N0} filters, fill {left.Fill():0.000}, Dice ≥ .8, two threads, exhaustively: own
            time of a thread **{time.Own / 60:0.0} min**, by the clock {time.Wall / 60:0.0} min (aim 6, must 8);
            {Persons * (double)Persons / time.Own / 1e9:0.00} G comparisons a second; {counts.Sum():N0} pairs, half of
            the people being in both.
            """);
    }
}
