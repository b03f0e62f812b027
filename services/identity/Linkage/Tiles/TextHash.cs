using System.Runtime.InteropServices;

namespace TrustCenter.Identities.Linkage;

/// <summary>A hash of texts that is the same in every process and on every machine. It hides nothing: who knows the
/// hash can guess the text.</summary>
public static class TextHash
{
    const ulong First = 0x9E3779B97F4A7C15;
    const ulong Second = 0xD6E8FEB86659FD93;

    /// <summary>64 bits; among 100 million texts two share one in less than one of three thousand cases.</summary>
    public static ulong Of(ReadOnlySpan<char> text)
    {
        var hash = unchecked(First ^ (ulong)text.Length * Second);
        var bytes = MemoryMarshal.AsBytes(text);
        while (bytes.Length >= sizeof(ulong))
        {
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        var rest = 0UL;
        foreach (var one in bytes) rest = rest << 8 | one;
        return Mix(Mix(hash ^ rest) ^ Second);
    }

    /// <summary>Spreads a number over 64 bits.</summary>
    public static ulong Mix(ulong number)
    {
        var high = Math.BigMul(number ^ Second, First, out var low);
        number = high ^ low;
        number ^= number >> 32;
        number = unchecked(number * First);
        return number ^ number >> 29;
    }
}
