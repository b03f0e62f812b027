using System.Numerics;

namespace TrustCenter.Identities.Linkage;

/// <summary>In which order the rows of bit-sliced blocks lie: the rarest bit first, since it is what most filters lack.
/// </summary>
public sealed class RowOrder
{
    const int Sample = 1 << 16;
    readonly int[] _place;

    RowOrder(int[] place) => _place = place;

    /// <summary>Bits of the filters.</summary>
    public int Length => _place.Length;

    /// <summary>The order for filters like these.</summary>
    public static RowOrder Of(FilterTable filters)
    {
        var counts = new int[filters.Length];
        var step = Math.Max(1, filters.Count / Sample);
        for (var i = 0; i < filters.Count; i += step)
        {
            var filter = filters[i];
            for (var word = 0; word < filter.Length; word++)
                for (var bits = filter[word]; bits != 0; bits &= bits - 1)
                    counts[word << 6 | BitOperations.TrailingZeroCount(bits)]++;
        }

        var order = Enumerable.Range(0, filters.Length).OrderBy(bit => counts[bit]).ToArray();
        var place = new int[filters.Length];
        for (var i = 0; i < order.Length; i++) place[order[i]] = i;
        return new(place);
    }

    /// <summary>The place of a bit's row.</summary>
    internal int Place(int bit) => _place[bit];

    /// <summary>Where the rows of a filter's set bits lie, in bytes, in the order in which they lie; filled up with the
    /// empty row behind the last one.</summary>
    /// <returns>How many offsets there are, a multiple of <see cref="MissCounter.Group"/>.</returns>
    internal int Offsets(ReadOnlySpan<ulong> filter, Span<int> offsets)
    {
        Span<ulong> places = stackalloc ulong[filter.Length];
        places.Clear();
        for (var word = 0; word < filter.Length; word++)
        {
            for (var bits = filter[word]; bits != 0; bits &= bits - 1)
            {
                var place = _place[word << 6 | BitOperations.TrailingZeroCount(bits)];
                places[place >> 6] |= 1UL << place;
            }
        }

        var count = 0;
        for (var word = 0; word < places.Length; word++)
            for (var bits = places[word]; bits != 0; bits &= bits - 1)
                offsets[count++] = (word << 6 | BitOperations.TrailingZeroCount(bits)) * SlicedBlocks.RowBytes;
        while (count % MissCounter.Group != 0) offsets[count++] = Length * SlicedBlocks.RowBytes;
        return count;
    }
}
