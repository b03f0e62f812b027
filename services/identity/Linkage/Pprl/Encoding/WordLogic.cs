using System.Numerics;
using System.Runtime.InteropServices;

namespace TrustCenter.Identities.Linkage;

/// <summary>Logic on filters, many bits at once.</summary>
static class WordLogic
{
    /// <summary>Sets the bits of a filter in another one.</summary>
    public static void Or(ReadOnlySpan<ulong> from, Span<ulong> to)
    {
        var vectors = MemoryMarshal.Cast<ulong, Vector<ulong>>(from);
        var sums = MemoryMarshal.Cast<ulong, Vector<ulong>>(to[..from.Length]);
        for (var i = 0; i < sums.Length; i++) sums[i] |= vectors[i];
        for (var i = sums.Length * Vector<ulong>.Count; i < from.Length; i++) to[i] |= from[i];
    }

    /// <summary>Turns the bits of a filter over in another one.</summary>
    public static void Xor(ReadOnlySpan<ulong> from, Span<ulong> to)
    {
        var vectors = MemoryMarshal.Cast<ulong, Vector<ulong>>(from);
        var sums = MemoryMarshal.Cast<ulong, Vector<ulong>>(to[..from.Length]);
        for (var i = 0; i < sums.Length; i++) sums[i] ^= vectors[i];
        for (var i = sums.Length * Vector<ulong>.Count; i < from.Length; i++) to[i] ^= from[i];
    }
}
