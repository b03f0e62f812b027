namespace TrustCenter.Identities.Linkage;

/// <summary>Filters of one length, one after another.</summary>
public sealed class FilterTable
{
    readonly ulong[] _bits;
    readonly ushort[] _ones;

    /// <summary>Takes the filters as they lie; they must not be changed afterwards.</summary>
    /// <param name="length">Bits of a filter: a multiple of 64 up to <see cref="SlicedBlocks.LongestFilter"/>.</param>
    /// <param name="bits">The filters.</param>
    /// <exception cref="ArgumentException">The length cannot be, or does not divide the bits.</exception>
    public FilterTable(int length, ulong[] bits)
    {
        if (length is <= 0 or > SlicedBlocks.LongestFilter || length % 64 != 0)
            throw new ArgumentException($"Filters of {length} bits cannot be compared.", nameof(length));
        if (bits.Length % (length / 64) != 0) throw new ArgumentException("A filter is cut off.", nameof(bits));
        (Length, _bits) = (length, bits);
        _ones = new ushort[bits.Length / (length / 64)];
        for (var i = 0; i < Count; i++) _ones[i] = (ushort)FilterBits.Count(this[i]);
    }

    /// <summary>Bits of a filter.</summary>
    public int Length { get; }

    /// <summary>Words of a filter.</summary>
    public int Words => Length / 64;

    /// <summary>How many filters there are.</summary>
    public int Count => _ones.Length;

    /// <summary>All filters as they lie.</summary>
    public ReadOnlySpan<ulong> Bits => _bits;

    /// <summary>A filter.</summary>
    public ReadOnlySpan<ulong> this[int row] => _bits.AsSpan(row * Words, Words);

    /// <summary>How many bits a filter has set.</summary>
    public int Ones(int row) => _ones[row];

    /// <summary>Share of bits that are set.</summary>
    public double Fill() => Count == 0 ? 0 : _ones.Sum(ones => (double)ones) / Count / Length;
}

/// <summary>A pair that is alike enough.</summary>
/// <param name="Left">Row of the one.</param>
/// <param name="Right">Row of the other.</param>
/// <param name="Shared">Bits that both have set.</param>
/// <param name="Score">The similarity.</param>
public readonly record struct FilterPair(int Left, int Right, int Shared, double Score);
