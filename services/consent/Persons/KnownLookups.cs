using System.Buffers.Binary;
using System.Numerics;

namespace TrustCenter.Consents;

/// <summary>
/// Tells lookups that nobody has used from those that perhaps somebody has: a Bloom filter. Lookups are keyed hashes,
/// so their own bits are as random as any hash of them, and what is kept here says nothing about anybody.
/// </summary>
public sealed class KnownLookups
{
    const int Probes = 8; // a lookup's 32 bytes, four for each
    const int BitsEach = 16; // with as many as it was made for, one of 1700 is mistaken for known
    const long Least = 1L << 23;
    const long Most = 1L << 31;

    readonly ulong[] _words;
    readonly uint _mask;

    /// <param name="expected">For how many; it stays right with more, and says "perhaps" more often.</param>
    public KnownLookups(long expected)
    {
        var bits = (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Clamp(expected * BitsEach, Least, Most));
        _words = new ulong[bits / 64];
        _mask = (uint)(bits - 1);
    }

    public void Add(ReadOnlySpan<byte> lookup)
    {
        for (var i = 0; i < Probes; i++)
        {
            var bit = Bit(lookup, i);
            Interlocked.Or(ref _words[bit >> 6], 1UL << (int)(bit & 63));
        }
    }

    /// <summary>False: it was never added.</summary>
    public bool MayContain(ReadOnlySpan<byte> lookup)
    {
        for (var i = 0; i < Probes; i++)
        {
            var bit = Bit(lookup, i);
            if ((Volatile.Read(ref _words[bit >> 6]) & (1UL << (int)(bit & 63))) == 0) return false;
        }

        return true;
    }

    uint Bit(ReadOnlySpan<byte> lookup, int probe) =>
        BinaryPrimitives.ReadUInt32LittleEndian(lookup[(4 * probe)..]) & _mask;
}
