using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace TrustCenter.Identities.Linkage;

/// <summary>Puts the masks of a record's fields into one filter. Where hardening begins with diffusion, every mask
/// brings along what becomes of it, so that only bits that several fields set have to be looked at.</summary>
sealed class MaskSum(int fields, int words, Diffusion? diffusion)
{
    const int CacheLine = 64;

    readonly ulong[][] _masks = new ulong[fields][];
    readonly ulong[] _any = new ulong[words];
    readonly ulong[] _even = new ulong[words];
    readonly ulong[] _diffused = new ulong[words];
    int _count;

    public void Clear() => _count = 0;

    /// <param name="mask">Of <see cref="FieldMasks.Of"/>. It is read when all are known, and asked of the memory now.
    /// </param>
    public void Add(ulong[] mask)
    {
        if (mask is []) return;
        _masks[_count++] = mask;
        Fetch(mask);
    }

    /// <summary>The filter; diffused if hardening begins so.</summary>
    public ReadOnlySpan<ulong> Finish()
    {
        var masks = _masks.AsSpan(0, _count);
        var i = 0;
        for (; i + Vector<ulong>.Count <= words; i += Vector<ulong>.Count) Sum(masks, i);
        for (; i < words; i++) SumWord(masks, i);
        if (diffusion is null) return _any;
        diffusion.Add(_even, _diffused);
        return _diffused;
    }

    void Sum(ReadOnlySpan<ulong[]> masks, int at)
    {
        var (any, odd, diffused) = (Vector<ulong>.Zero, Vector<ulong>.Zero, Vector<ulong>.Zero);
        foreach (var mask in masks)
        {
            var bits = new Vector<ulong>(mask, at);
            any |= bits;
            if (diffusion is null) continue;
            odd ^= bits;
            diffused ^= new Vector<ulong>(mask, words + at);
        }

        any.CopyTo(_any, at);
        // What is set an even number of times has cancelled itself out, but is set.
        (any ^ odd).CopyTo(_even, at);
        diffused.CopyTo(_diffused, at);
    }

    void SumWord(ReadOnlySpan<ulong[]> masks, int at)
    {
        var (any, odd, diffused) = (0UL, 0UL, 0UL);
        foreach (var mask in masks)
        {
            any |= mask[at];
            if (diffusion is null) continue;
            odd ^= mask[at];
            diffused ^= mask[words + at];
        }

        (_any[at], _even[at], _diffused[at]) = (any, any ^ odd, diffused);
    }

    static unsafe void Fetch(ulong[] mask)
    {
        if (!Sse.IsSupported) return;
        var first = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(mask));
        var bytes = mask.Length * sizeof(ulong);
        for (var at = 0; at < bytes; at += CacheLine) Sse.Prefetch0(first + at);
        Sse.Prefetch0(first + bytes - 1);
    }
}
