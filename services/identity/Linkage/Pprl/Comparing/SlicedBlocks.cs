using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TrustCenter.Identities.Linkage;

/// <summary>Filters on edge: blocks of 512, in which each row is one bit of all of them, so that one instruction looks
/// at that bit of hundreds of filters. Rows lie rarest bit first, filters by how many bits they have set; rows are kept
/// complemented, because what is counted is what filters lack. Never changed once made.</summary>
public sealed class SlicedBlocks
{
    /// <summary>Filters in a block.</summary>
    public const int Lanes = 512;

    /// <summary>The longest filter that can be compared, in bits.</summary>
    public const int LongestFilter = MissCounter.Limit;

    internal const int RowBytes = Lanes / 8;
    internal const int RowWords = Lanes / 64;

    readonly ulong[] _rows;
    readonly int _start;
    readonly int _stride;
    readonly ushort[] _ones;
    readonly int[] _sources;

    SlicedBlocks(FilterTable filters, RowOrder order)
    {
        (Length, Count, Order) = (filters.Length, filters.Count, order);
        _sources = Enumerable.Range(0, Count).ToArray();
        _ones = [.. _sources.Select(row => (ushort)filters.Ones(row))];
        Array.Sort(_ones, _sources);
        _stride = (Length + 1) * RowWords;
        // Cache lines begin where rows do.
        _rows = GC.AllocateArray<ulong>(Blocks * _stride + RowWords, pinned: true);
        var address = (long)Marshal.UnsafeAddrOfPinnedArrayElement(_rows, 0);
        _start = (int)((RowBytes - address % RowBytes) % RowBytes / sizeof(ulong));
        for (var block = 0; block < Blocks; block++) Fill(filters, block);
    }

    /// <summary>Bits of a filter.</summary>
    public int Length { get; }

    /// <summary>How many filters there are.</summary>
    public int Count { get; }

    /// <summary>How many blocks.</summary>
    public int Blocks => (Count + Lanes - 1) / Lanes;

    /// <summary>In which order the rows lie.</summary>
    public RowOrder Order { get; }

    /// <summary>Bytes that all this takes.</summary>
    public long Bytes => (long)_rows.Length * sizeof(ulong) + (long)Count * (sizeof(ushort) + sizeof(int));

    /// <summary>Sets filters on edge.</summary>
    /// <param name="filters">The filters.</param>
    /// <param name="order">Order of the rows; that of these filters if null.</param>
    public static SlicedBlocks Of(FilterTable filters, RowOrder? order = null) =>
        new(filters, order ?? RowOrder.Of(filters));

    /// <summary>The row of the table that a lane was made of; lanes are counted through all blocks.</summary>
    internal int Source(int lane) => _sources[lane];

    internal int Ones(int lane) => _ones[lane];

    /// <summary>The fewest bits set in a block.</summary>
    internal int Least(int block) => _ones[block * Lanes];

    /// <summary>The most.</summary>
    internal int Most(int block) => _ones[Math.Min(Count, (block + 1) * Lanes) - 1];

    /// <summary>The block's first row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref ulong Block(int block) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_rows), _start + (nint)block * _stride);

    /// <summary>Puts the filters of a block upright again, each in its table's row.</summary>
    internal void Restore(int block, Span<ulong> table)
    {
        var words = Length / 64;
        Span<ulong> square = stackalloc ulong[64];
        for (var group = 0; group < RowWords; group++)
        {
            var first = block * Lanes + group * 64;
            for (var word = 0; word < words && first < Count; word++)
            {
                for (var bit = 0; bit < 64; bit++)
                    square[bit] = ~Unsafe.Add(ref Block(block), Order.Place(word * 64 + bit) * RowWords + group);
                BitMatrix.Transpose(square);
                for (var lane = 0; lane < 64 && first + lane < Count; lane++)
                    table[_sources[first + lane] * words + word] = square[lane];
            }
        }
    }

    void Fill(FilterTable filters, int block)
    {
        Span<ulong> square = stackalloc ulong[64];
        for (var group = 0; group < RowWords; group++)
        {
            var first = block * Lanes + group * 64;
            for (var word = 0; word < filters.Words; word++)
            {
                for (var lane = 0; lane < 64; lane++)
                    square[lane] = first + lane < Count ? filters[_sources[first + lane]][word] : 0;
                BitMatrix.Transpose(square);
                for (var bit = 0; bit < 64; bit++)
                    Unsafe.Add(ref Block(block), Order.Place(word * 64 + bit) * RowWords + group) = ~square[bit];
            }
        }
    }
}
