using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Security.Cryptography;
using TrustCenter.Events;

namespace TrustCenter.Codes;

/// <summary>What pseudonyms of a domain look like: prefix, body, check symbols, suffix. Made once from settings that go
/// together; safe to use from many threads.</summary>
public sealed partial class PseudonymFormat
{
    const byte Rejected = 255;

    readonly ICheckCode code;
    readonly char[] symbols; // the alphabet's, then those that only a check symbol may be
    readonly byte[] emptyMessage; // included prefix, body with its delimiters, included suffix
    readonly string emptyText;
    readonly int[] places; // of the body that are free, i.e. no delimiter
    readonly byte[] accepted = new byte[256]; // a random byte's value, or Rejected where it would favour some values
    readonly int bodyInMessage;
    readonly int checkLength;

    PseudonymFormat(PseudonymFormatSettings settings, Alphabet alphabet, ICheckCode code)
    {
        (Settings, Alphabet, this.code) = (settings, alphabet, code);
        symbols = [.. alphabet.Symbols, .. code.Supplement];
        places = [.. Enumerable.Range(0, settings.Length).Where(place => !IsDelimiter(place))];
        Radix = settings.DelimiterAfter > 0 ? alphabet.Size - 1 : alphabet.Size;
        Capacity = BigInteger.Pow(Radix, places.Length);
        EntropyBits = places.Length * Math.Log2(Radix);

        var prefix = settings.IncludePrefixInCheckDigits ? settings.Prefix : "";
        var suffix = settings.IncludeSuffixInCheckDigits ? settings.Suffix : "";
        var body = string.Concat(Enumerable.Range(0, settings.Length)
            .Select(place => alphabet.Symbols[IsDelimiter(place) ? ^1 : 0]));
        emptyMessage = [.. (prefix + body + suffix).Select(Value)];
        bodyInMessage = prefix.Length;
        checkLength = code.CheckLength(emptyMessage.Length);
        emptyText = settings.Prefix + body + new string(alphabet.Symbols[0], checkLength) + settings.Suffix;
        for (var chance = 0; chance < accepted.Length; chance++)
            accepted[chance] = chance < 256 / Radix * Radix ? (byte)(chance % Radix) : Rejected;
    }

    /// <summary>What it was made of.</summary>
    public PseudonymFormatSettings Settings { get; }

    /// <summary>Its symbols.</summary>
    public Alphabet Alphabet { get; }

    /// <summary>How many values a free place of the body has.</summary>
    public int Radix { get; }

    /// <summary>Free places of the body.</summary>
    public int FreePlaces => places.Length;

    /// <summary>Characters of a pseudonym.</summary>
    public int TotalLength => emptyText.Length;

    /// <summary>How many pseudonyms there are.</summary>
    public BigInteger Capacity { get; }

    /// <summary>Bits that a pseudonym drawn at random is worth.</summary>
    public double EntropyBits { get; }

    /// <summary>A format, or all that is wrong with its settings, each with its parameter as path.</summary>
    public static bool TryCreate(
        PseudonymFormatSettings settings, [NotNullWhen(true)] out PseudonymFormat? format,
        out IReadOnlyList<Rejection> problems)
    {
        problems = FormatRules.Check(settings, out var alphabet, out var code);
        format = problems.Count == 0 ? new(settings, alphabet!, code!) : null;
        return format is not null;
    }

    /// <summary>A format from settings that were accepted before.</summary>
    public static PseudonymFormat Create(PseudonymFormatSettings settings) =>
        TryCreate(settings, out var format, out var problems)
            ? format
            : throw new ArgumentException(problems[0].Message, nameof(settings));

    /// <summary>The pseudonym with a number: its digits to the base <see cref="Radix"/>, highest first.</summary>
    public string Encode(BigInteger index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index.Sign, nameof(index));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Capacity);
        Span<ushort> numerals = stackalloc ushort[places.Length];
        Numerals.Write(index, Radix, numerals);
        return Encode(numerals);
    }

    /// <summary>The pseudonym whose free places have these values.</summary>
    public string Encode(ReadOnlySpan<ushort> numerals)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(numerals.Length, places.Length);
        Span<byte> message = stackalloc byte[emptyMessage.Length];
        emptyMessage.CopyTo(message);
        for (var at = 0; at < places.Length; at++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(numerals[at], Radix);
            message[bodyInMessage + places[at]] = (byte)numerals[at];
        }

        Span<char> text = stackalloc char[emptyText.Length];
        emptyText.CopyTo(text);
        Write(message, stackalloc byte[checkLength], text);
        return new(text);
    }

    /// <summary>The values of a pseudonym's free places. It has to be valid.</summary>
    public void Decode(ReadOnlySpan<char> pseudonym, Span<ushort> numerals)
    {
        Span<byte> message = stackalloc byte[emptyMessage.Length];
        var verdict = Read(pseudonym, message, stackalloc byte[checkLength]);
        if (!verdict.IsValid) throw new ArgumentException(verdict.Message, nameof(pseudonym));
        for (var at = 0; at < places.Length; at++) numerals[at] = message[bodyInMessage + places[at]];
    }

    /// <summary>The number of a pseudonym, which has to be valid.</summary>
    public BigInteger IndexOf(ReadOnlySpan<char> pseudonym)
    {
        Span<ushort> numerals = stackalloc ushort[places.Length];
        Decode(pseudonym, numerals);
        return Numerals.Read(numerals, Radix);
    }

    /// <summary>One pseudonym by chance.</summary>
    public string Random()
    {
        var one = new string[1];
        Random(one);
        return one[0];
    }

    /// <summary>Pseudonyms by chance, each of all possible ones equally likely (random bytes beyond the highest
    /// multiple of the radix are thrown away); the same one may be among them twice. Random bytes come in blocks and
    /// nothing but the texts is allocated.</summary>
    public void Random(Span<string> target)
    {
        Span<byte> message = stackalloc byte[emptyMessage.Length];
        Span<byte> check = stackalloc byte[checkLength];
        Span<char> text = stackalloc char[emptyText.Length];
        Span<byte> chance = stackalloc byte[(int)Math.Clamp(target.Length * 1.2 * places.Length, 32, 4096)];
        emptyMessage.CopyTo(message);
        emptyText.CopyTo(text);
        var used = chance.Length;
        for (var made = 0; made < target.Length; made++)
        {
            foreach (var place in places)
            {
                byte value;
                do
                {
                    if (used == chance.Length)
                    {
                        RandomNumberGenerator.Fill(chance);
                        used = 0;
                    }

                    value = accepted[chance[used++]];
                }
                while (value == Rejected);
                message[bodyInMessage + place] = value;
            }

            Write(message, check, text);
            target[made] = new(text);
        }
    }

    bool IsDelimiter(int place) => Settings.DelimiterAfter > 0 && (place + 1) % (Settings.DelimiterAfter + 1) == 0;

    byte Value(char symbol) => Alphabet.TryValue(symbol, out var value) ? value : throw new ArgumentException(null);

    void Write(ReadOnlySpan<byte> message, Span<byte> check, Span<char> text)
    {
        code.Compute(message, check);
        var body = text[Settings.Prefix.Length..];
        for (var place = 0; place < Settings.Length; place++) body[place] = symbols[message[bodyInMessage + place]];
        for (var at = 0; at < check.Length; at++) body[Settings.Length + at] = symbols[check[at]];
    }
}
