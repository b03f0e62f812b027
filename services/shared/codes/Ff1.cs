using System.Buffers.Binary;
using System.Numerics;

namespace TrustCenter.Codes;

/// <summary>NIST SP 800-38G, method FF1: AES made into a permutation of the numeral strings of one length, here with
/// the length and the tweak fixed at the start. Key of 128, 192 or 256 bits, radix 2 to 65536, numerals highest first.
/// Domains below one million strings are refused (SP 800-38G rev. 1: they can be searched through); there is no cycle
/// walking out of a larger domain, because it would hide that. Safe to use from many threads.</summary>
public sealed partial class Ff1 : IDisposable
{
    /// <summary>Fewest strings that may be permuted.</summary>
    public const int MinDomain = 1_000_000;
    const int Rounds = 10;
    const int Block = 16;

    readonly AesBlocks aes;
    readonly int radix;
    readonly int[] halves; // lengths of the parts A and B: u, v
    readonly BigInteger[] moduli; // radix^u, radix^v
    readonly UInt128[] smallModuli;
    readonly bool small; // both halves fit 64 bits, and what a round adds fits 128
    readonly byte[] chained; // CBC-MAC over P and all blocks of Q but the last
    readonly byte[] lastBlock; // of Q, with round and numeral still empty
    readonly byte[] wholeTail; // P and Q without numeral, for numerals that don't fit the last block
    readonly int numeralBytes; // b
    readonly int sumBytes; // d

    /// <summary>For strings of one length and radix, with 128, 192 or 256 bits of key.</summary>
    /// <exception cref="ArgumentException">See <see cref="Refusal"/>.</exception>
    public Ff1(ReadOnlySpan<byte> key, int radix, int length, ReadOnlySpan<byte> tweak = default)
    {
        if (Refusal(key.Length * 8, radix, length, tweak.Length) is { } refusal) throw new ArgumentException(refusal);
        this.radix = radix;
        halves = [length / 2, length - (length / 2)];
        moduli = [.. halves.Select(half => BigInteger.Pow(radix, half))];
        numeralBytes = ((int)(moduli[1] - 1).GetBitLength() + 7) / 8;
        sumBytes = (4 * ((numeralBytes + 3) / 4)) + 4;
        small = numeralBytes <= 8 && sumBytes <= Block;
        smallModuli = small ? [.. moduli.Select(modulus => (UInt128)modulus)] : [];
        aes = new(key);

        var padding = (((-tweak.Length - numeralBytes - 1) % Block) + Block) % Block;
        wholeTail = new byte[Block + tweak.Length + padding + 1 + numeralBytes];
        Header(wholeTail, length, tweak.Length);
        tweak.CopyTo(wholeTail.AsSpan(Block));
        lastBlock = wholeTail[^Block..];
        chained = new byte[Block];
        for (var at = 0; at < wholeTail.Length - Block; at += Block) Chain(chained, wholeTail.AsSpan(at, Block));
    }

    /// <summary>Why these parameters can't be used, or null.</summary>
    public static string? Refusal(int keyBits, int radix, int length, int tweakBytes = 0)
    {
        if (keyBits is not (128 or 192 or 256)) return "The key has 128, 192 or 256 bits.";
        if (radix is < 2 or > 65536) return "The radix is 2 to 65536.";
        if (length is < 2 or > 4096) return "The length is 2 to 4096.";
        if (tweakBytes > 4096) return "The tweak has at most 4096 bytes.";
        return BigInteger.Pow(radix, length) < MinDomain
            ? "A keyed permutation needs at least a million possible pseudonyms, or it can be searched through: make "
                + "them longer, or draw them by chance."
            : null;
    }

    /// <summary>Encrypts in place.</summary>
    public void Encrypt(Span<ushort> numerals) => Run(numerals, encrypt: true);

    /// <summary>Decrypts in place.</summary>
    public void Decrypt(Span<ushort> numerals) => Run(numerals, encrypt: false);

    /// <inheritdoc/>
    public void Dispose() => aes.Dispose();

    void Run(Span<ushort> numerals, bool encrypt)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(numerals.Length, halves[0] + halves[1]);
        foreach (var numeral in numerals) ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(numeral, radix);
        if (small) RunSmall(numerals, encrypt);
        else RunLarge(numerals, encrypt);
    }

    // P: version 1, method 2, addition 1, radix, rounds, u, length, length of the tweak.
    void Header(Span<byte> block, int length, int tweakLength)
    {
        (block[0], block[1], block[2], block[6], block[7]) = (1, 2, 1, Rounds, (byte)(halves[0] & 255));
        (block[3], block[4], block[5]) = ((byte)(radix >> 16), (byte)(radix >> 8 & 255), (byte)(radix & 255));
        BinaryPrimitives.WriteInt32BigEndian(block[8..], length);
        BinaryPrimitives.WriteInt32BigEndian(block[12..], tweakLength);
    }

    void Chain(Span<byte> state, ReadOnlySpan<byte> block)
    {
        for (var at = 0; at < Block; at++) state[at] ^= block[at];
        aes.Encrypt(state);
    }
}
