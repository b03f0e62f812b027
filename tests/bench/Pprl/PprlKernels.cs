using TrustCenter.Identities.Linkage;

namespace TrustCenter.Bench;

/// <summary>All kernels on the same tables: 50,000 by 50,000 filters of 1,024 bits, Dice at least .8.</summary>
static class PprlKernels
{
    const int Rows = 50_000;

    /// <summary>Rows that the slow kernels do; rates do not depend on it.</summary>
    const int Fewer = 2_000;

    public static void Measure(Action<FormattableString> say)
    {
        say($"""

            Comparisons in a second, {Rows:N0} × {Rows:N0} filters of 1,024 bits, all pairs of Dice ≥ .8 (aim ≥ 8 ×
            scalar; 1.0 / 1.1 / 1.5 G on AVX2), and of the default profile at its own threshold. Rows of filters:
            the first {Fewer:N0} of one table with all of the other. Pairs and scores of all kernels are the same
            there, or the run ends.

            | Filters | Kernel | of its own time | by the clock | × scalar | hits | sum of scores |
            |---|---|---|---|---|---|---|
            """);
        foreach (var (name, left, right, threshold) in Tables()) Measure(name, left, right, threshold, say);
    }

    static IEnumerable<(string, FilterTable, FilterTable, double)> Tables()
    {
        yield return ("random", PprlSamples.Random(Rows, 1), PprlSamples.Random(Rows, 2), 0.8);
        foreach (var wanted in new[] { 0.435, 0.29 })
        {
            var profile = PprlSamples.Filled(wanted);
            var (left, right) = (PprlSamples.People(profile, 0, Rows), PprlSamples.People(profile, Rows / 2, Rows));
            yield return (FormattableString.Invariant($"fill {left.Fill():0.000}"), left, right, 0.8);
        }

        var usual = StandardProfiles.Default("bench");
        yield return (FormattableString.Invariant($"default, Dice ≥ {usual.Threshold}"),
            PprlSamples.People(usual, 0, Rows), PprlSamples.People(usual, Rows / 2, Rows), usual.Threshold);
    }

    static void Measure(
        string name, FilterTable left, FilterTable right, double threshold, Action<FormattableString> say)
    {
        var measure = new FilterMeasure(FilterSimilarity.Dice, threshold, 1024);
        var blocks = SlicedBlocks.Of(right);
        var (scalar, one, reference) = (0.0, 0.0, new List<FilterPair>());
        void Row(string kernel, double pairs, Timing time, List<FilterPair> found, string beside)
        {
            Same(kernel, reference, found);
            var sum = found.OrderBy(pair => (pair.Left, pair.Right)).Sum(pair => pair.Score);
            say($"""
                | {name} | {kernel} | {pairs / time.Own / 1e6:N0} M | {pairs / time.Wall / 1e6:N0} M | {beside}
                 | {found.Count} | {sum:0.000} |
                """);
        }

        foreach (var kernel in Enum.GetValues<RowKernel>().Where(RowKernels.Has))
        {
            List<FilterPair> found = [];
            var time = Timing.Best(3, () => RowKernels.Join(kernel, left, ..Fewer, right, measure, found = []));
            if (scalar == 0) (scalar, reference) = (Fewer * (double)Rows / time.Own, found);
            Row($"rows, {kernel}", (double)Fewer * Rows, time, found, Times(Fewer * (double)Rows / time.Own / scalar));
        }

        foreach (var width in Enum.GetValues<LaneWidth>().Where(SlicedKernel.Has))
        {
            List<FilterPair> found = [];
            var time = Timing.Best(3, () => FilterJoin.Tile(left, .., blocks, .., measure, found = [], width));
            one = (double)Rows * Rows / time.Own;
            Row($"bit-sliced, {width}", (double)Rows * Rows, time, found, $"**{Times(one / scalar)}**");
        }

        var (both, best) = (new List<FilterPair>[2], new Timing(double.MaxValue, double.MaxValue));
        for (var i = 0; i < 3; i++)
        {
            var time = Timing.Threads(2, half => FilterJoin.Tile(
                left, (half * Rows / 2)..((half + 1) * Rows / 2), blocks, .., measure, both[half] = [],
                SlicedKernel.Best));
            best = new(Math.Min(best.Own, time.Own), Math.Min(best.Wall, time.Wall));
        }

        var two = (double)Rows * Rows / best.Own;
        Row($"bit-sliced, {SlicedKernel.Best}, two threads", (double)Rows * Rows, best, [.. both[0], .. both[1]],
            $"{Times(two / scalar)}, {Times(two / one)} of one thread");
    }

    static string Times(double ratio) => FormattableString.Invariant($"{ratio:0.00}");

    static void Same(string kernel, List<FilterPair> reference, List<FilterPair> found)
    {
        var same = found.Where(pair => pair.Left < Fewer).OrderBy(pair => (pair.Left, pair.Right));
        if (!same.SequenceEqual(reference)) throw new InvalidOperationException($"{kernel} finds other pairs.");
    }
}
