using System.Buffers;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>
/// The markup a form's texts may have: paragraphs, breaks, bold, emphasis, headings, lists, and how a paragraph is
/// aligned. Anything else is refused where it stands, never silently taken out: what is signed is what was written.
/// </summary>
public static class Markup
{
    public const int MostCharacters = 20_000;

    static readonly HashSet<string> Allowed = new(StringComparer.Ordinal)
    {
        "p", "div", "span", "b", "strong", "i", "em", "u", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "br",
    };

    static readonly HashSet<string> Styles = new(StringComparer.Ordinal)
    {
        "text-align:left", "text-align:right", "text-align:center", "text-align:justify",
    };

    static readonly SearchValues<char> TagName =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>What is wrong with a text, or null.</summary>
    public static Rejection? Fault(string? text, string path)
    {
        if (text is null) return null;
        if (text.Length > MostCharacters)
            return Rejection.Invalid("too-long", $"At most {MostCharacters} characters.", path);
        if (PlainText.HasHiddenCharacters(text, lines: true))
        {
            return Rejection.Invalid("character-not-allowed",
                "There is a control or a direction character in this text.", path);
        }

        var open = new Stack<string>();
        for (var at = text.IndexOf('<', StringComparison.Ordinal); at >= 0; at = text.IndexOf('<', at))
        {
            if (Tag(text, ref at, open) is { } wrong)
                return Rejection.Invalid("markup-not-allowed", wrong, path);
        }

        return open.TryPop(out var left)
            ? Rejection.Invalid("markup-not-allowed", $"The element {left} is not closed.", path)
            : null;
    }

    /// <summary>The words without their markup. Only for text that has no fault.</summary>
    public static string Words(string text)
    {
        var words = new System.Text.StringBuilder(text.Length);
        var inside = false;
        foreach (var c in text)
        {
            if (c is '<') words.Append(' ');
            inside = c is '<' || inside && c is not '>';
            if (!inside && c is not '>') words.Append(c);
        }

        return string.Join(' ', System.Net.WebUtility.HtmlDecode(words.ToString())
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    static string? Tag(string text, ref int at, Stack<string> open)
    {
        var rest = text.AsSpan(at + 1);
        var closing = rest is ['/', ..];
        if (closing) rest = rest[1..];
        var length = rest.IndexOfAnyExcept(TagName);
        if (length <= 0) return $"At character {at} there is a '<' that begins no allowed element; write &lt; instead.";
#pragma warning disable CA1308 // HTML elements are written in lower case
        var name = rest[..length].ToString().ToLowerInvariant();
#pragma warning restore CA1308
        if (!Allowed.Contains(name)) return $"The element {name} at character {at} is not allowed.";
        var end = rest.IndexOf('>');
        if (end < 0) return $"The element {name} at character {at} has no end.";
        var inside = rest[length..end];
        at += end + (closing ? 3 : 2);
        if (closing) return Close(name, inside, open);
        if (inside is [.. var before, '/']) inside = before;
        else if (name != "br") open.Push(name);
        if (rest[end - 1] == '/' && name != "br") return $"The element {name} can't be empty; write a closing tag.";
        return inside.IsWhiteSpace() || IsAlignment(inside) ? null
            : $"The element {name} has attributes; only an alignment (style=\"text-align: justify\") is allowed.";
    }

    static string? Close(string name, ReadOnlySpan<char> inside, Stack<string> open) =>
        !inside.IsWhiteSpace() || !open.TryPop(out var last) || last != name
            ? $"The closing tag of {name} does not match what is open."
            : null;

    static bool IsAlignment(ReadOnlySpan<char> attributes)
    {
        var text = attributes.Trim();
        if (!text.StartsWith("style=", StringComparison.Ordinal)) return false;
        text = text["style=".Length..];
        if (text is not (['"', .., '"'] or ['\'', .., '\'']) || text.Length < 3) return false;
        var style = text[1..^1].ToString().Replace(" ", "", StringComparison.Ordinal).TrimEnd(';');
        return Styles.Contains(style);
    }
}
