using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>Names, labels and the like: text that is never markup.</summary>
static class PlainText
{
    public static Rejection? Fault(string? text, string path, int most)
    {
        if (text is null) return null;
        if (text.Length > most) return Rejection.Invalid("too-long", $"At most {most} characters.", path);
        if (text.AsSpan().IndexOfAny('<', '>') >= 0)
            return Rejection.Invalid("markup-not-allowed", "This is plain text; it has no angle brackets.", path);
        return HasHiddenCharacters(text)
            ? Rejection.Invalid("character-not-allowed", "There is a control or direction character in it.", path)
            : null;
    }

    /// <summary>Control characters, lone surrogates, and those that turn the reading direction.</summary>
    public static bool HasHiddenCharacters(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsControl(c)) return true;
            if (c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or >= '\uFFFE') return true;
            if (!char.IsSurrogate(c)) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(c, text[i + 1])) return true;
            i++;
        }

        return false;
    }
}
