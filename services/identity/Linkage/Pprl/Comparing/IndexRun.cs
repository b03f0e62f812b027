using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>A part of an index: filters on edge and their ids. Never changed.</summary>
sealed class IndexRun
{
    readonly long[] _ids;

    /// <param name="ids">Ids in ascending order.</param>
    /// <param name="filters">Their filters.</param>
    /// <param name="order">Order of the rows; that of the filters if null.</param>
    public IndexRun(long[] ids, FilterTable filters, RowOrder? order)
    {
        if (ids.Length != filters.Count) throw new ArgumentException("Ids and filters differ in number.", nameof(ids));
        for (var i = 1; i < ids.Length; i++)
            if (ids[i - 1] >= ids[i]) throw new ArgumentException("The ids do not ascend.", nameof(ids));
        _ids = ids;
        Blocks = SlicedBlocks.Of(filters, order);
    }

    public SlicedBlocks Blocks { get; }

    public int Count => _ids.Length;

    public long Bytes => Blocks.Bytes + (long)_ids.Length * sizeof(long);

    public long Id(int row) => _ids[row];

    /// <summary>The row of an id, or a negative number.</summary>
    public int Row(long id) => Array.BinarySearch(_ids, id);

    /// <summary>All runs as one, without what is gone.</summary>
    public static IndexRun Of(ReadOnlySpan<RunView> runs, RowOrder order)
    {
        var (ids, filters) = Upright(runs, order.Length);
        return new(ids, filters, order);
    }

    /// <summary>What is alive in all runs, by ascending ids.</summary>
    public static (long[] Ids, FilterTable Filters) Upright(ReadOnlySpan<RunView> runs, int length)
    {
        var (words, kept) = (length / 64, 0);
        foreach (var view in runs) kept += view.Alive;
        var (ids, bits, at) = (new long[kept], new ulong[(long)kept * words], 0);
        foreach (var (run, mask) in runs)
        {
            var table = run.Upright();
            for (var row = 0; row < run.Count; row++)
            {
                if (mask.Holds(row)) continue;
                ids[at] = run._ids[row];
                table.AsSpan(row * words, words).CopyTo(bits.AsSpan(at++ * words));
            }
        }

        var places = Enumerable.Range(0, kept).ToArray();
        Array.Sort(ids, places);
        var sorted = new ulong[bits.Length];
        for (var i = 0; i < kept; i++)
            bits.AsSpan(places[i] * words, words).CopyTo(sorted.AsSpan(i * words));
        return (ids, new(length, sorted));
    }

    ulong[] Upright()
    {
        var table = new ulong[(long)Count * (Blocks.Length / 64)];
        for (var block = 0; block < Blocks.Blocks; block++) Blocks.Restore(block, table);
        return table;
    }
}

/// <summary>A run as it is at one moment.</summary>
/// <param name="Run">The run.</param>
/// <param name="Mask">What of it is gone.</param>
sealed record RunView(IndexRun Run, RowMask Mask)
{
    public RunView(IndexRun run)
        : this(run, new(run.Count))
    {
    }

    public int Alive => Run.Count - Mask.Count;

    /// <summary>Without what went from older runs, which this one was made of, since it was made.</summary>
    public RunView Without(ImmutableArray<RunView> then, ImmutableArray<RunView> now)
    {
        var mask = Mask;
        foreach (var old in then)
        {
            var current = now.First(view => view.Run == old.Run).Mask;
            for (var row = 0; current != old.Mask && row < old.Run.Count; row++)
                if (current.Holds(row) && !old.Mask.Holds(row)) mask = mask.With(Run.Row(old.Run.Id(row)));
        }

        return this with { Mask = mask };
    }
}
