using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Identities.Linkage.Tests;

public sealed class KernelTests
{
    static readonly RowKernel[] Rows = [.. Enum.GetValues<RowKernel>().Where(RowKernels.Has)];
    static readonly LaneWidth[] Widths = [.. Enum.GetValues<LaneWidth>().Where(SlicedKernel.Has)];

    /// <summary>Every pair by the definition, bit by bit.</summary>
    static List<FilterPair> ByDefinition(FilterTable left, FilterTable right, FilterMeasure measure)
    {
        var found = new List<FilterPair>();
        for (var i = 0; i < left.Count; i++)
        {
            for (var j = 0; j < right.Count; j++)
            {
                var shared = Enumerable.Range(0, left.Length).Count(Both(left[i].ToArray(), right[j].ToArray()));
                var score = measure.Score(shared, left.Ones(i), right.Ones(j));
                if (score >= measure.Threshold) found.Add(new(i, j, shared, score));
            }
        }

        return found;

        static Func<int, bool> Both(ulong[] a, ulong[] b) => bit => (a[bit >> 6] & b[bit >> 6] & 1UL << bit) != 0;
    }

    [Theory]
    [InlineData(FilterSimilarity.Dice)]
    [InlineData(FilterSimilarity.Tanimoto)]
    [InlineData(FilterSimilarity.Hamming)]
    public void All_kernels_find_what_the_definition_says(FilterSimilarity similarity)
    {
        foreach (var length in new[] { 64, 512, 832, 1024, 2048 })
        {
            foreach (var threshold in new[] { 0.05, 0.7, 0.8, 1 })
            {
                var (left, right) = PprlSamples.Tables(length, 9, 45, 0.3, length / 40, 7);
                var measure = new FilterMeasure(similarity, threshold, length);
                Same(ByDefinition(left, right, measure), left, right, measure);
            }
        }
    }

    [Fact]
    public void All_kernels_find_the_same_pairs_and_sums_in_any_tables() =>
        Prop.ForAll(
            Gen.Choose(1, 1100).Zip(Gen.Choose(0, 30)).Zip(Gen.Choose(1, 10).Zip(Gen.Choose(55, 95))).ToArbitrary(),
            drawn =>
            {
                var ((right, turned), (fill, threshold)) = (drawn.Item1, drawn.Item2);
                var (left, others) = PprlSamples.Tables(512, 20, right, fill / 12.0, turned * 3, (ulong)right);
                var measure = new FilterMeasure(
                    (FilterSimilarity)(turned % 3), threshold / 100.0, 512);
                var reference = new List<FilterPair>();
                RowKernels.Join(RowKernel.Scalar, left, .., others, measure, reference);
                Same(reference, left, others, measure);
                return true;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    static void Same(List<FilterPair> expected, FilterTable left, FilterTable right, FilterMeasure measure)
    {
        foreach (var kernel in Rows)
        {
            var found = new List<FilterPair>();
            RowKernels.Join(kernel, left, .., right, measure, found);
            Assert.Equal(expected, found);
        }

        var blocks = SlicedBlocks.Of(right);
        foreach (var width in Widths)
        {
            var found = FilterJoin.Run(left, blocks, measure, 2, width);
            Assert.Equal(expected, found);
            Assert.Equal(expected.Sum(pair => pair.Score), found.Sum(pair => pair.Score));
        }
    }

    [Fact]
    public void Empty_and_full_filters_are_no_exception()
    {
        var bits = new ulong[16 * 4];
        Array.Fill(bits, ulong.MaxValue, 16, 16);
        bits[32] = 1;
        var table = new FilterTable(1024, bits);
        foreach (var similarity in Enum.GetValues<FilterSimilarity>())
        {
            var measure = new FilterMeasure(similarity, 0.9, 1024);
            Same(ByDefinition(table, table, measure), table, table, measure);
        }
    }

    [Fact]
    public void A_tile_gives_the_same_pairs_alone_as_in_the_whole()
    {
        var (left, right) = PprlSamples.Tables(1024, 300, 1500, 0.3, 20, 11);
        var (measure, blocks) = (new FilterMeasure(FilterSimilarity.Dice, 0.8, 1024), SlicedBlocks.Of(right));
        var tiled = new List<FilterPair>();
        foreach (var rows in new[] { 0..100, 100..290, 290..300 })
            for (var block = 0; block < blocks.Blocks; block++)
                FilterJoin.Tile(left, rows, blocks, block..(block + 1), measure, tiled, SlicedKernel.Best);
        Assert.NotEmpty(tiled);
        Assert.Equal(
            FilterJoin.Run(left, blocks, measure, 1), tiled.OrderBy(pair => pair.Left).ThenBy(pair => pair.Right));
    }

    [Fact]
    public void Filters_set_on_edge_are_put_upright_again()
    {
        var (_, right) = PprlSamples.Tables(832, 1, 1300, 0.4, 0, 5);
        var blocks = SlicedBlocks.Of(right);
        var table = new ulong[right.Count * right.Words];
        for (var block = 0; block < blocks.Blocks; block++) blocks.Restore(block, table);
        for (var i = 0; i < right.Count; i++)
            Assert.True(right[i].SequenceEqual(table.AsSpan(i * right.Words, right.Words)));
    }

    [Fact]
    public void A_record_of_1024_bits_takes_no_more_than_160_bytes()
    {
        var (_, right) = PprlSamples.Tables(1024, 1, 5000, 0.3, 0, 5);
        Assert.InRange(SlicedBlocks.Of(right).Bytes / 5000.0, 128, 152);
    }
}
