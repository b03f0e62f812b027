using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>One search through the runs of an index. Whoever has found as many as are wanted looks for better ones
/// only. </summary>
static class IndexSearch
{
    /// <summary>Blocks that a thread takes at a time.</summary>
    const int Share = 64;

    public static ImmutableArray<FoundFilter> Run(
        ImmutableArray<RunView> runs, ReadOnlySpan<ulong> filter, FilterMeasure measure, int most, int threads,
        LaneWidth width)
    {
        var query = filter.ToArray();
        var parts = runs.SelectMany(view => Enumerable.Range(0, (view.Run.Blocks.Blocks + Share - 1) / Share)
            .Select(part => (view, part * Share))).ToArray();
        var next = -1;
        var found = new List<FoundFilter>[Math.Max(1, Math.Min(threads, parts.Length))];
        void Work(int worker)
        {
            var search = new Worker(query, measure, most, width);
            while (Interlocked.Increment(ref next) is var part && part < parts.Length)
            {
                var (view, block) = parts[part];
                search.Search(view, block, Math.Min(view.Run.Blocks.Blocks, block + Share));
            }

            found[worker] = search.Found;
        }

        if (found.Length == 1) Work(0);
        else Parallel.For(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = found.Length }, Work);
        return [.. found.SelectMany(one => one).Order(Best).Take(most)];
    }

    static readonly Comparer<FoundFilter> Best = Comparer<FoundFilter>.Create((a, b) =>
        a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Id.CompareTo(b.Id));

    sealed class Worker(ulong[] query, FilterMeasure measure, int most, LaneWidth width)
    {
        readonly int _ones = FilterBits.Count(query);
        readonly int[] _offsets = new int[query.Length * 64 + MissCounter.Group];
        readonly List<FoundLane> _lanes = [];
        FewestShared _fewest = measure.FewestFor(FilterBits.Count(query));
        RowOrder? _order;
        int _count;

        public List<FoundFilter> Found { get; private set; } = [];

        public void Search(RunView view, int from, int to)
        {
            var (run, mask) = view;
            if (_order != run.Blocks.Order) _count = (_order = run.Blocks.Order).Offsets(query, _offsets);
            for (var block = from; block < to; block++)
            {
                SlicedKernel.Search(width, run.Blocks, block, new(_ones, _offsets.AsSpan(0, _count)), _fewest, _lanes);
                if (_lanes.Count == 0) continue;
                foreach (var (lane, shared) in _lanes)
                    if (run.Blocks.Source(lane) is var row && !mask.Holds(row))
                        Found.Add(new(run.Id(row), shared, measure.Score(shared, _ones, run.Blocks.Ones(lane))));
                _lanes.Clear();
                if (Found.Count >= 2L * most) Narrow();
            }
        }

        /// <summary>Keeps the best and looks for nothing worse from here on; what is as good may have a lower id.
        /// </summary>
        void Narrow()
        {
            Found = [.. Found.Order(Best).Take(most)];
            _fewest = new(new(measure.Similarity, Found[^1].Score, measure.Length), _ones);
        }
    }
}
