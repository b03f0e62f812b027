using System.Numerics;
using TrustCenter.Events;

namespace TrustCenter.Codes;

/// <summary>A keyed permutation of all pseudonyms of a format (FF1): number n gets the n-th pseudonym of an order that
/// nobody without the key can tell. Different numbers never share a pseudonym, however full the domain is, and the
/// number comes back without a table. Key and domain (as tweak) decide the order; neither may ever change while its
/// pseudonyms are in use.</summary>
public sealed class KeyedPseudonyms : IDisposable
{
    readonly Ff1 permutation;

    KeyedPseudonyms(PseudonymFormat format, Ff1 permutation) => (Format, this.permutation) = (format, permutation);

    /// <summary>How they look.</summary>
    public PseudonymFormat Format { get; }

    /// <summary>Whether a format is large enough to be permuted; asked before a domain is made.</summary>
    public static Rejection? Refusal(PseudonymFormat format) =>
        Ff1.Refusal(256, format.Radix, format.FreePlaces) is { } refusal
            ? Rejection.Invalid("pseudonym-format-too-small", refusal, "/length") : null;

    /// <param name="format">How the pseudonyms look.</param>
    /// <param name="key">128, 192 or 256 bits from the domain's own key.</param>
    /// <param name="tweak">Says which domain this is, so that two with one key differ.</param>
    public static KeyedPseudonyms Create(PseudonymFormat format, ReadOnlySpan<byte> key, ReadOnlySpan<byte> tweak) =>
        new(format, new(key, format.Radix, format.FreePlaces, tweak));

    /// <summary>The pseudonym of a number from 0 to <see cref="PseudonymFormat.Capacity"/> − 1.</summary>
    public string Encode(BigInteger number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number.Sign, nameof(number));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Format.Capacity);
        Span<ushort> numerals = stackalloc ushort[Format.FreePlaces];
        Numerals.Write(number, Format.Radix, numerals);
        permutation.Encrypt(numerals);
        return Format.Encode(numerals);
    }

    /// <summary>The number of a pseudonym; false where it is no valid one.</summary>
    public bool TryDecode(ReadOnlySpan<char> pseudonym, out BigInteger number)
    {
        number = default;
        if (!Format.Validate(pseudonym).IsValid) return false;
        Span<ushort> numerals = stackalloc ushort[Format.FreePlaces];
        Format.Decode(pseudonym, numerals);
        permutation.Decrypt(numerals);
        number = Numerals.Read(numerals, Format.Radix);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => permutation.Dispose();
}
