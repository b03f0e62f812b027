using System.Numerics;

namespace TrustCenter.Codes;

/// <summary>Numbers as digits of any base, highest first.</summary>
static class Numerals
{
    public static void Write(BigInteger number, int radix, Span<ushort> numerals)
    {
        for (var at = numerals.Length - 1; at >= 0; at--)
        {
            number = BigInteger.DivRem(number, radix, out var digit);
            numerals[at] = (ushort)digit;
        }

        if (!number.IsZero) throw new ArgumentOutOfRangeException(nameof(number));
    }

    public static BigInteger Read(ReadOnlySpan<ushort> numerals, int radix)
    {
        var number = BigInteger.Zero;
        foreach (var digit in numerals) number = (number * radix) + digit;
        return number;
    }
}
