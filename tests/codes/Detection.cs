namespace TrustCenter.Codes.Tests;

/// <summary>How many of all single substitutions and of all transpositions of different neighbours a format finds,
/// for pseudonyms drawn at random; prefix and suffix are part of the text and are damaged too.</summary>
sealed record Detection(long Singles, long MissedSingles, long Transpositions, long MissedTranspositions)
{
    /// <summary>Set to run with so many pseudonyms for each format (100000 is the promise's own number).</summary>
    public const string CountVariable = "TRUSTCENTER_CODE_PSEUDONYMS";

    public static int Count(int otherwise) =>
        Environment.GetEnvironmentVariable(CountVariable) is { Length: > 0 } more
            ? int.Parse(more, System.Globalization.CultureInfo.InvariantCulture) : otherwise;

    public double FoundSingles => 1 - ((double)MissedSingles / Singles);

    public double FoundTranspositions => 1 - ((double)MissedTranspositions / Transpositions);

    public static Detection Of(PseudonymFormat format, int count, string supplement = "")
    {
        var pseudonyms = new string[count];
        format.Random(pseudonyms);
        var symbols = format.Alphabet.Symbols + supplement;
        var found = new Detection(0, 0, 0, 0);
        Span<char> text = stackalloc char[format.TotalLength];
        foreach (var pseudonym in pseudonyms)
        {
            Assert.True(format.Validate(pseudonym).IsValid);
            pseudonym.CopyTo(text);
            for (var at = 0; at < text.Length; at++)
            {
                found = found.Substituted(format, text, at, symbols);
                if (at + 1 < text.Length) found = found.Transposed(format, text, at);
            }
        }

        return found;
    }

    Detection Substituted(PseudonymFormat format, Span<char> text, int at, string symbols)
    {
        var (right, tried, missed) = (text[at], 0, 0);
        foreach (var symbol in symbols)
        {
            if (symbol == right) continue;
            text[at] = symbol;
            tried++;
            if (format.Validate(text).IsValid) missed++;
        }

        text[at] = right;
        return this with { Singles = Singles + tried, MissedSingles = MissedSingles + missed };
    }

    Detection Transposed(PseudonymFormat format, Span<char> text, int at)
    {
        if (text[at] == text[at + 1]) return this;
        (text[at], text[at + 1]) = (text[at + 1], text[at]);
        var missed = format.Validate(text).IsValid ? 1 : 0;
        (text[at], text[at + 1]) = (text[at + 1], text[at]);
        return this with { Transpositions = Transpositions + 1, MissedTranspositions = MissedTranspositions + missed };
    }
}
