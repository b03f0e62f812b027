using System.Globalization;
using System.Text;

namespace TrustCenter.Hl7;

/// <summary>Escape sequences. What is none, or not known, stays as it stands, so that no character is lost.</summary>
static class Hl7Escapes
{
    // how far an escape sequence reaches at most; what is longer is text with a character of that kind in it
    const int Longest = 1_000;

    public static string Read(string raw, Hl7Delimiters delimiters, Encoding charset)
    {
        var escape = delimiters.Escape;
        if (escape == '\0' || !raw.Contains(escape, StringComparison.Ordinal)) return raw;
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            var end = raw[i] != escape || i + 1 == raw.Length ? -1
                : raw.IndexOf(escape, i + 1, Math.Min(raw.Length - i - 1, Longest));
            if (end < 0 || Meaning(raw.AsSpan(i + 1, end - i - 1), delimiters, charset) is not { } meaning)
            {
                text.Append(raw[i]);
                continue;
            }

            text.Append(meaning);
            i = end;
        }

        return text.ToString();
    }

    public static string Write(string text, Hl7Delimiters delimiters)
    {
        var raw = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var code = Code(c, delimiters);
            // without an escape character such a text can't be written; a blank breaks no structure
            if (code is not null && delimiters.Escape == '\0') raw.Append(' ');
            else if (code is not null) raw.Append(delimiters.Escape).Append(code).Append(delimiters.Escape);
            else raw.Append(c);
        }

        return raw.ToString();
    }

    static string? Code(char c, Hl7Delimiters delimiters)
    {
        if (c == '\0') return "X00";
        if (c == delimiters.Field) return "F";
        if (c == delimiters.Component) return "S";
        if (c == delimiters.SubComponent) return "T";
        if (c == delimiters.Repetition) return "R";
        if (c == delimiters.Escape) return "E";
        if (c == delimiters.Truncation) return "P";
        // line ends end segments, the others frame messages
        return c is '\r' or '\n' or '\v' or '\u001C' ? $"X{(int)c:X2}" : null;
    }

    /// <summary>What a sequence stands for; null where it stands for itself.</summary>
    static string? Meaning(ReadOnlySpan<char> sequence, Hl7Delimiters delimiters, Encoding charset) => sequence switch
    {
        "F" => $"{delimiters.Field}",
        "S" => $"{delimiters.Component}",
        "T" when delimiters.SubComponent != '\0' => $"{delimiters.SubComponent}",
        "R" when delimiters.Repetition != '\0' => $"{delimiters.Repetition}",
        "E" => $"{delimiters.Escape}",
        "P" when delimiters.Truncation != '\0' => $"{delimiters.Truncation}",
        "H" or "N" => "", // emphasis
        ".br" or ".sp" => " ",
        ['X', .. var digits] when digits.Length > 0 && digits.Length % 2 == 0 => Bytes(digits, charset),
        _ => null,
    };

    static string? Bytes(ReadOnlySpan<char> digits, Encoding charset)
    {
        var bytes = new byte[digits.Length / 2];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (!byte.TryParse(digits.Slice(2 * i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                out bytes[i])) return null;
        }

        try
        {
            return charset.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
