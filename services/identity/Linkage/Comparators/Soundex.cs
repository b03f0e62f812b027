namespace TrustCenter.Identities.Linkage;

/// <summary>American Soundex as the United States' National Archives publish it: the first letter and three digits.
/// H and W do not part letters of the same digit, vowels do.</summary>
public static class Soundex
{
    const string Digits = "01230120022455012623010202";

    /// <summary>Four characters, filled with zeros (Tymczak is T522); empty where the text has no letter from A to Z.
    /// </summary>
    public static string Encode(ReadOnlySpan<char> text)
    {
        Span<char> code = stackalloc char[4];
        var (count, last) = (0, '0');
        foreach (var original in text)
        {
            var letter = char.ToUpperInvariant(original);
            if (!char.IsAsciiLetterUpper(letter)) continue;
            var digit = Digits[letter - 'A'];
            if (count == 0) code[count++] = letter;
            else if (digit != '0' && digit != last) code[count++] = digit;
            if (count == code.Length) break;
            if (letter is not ('H' or 'W')) last = digit;
        }

        if (count == 0) return "";
        code[count..].Fill('0');
        return code.ToString();
    }
}
