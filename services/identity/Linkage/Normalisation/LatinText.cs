using System.Globalization;
using System.Text;

namespace TrustCenter.Identities.Linkage;

/// <summary>Writes any name in capital letters from A to Z, the same under every culture and for composed and
/// decomposed characters. Germanic and Nordic letters as DIN 5007-2 and ICAO Doc 9303 part 3 write them (Ä is AE, ß is
/// SS, Å is AA); all other Latin letters lose their marks; Greek, Cyrillic and Arabic as in
/// <see cref="Transliteration"/>. What has no such spelling stays as it is.</summary>
public static class LatinText
{
    /// <summary>The text in capitals from A to Z and digits, every run of anything else as one blank, none at the
    /// ends. Apostrophes vanish: O'Neill is ONEILL.</summary>
    public static string Fold(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (IsPlain(text)) return text;

        var folded = new StringBuilder(text.Length + 4);
        foreach (var rune in Repaired(text).EnumerateRunes()) Append(folded, rune);
        if (folded is [.., ' ']) folded.Length--;
        return folded.ToString();
    }

    /// <summary>Folded text with AE, OE and UE written as A, O and U where they may stand for an umlaut, that is not
    /// after a vowel or Q: MUELLER and MULLER agree, BAUER stays.</summary>
    public static string WithoutUmlauts(string folded)
    {
        if (folded.AsSpan().IndexOf('E') < 1) return folded;
        var written = new StringBuilder(folded.Length);
        for (var i = 0; i < folded.Length; i++)
        {
            var umlaut = folded[i] == 'E' && i > 0 && folded[i - 1] is 'A' or 'O' or 'U'
                && (i == 1 || folded[i - 2] is not ('A' or 'E' or 'I' or 'O' or 'U' or 'Q'));
            if (!(umlaut && folded[i] == 'E')) written.Append(folded[i]);
        }

        return written.Length == folded.Length ? folded : written.ToString();
    }

    static bool IsPlain(string text)
    {
        foreach (var letter in text)
            if (!char.IsAsciiLetterUpper(letter)) return false;
        return true;
    }

    /// <summary>Compatibility composition; a lone surrogate, which no normal form knows, becomes a question mark.
    /// </summary>
    static string Repaired(string text)
    {
        var whole = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 ? text
            : string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));
        return whole.Normalize(NormalizationForm.FormKC);
    }

    static void Append(StringBuilder folded, Rune rune)
    {
        if (Transliteration.Of(rune.Value) is { } spelling)
        {
            folded.Append(spelling);
        }
        else if (rune.IsAscii)
        {
            AppendPlain(folded, (char)rune.Value);
        }
        else if (Apostrophe(rune.Value))
        {
        }
        else if (Rune.IsLetterOrDigit(rune))
        {
            AppendBase(folded, rune);
        }
        else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Format))
        {
            Blank(folded);
        }
    }

    static void AppendPlain(StringBuilder folded, char letter)
    {
        if (char.IsAsciiLetterLower(letter)) folded.Append((char)(letter - 32));
        else if (char.IsAsciiLetterOrDigit(letter)) folded.Append(letter);
        else if (!Apostrophe(letter)) Blank(folded);
    }

    /// <summary>The letter without its marks; a letter of a script that is not known here stays, in capitals.</summary>
    static void AppendBase(StringBuilder folded, Rune rune)
    {
        foreach (var part in rune.ToString().Normalize(NormalizationForm.FormD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(part) == UnicodeCategory.NonSpacingMark) continue;
            if (Transliteration.Of(part.Value) is { } spelling) folded.Append(spelling);
            else if (part.IsAscii) AppendPlain(folded, (char)part.Value);
            else folded.Append(Rune.ToUpperInvariant(part));
        }
    }

    static bool Apostrophe(int value) =>
        value is '\'' or '`' or '\u00B4' or '\u2018' or '\u2019' or '\u02BC' or '\u02BB' or '\u02B9';

    static void Blank(StringBuilder folded)
    {
        if (folded is [.., not ' ']) folded.Append(' ');
    }
}
