using System.Buffers.Binary;
using System.Numerics;

namespace TrustCenter.Identities.Linkage;

/// <summary>Filters as bytes and text: bit 0 is the lowest bit of the first byte.</summary>
public static class FilterBits
{
    /// <summary>The bytes of a filter.</summary>
    public static byte[] Bytes(ReadOnlySpan<ulong> filter, int length)
    {
        var bytes = new byte[filter.Length * sizeof(ulong)];
        for (var i = 0; i < filter.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), filter[i]);
        return bytes[..((length + 7) / 8)];
    }

    /// <summary>A filter from its bytes; zero bytes at the end may be missing.</summary>
    /// <exception cref="FormatException">There are more bytes than words for them.</exception>
    public static ulong[] Words(ReadOnlySpan<byte> bytes, int words)
    {
        if (bytes.Length > words * sizeof(ulong)) throw new FormatException("The filter is too long.");
        Span<byte> whole = new byte[words * sizeof(ulong)];
        bytes.CopyTo(whole);
        var filter = new ulong[words];
        for (var i = 0; i < words; i++)
            filter[i] = BinaryPrimitives.ReadUInt64LittleEndian(whole[(i * sizeof(ulong))..]);
        return filter;
    }

    /// <summary>How many bits are set.</summary>
    public static int Count(ReadOnlySpan<ulong> filter)
    {
        var count = 0;
        foreach (var word in filter) count += BitOperations.PopCount(word);
        return count;
    }

    /// <summary>How many bits both have set.</summary>
    public static int Shared(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        var count = 0;
        for (var i = 0; i < a.Length; i++) count += BitOperations.PopCount(a[i] & b[i]);
        return count;
    }
}
