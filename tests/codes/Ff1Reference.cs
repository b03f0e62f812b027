using System.Numerics;
using System.Security.Cryptography;

namespace TrustCenter.Codes.Tests;

/// <summary>SP 800-38G, algorithm 7, step by step as printed, with lists and large numbers: slow and plain.</summary>
static class Ff1Reference
{
    public static ushort[] Encrypt(byte[] key, int radix, byte[] tweak, ushort[] x)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        var (n, t) = (x.Length, tweak.Length);
        var u = n / 2;
        var v = n - u;
        List<ushort> a = [.. x[..u]], b = [.. x[u..]];
        var bytes = (int)Math.Ceiling(Math.Ceiling(Log2Power(radix, v)) / 8);
        var d = (4 * ((bytes + 3) / 4)) + 4;
        byte[] p = [1, 2, 1, .. Big(radix, 3), 10, (byte)(u % 256), .. Big(n, 4), .. Big(t, 4)];
        for (var i = 0; i < 10; i++)
        {
            byte[] q = [.. tweak, .. new byte[Mod(-t - bytes - 1, 16)], (byte)i, .. Big(Num(b, radix), bytes)];
            var r = Prf(aes, [.. p, .. q]);
            List<byte> s = [.. r];
            for (var j = 1; s.Count < d; j++)
            {
                var counter = Big(j, 16);
                byte[] block = [.. r.Zip(counter, (left, right) => (byte)(left ^ right))];
                s.AddRange(aes.EncryptEcb(block, PaddingMode.None));
            }

            var y = new BigInteger([.. s.Take(d)], isUnsigned: true, isBigEndian: true);
            var m = i % 2 == 0 ? u : v;
            var c = (Num(a, radix) + y) % BigInteger.Pow(radix, m);
            (a, b) = (b, Str(c, radix, m));
        }

        return [.. a, .. b];
    }

    // Exact for powers of two; elsewhere never whole.
    static double Log2Power(int radix, int count) =>
        BitOperations.IsPow2(radix) ? count * BitOperations.Log2((uint)radix) : count * Math.Log2(radix);

    static int Mod(int number, int by) => ((number % by) + by) % by;

    static byte[] Prf(Aes aes, byte[] input)
    {
        var y = new byte[16];
        foreach (var block in input.Chunk(16))
            y = aes.EncryptEcb([.. y.Zip(block, (left, right) => (byte)(left ^ right))], PaddingMode.None);
        return y;
    }

    static byte[] Big(BigInteger number, int length)
    {
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[Math.Max(0, length - bytes.Length)], .. bytes.TakeLast(length)];
    }

    static BigInteger Num(IEnumerable<ushort> numerals, int radix) =>
        numerals.Aggregate(BigInteger.Zero, (number, numeral) => (number * radix) + numeral);

    static List<ushort> Str(BigInteger number, int radix, int length)
    {
        var numerals = new List<ushort>();
        for (var at = 0; at < length; at++, number /= radix) numerals.Insert(0, (ushort)(int)(number % radix));
        return numerals;
    }
}
