namespace TrustCenter.Identities.Linkage.Tests;

public sealed class IndexTests
{
    static readonly FilterMeasure Measure = new(FilterSimilarity.Dice, 0.75, 512);

    /// <summary>What an index has to answer, by looking at everything.</summary>
    static List<FoundFilter> Expected(SortedDictionary<long, ulong[]> kept, ulong[] query, int most) =>
    [
        .. kept.Select(one => new FoundFilter(one.Key, FilterBits.Shared(one.Value, query), Measure.Score(
                FilterBits.Shared(one.Value, query), FilterBits.Count(query), FilterBits.Count(one.Value))))
            .Where(found => found.Score >= Measure.Threshold)
            .OrderByDescending(found => found.Score).ThenBy(found => found.Id).Take(most),
    ];

    [Fact]
    public void Puts_removes_merges_and_searches_agree_with_looking_at_everything()
    {
        var (_, filters) = PprlSamples.Tables(512, 40, 6000, 0.3, 10, 21);
        var (numbers, kept, index) = (new People(9), new SortedDictionary<long, ulong[]>(), new FilterIndex(512));
        for (var step = 0; step < 9000; step++)
        {
            long id = numbers.Number(3500);
            if (numbers.Number(4) == 0)
            {
                Assert.Equal(kept.Remove(id), index.Remove(id));
            }
            else
            {
                // Alike in groups of twenty, so that searches find several.
                var filter = filters[numbers.Number(6000) / 20 * 20].ToArray();
                filter[numbers.Number(8)] ^= 1UL << numbers.Number(64);
                kept[id] = filter;
                index.Put(id, filter);
            }

            if (step % 2500 == 2499) index.Merge();
            if (step % 300 != 0 || kept.Count == 0) continue;
            var query = kept.Values.ElementAt(numbers.Number(kept.Count));
            Assert.Equal(kept.Count, index.Count);
            foreach (var most in new[] { 1, 3, int.MaxValue })
                Assert.Equal(Expected(kept, query, most), index.Search(query, Measure, most, 1 + step % 2));
        }

        Assert.True(index.Runs > 1);
        index.Merge();
        Assert.False(index.WantsMerge);
        Assert.Equal(kept.Count, index.Count);
    }

    [Fact]
    public async Task A_loaded_index_answers_while_others_put_remove_and_merge()
    {
        var (_, filters) = PprlSamples.Tables(512, 1, 4000, 0.3, 0, 33);
        var index = new FilterIndex(512);
        index.Load([.. Enumerable.Range(0, 4000).Select(id => (long)id)], filters);
        using var done = new CancellationTokenSource();
        var writing = Task.Run(() =>
        {
            for (var id = 0; id < 3000; id++)
            {
                // The same filter again under the same id: always there, whenever somebody looks.
                index.Put(id, filters[id]);
                index.Put(10_000 + id, filters[id]);
                if (id >= 1000) index.Remove(10_000 + id - 1000);
                if (id % 700 == 699) index.Merge();
            }

            done.Cancel();
        }, TestContext.Current.CancellationToken);
        var numbers = new People(2);
        while (!done.IsCancellationRequested)
        {
            var id = numbers.Number(4000);
            Assert.Contains(index.Search(filters[id], Measure), found => found.Id == id && found.Score == 1);
        }

        await writing;
        Assert.Equal(5000, index.Count);
    }

    [Fact]
    public void Lsh_finds_most_of_what_an_exhaustive_search_finds_and_nothing_else()
    {
        var (left, right) = PprlSamples.Tables(1024, 800, 2000, 0.3, 60, 4);
        var measure = new FilterMeasure(FilterSimilarity.Dice, 0.8, 1024);
        var exact = FilterJoin.Run(left, SlicedBlocks.Of(right), measure, 1);
        var lsh = new HammingLsh(1024, 30, 24, "tests");
        var found = lsh.Run(left, right, measure, 2);
        Assert.True(exact.Count >= 300);
        Assert.Empty(found.Except(exact));
        Assert.InRange(found.Count / (double)exact.Count, lsh.Chance(0.06) - 0.08, 1);
        Assert.Equal(found, lsh.Run(left, right, measure, 1));
    }
}
