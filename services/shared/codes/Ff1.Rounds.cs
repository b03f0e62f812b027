using System.Buffers.Binary;
using System.Numerics;

namespace TrustCenter.Codes;

public sealed partial class Ff1
{
    /// <summary>All numbers of a round in 128 bits: pseudonyms of usual length take this way.</summary>
    void RunSmall(Span<ushort> numerals, bool encrypt)
    {
        Span<UInt128> parts = [Number(numerals[..halves[0]]), Number(numerals[halves[0]..])];
        Span<byte> block = stackalloc byte[Block];
        Span<byte> numeral = stackalloc byte[Block];
        for (var step = 0; step < Rounds; step++)
        {
            // In round i the half i modulo 2 is replaced: encrypting adds to it what the other one gives.
            var round = encrypt ? step : Rounds - 1 - step;
            var (changed, kept) = (round % 2, 1 - (round % 2));
            BinaryPrimitives.WriteUInt128BigEndian(numeral, parts[kept]);
            lastBlock.CopyTo(block);
            block[Block - numeralBytes - 1] = (byte)round;
            numeral[(Block - numeralBytes)..].CopyTo(block[(Block - numeralBytes)..]);
            for (var at = 0; at < Block; at++) block[at] ^= chained[at];
            aes.Encrypt(block);

            var modulus = smallModuli[changed];
            var added = (BinaryPrimitives.ReadUInt128BigEndian(block) >> (8 * (Block - sumBytes))) % modulus;
            parts[changed] = (parts[changed] + (encrypt ? added : modulus - added)) % modulus;
        }

        Write(parts[0], numerals[..halves[0]]);
        Write(parts[1], numerals[halves[0]..]);
    }

    void RunLarge(Span<ushort> numerals, bool encrypt)
    {
        BigInteger[] parts = [Numerals.Read(numerals[..halves[0]], radix), Numerals.Read(numerals[halves[0]..], radix)];
        for (var step = 0; step < Rounds; step++)
        {
            var round = encrypt ? step : Rounds - 1 - step;
            var (changed, kept) = (round % 2, 1 - (round % 2));
            var added = Sum(round, parts[kept]);
            var sum = (encrypt ? parts[changed] + added : parts[changed] - added) % moduli[changed];
            parts[changed] = sum.Sign < 0 ? sum + moduli[changed] : sum;
        }

        Numerals.Write(parts[0], radix, numerals[..halves[0]]);
        Numerals.Write(parts[1], radix, numerals[halves[0]..]);
    }

    /// <summary>y: the first d bytes of R and of the encryptions of R ⊕ 1, R ⊕ 2 …, as a number.</summary>
    BigInteger Sum(int round, BigInteger kept)
    {
        var input = (byte[])wholeTail.Clone();
        input[input.Length - numeralBytes - 1] = (byte)round;
        var numeral = kept.ToByteArray(isUnsigned: true, isBigEndian: true);
        if (!kept.IsZero) numeral.CopyTo(input, input.Length - numeral.Length);

        Span<byte> result = stackalloc byte[Block];
        result.Clear();
        for (var at = 0; at < input.Length; at += Block) Chain(result, input.AsSpan(at, Block));

        var blocks = new byte[(sumBytes + Block - 1) / Block * Block];
        for (var at = 0; at < blocks.Length; at += Block)
        {
            var block = blocks.AsSpan(at, Block);
            result.CopyTo(block);
            if (at == 0) continue;
            var counter = BinaryPrimitives.ReadUInt128BigEndian(block) ^ (UInt128)(at / Block);
            BinaryPrimitives.WriteUInt128BigEndian(block, counter);
            aes.Encrypt(block);
        }

        return new(blocks.AsSpan(0, sumBytes), isUnsigned: true, isBigEndian: true);
    }

    UInt128 Number(ReadOnlySpan<ushort> numerals)
    {
        ulong number = 0;
        foreach (var numeral in numerals) number = (number * (ulong)radix) + numeral;
        return number;
    }

    void Write(UInt128 number, Span<ushort> numerals)
    {
        var rest = (ulong)number;
        for (var at = numerals.Length - 1; at >= 0; at--)
        {
            (rest, var digit) = Math.DivRem(rest, (ulong)radix);
            numerals[at] = (ushort)digit;
        }
    }
}
