namespace TrustCenter.Events;

/// <summary>Names, titles, labels, questions: text that is never markup, and shows nothing that is not in it.</summary>
public static class PlainText
{
    /// <summary>What is wrong with a text; null where nothing is, or where there is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">Where it stands in what was sent.</param>
    /// <param name="most">Characters (UTF-16) at most.</param>
    /// <param name="lines">Whether it may have several lines, and tabs.</param>
    public static Rejection? Fault(string? text, string path, int most, bool lines = false)
    {
        if (text is null) return null;
        if (text.Length > most) return Rejection.Invalid("too-long", $"At most {most} characters.", path);
        if (text.AsSpan().IndexOfAny('<', '>') >= 0)
            return Rejection.Invalid("markup-not-allowed", "This is plain text; it has no angle brackets.", path);
        return HasHiddenCharacters(text, lines)
            ? Rejection.Invalid("character-not-allowed", "There is a control or direction character in it.", path)
            : null;
    }

    /// <summary>Whether there are control characters, lone surrogates, characters that are none, or such as turn the
    /// reading direction (Unicode Standard Annex 9, explicit embeddings, overrides and isolates).</summary>
    /// <param name="text">The text.</param>
    /// <param name="lines">Whether line breaks and tabs are allowed.</param>
    public static bool HasHiddenCharacters(string text, bool lines = false)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsControl(c) && (!lines || c is not ('\n' or '\r' or '\t'))) return true;
            if (c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or >= '\uFFFE') return true;
            if (!char.IsSurrogate(c)) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(c, text[i + 1])) return true;
            i++;
        }

        return false;
    }
}
