namespace TrustCenter.Codes;

public sealed partial class PseudonymFormat
{
    /// <summary>What is wrong with a text as it stands; nothing is normalised.</summary>
    public PseudonymVerdict Validate(ReadOnlySpan<char> text) =>
        Read(text, stackalloc byte[emptyMessage.Length], stackalloc byte[checkLength]);

    PseudonymVerdict Read(ReadOnlySpan<char> text, Span<byte> message, Span<byte> check)
    {
        if (!text.StartsWith(Settings.Prefix, StringComparison.Ordinal)) return new(PseudonymFault.Prefix, 1);
        if (!text.EndsWith(Settings.Suffix, StringComparison.Ordinal))
            return new(PseudonymFault.Suffix, Math.Max(1, text.Length - Settings.Suffix.Length + 1));
        if (text.Length != TotalLength) return new(PseudonymFault.Length, 0, TotalLength);

        emptyMessage.CopyTo(message);
        var delimiter = Settings.DelimiterAfter > 0 ? Radix : -1;
        for (var place = 0; place < Settings.Length; place++)
        {
            var position = Settings.Prefix.Length + place;
            if (!Alphabet.TryValue(text[position], out var value)) return new(PseudonymFault.Symbol, position + 1);
            if (value == delimiter != IsDelimiter(place)) return new(PseudonymFault.Delimiter, position + 1);
            message[bodyInMessage + place] = value;
        }

        var first = Settings.Prefix.Length + Settings.Length;
        for (var at = 0; at < check.Length; at++)
        {
            if (!TryCheckValue(text[first + at], out check[at])) return new(PseudonymFault.Symbol, first + at + 1);
        }

        return Fits(message, check) ? default : new(PseudonymFault.CheckDigits, first + 1);
    }

    bool TryCheckValue(char symbol, out byte value)
    {
        if (Alphabet.TryValue(symbol, out value)) return true;
        var supplement = code.Supplement.IndexOf(symbol);
        value = (byte)Math.Max(0, Alphabet.Size + supplement);
        return supplement >= 0;
    }

    bool Fits(ReadOnlySpan<byte> message, ReadOnlySpan<byte> check)
    {
        Span<byte> right = stackalloc byte[checkLength];
        code.Compute(message, right);
        return right.SequenceEqual(check);
    }

    /// <summary>The text as people may have meant it: without white space and hyphens that are no symbols, in the
    /// alphabet's case where case makes no difference, with delimiters where all of them were left out.</summary>
    public string Normalise(string text)
    {
        var trimmed = text.Trim();
        if (Validate(trimmed).IsValid) return trimmed;
        var (prefix, suffix) = (Settings.Prefix, Settings.Suffix);
        var start = trimmed.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? prefix.Length : -1;
        var end = trimmed.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) ? trimmed.Length - suffix.Length : -1;
        if (start < 0 || end < start) return trimmed;

        var word = string.Concat(trimmed[start..end].Where(IsMeant).Select(Cased));
        if (Settings.DelimiterAfter > 0 && word.Length == places.Length + checkLength) word = Delimited(word);
        return prefix + word + suffix;
    }

    bool IsMeant(char letter) =>
        TryCheckValue(letter, out _) || !(char.IsWhiteSpace(letter) || char.IsControl(letter)
            || char.GetUnicodeCategory(letter) is System.Globalization.UnicodeCategory.DashPunctuation);

    char Cased(char letter)
    {
        if (!Alphabet.IgnoresCase || TryCheckValue(letter, out _)) return letter;
        var upper = char.ToUpperInvariant(letter);
        var lower = char.ToLowerInvariant(letter);
        return TryCheckValue(upper, out _) ? upper : TryCheckValue(lower, out _) ? lower : letter;
    }

    string Delimited(string word)
    {
        var (next, delimiter) = (0, Alphabet.Symbols[^1]);
        return string.Concat(Enumerable.Range(0, Settings.Length + checkLength)
            .Select(place => place < Settings.Length && IsDelimiter(place) ? delimiter : word[next++]));
    }
}
