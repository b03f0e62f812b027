namespace TrustCenter.Identities.Linkage;

/// <summary>Finds all pairs of two tables that are alike enough, exhaustively. The work falls into tiles that have
/// nothing to do with each other: a tile gives the same pairs whenever, wherever and how often it is done.</summary>
public static class FilterJoin
{
    /// <summary>Filters of the left table in a tile: their rows' places stay in the cache while blocks pass
    /// by.</summary>
    public const int TileRows = 256;

    /// <summary>All pairs of one tile.</summary>
    /// <param name="left">The one table.</param>
    /// <param name="rows">Which of its filters.</param>
    /// <param name="right">The other table.</param>
    /// <param name="blocks">Which of its blocks.</param>
    /// <param name="measure">What makes a pair.</param>
    /// <param name="found">Gets the pairs.</param>
    /// <param name="width">Lanes at once.</param>
    public static void Tile(
        FilterTable left, Range rows, SlicedBlocks right, Range blocks, FilterMeasure measure, List<FilterPair> found,
        LaneWidth width)
    {
        var (first, count) = rows.GetOffsetAndLength(left.Count);
        var (from, many) = blocks.GetOffsetAndLength(right.Blocks);
        for (var begin = first; begin < first + count; begin += TileRows)
        {
            var tile = new PreparedTile(left, begin, Math.Min(TileRows, first + count - begin), right.Order, measure);
            for (var block = from; block < from + many; block++) tile.Search(width, right, block, found);
        }
    }

    /// <summary>All pairs, by several threads, in the order of their rows.</summary>
    public static List<FilterPair> Run(
        FilterTable left, SlicedBlocks right, FilterMeasure measure, int threads, LaneWidth? width = null)
    {
        var tiles = (left.Count + TileRows - 1) / TileRows;
        var found = new List<FilterPair>[tiles];
        Parallel.For(0, tiles, new ParallelOptions { MaxDegreeOfParallelism = threads }, tile =>
        {
            var rows = (tile * TileRows)..Math.Min(left.Count, (tile + 1) * TileRows);
            Tile(left, rows, right, .., measure, found[tile] = [], width ?? SlicedKernel.Best);
            found[tile].Sort((a, b) => (a.Left, a.Right).CompareTo((b.Left, b.Right)));
        });
        return [.. found.SelectMany(pairs => pairs)];
    }

    sealed class PreparedTile
    {
        readonly FilterTable _left;
        readonly int _first;
        readonly int[] _offsets;
        readonly int[] _ends;
        readonly FewestShared[] _fewest;
        readonly List<FoundLane> _lanes = [];
        readonly FilterMeasure _measure;

        public PreparedTile(FilterTable left, int first, int count, RowOrder order, FilterMeasure measure)
        {
            (_left, _first, _measure) = (left, first, measure);
            _offsets = new int[count * (left.Length + MissCounter.Group)];
            (_ends, _fewest) = (new int[count + 1], new FewestShared[count]);
            for (var i = 0; i < count; i++)
            {
                _ends[i + 1] = _ends[i] + order.Offsets(left[first + i], _offsets.AsSpan(_ends[i]));
                _fewest[i] = measure.FewestFor(left.Ones(first + i));
            }
        }

        public void Search(LaneWidth width, SlicedBlocks right, int block, List<FilterPair> found)
        {
            for (var i = 0; i < _fewest.Length; i++)
            {
                var ones = _left.Ones(_first + i);
                SlicedKernel.Search(
                    width, right, block, new(ones, _offsets.AsSpan(_ends[i].._ends[i + 1])), _fewest[i], _lanes);
                if (_lanes.Count == 0) continue;
                foreach (var (lane, shared) in _lanes)
                    found.Add(new(_first + i, right.Source(lane), shared,
                        _measure.Score(shared, ones, right.Ones(lane))));
                _lanes.Clear();
            }
        }
    }
}
