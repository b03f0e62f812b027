using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace TrustCenter.Consents;

/// <summary>
/// The text of a form as safe HTML. Forms come as plain text or, from the incumbents' exports, with simple markup: what
/// shapes paragraphs, lists and emphasis stays, without attributes; other known markup is taken off; the rest is text.
/// </summary>
public static partial class FormText
{
    static readonly HashSet<string> Kept = ["p", "ul", "ol", "li", "strong", "em"];
    static readonly HashSet<string> Dropped =
        ["div", "span", "font", "a", "u", "table", "tbody", "thead", "tr", "td", "th", "section", "body", "html"];

    static readonly Dictionary<string, string> Renamed = new()
    {
        ["b"] = "strong",
        ["i"] = "em",
        ["h1"] = "p",
        ["h2"] = "p",
        ["h3"] = "p",
        ["h4"] = "p",
        ["h5"] = "p",
        ["h6"] = "p",
    };

    public static string ToHtml(string? text) => text is not null && Block().IsMatch(text) ? Marked(text) : Plain(text);

    /// <summary>Paragraphs at blank lines; lines that begin with a dash or a bullet become a list.</summary>
    static string Plain(string? text)
    {
        var html = new StringBuilder();
        var blocks = (text ?? "").ReplaceLineEndings("\n")
            .Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var block in blocks)
        {
            var lines = block.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var list = lines.SkipWhile(line => !IsItem(line)).ToArray();
            var lead = lines.Take(lines.Length - list.Length).ToArray();
            if (!list.All(IsItem)) (lead, list) = (lines, []);
            if (lead.Length > 0) html.Append("<p>").AppendJoin("<br>", lead.Select(ConsentHtml.Text)).Append("</p>\n");
            if (list.Length == 0) continue;
            html.Append("<ul>\n");
            foreach (var item in list) html.Append("<li>").Append(ConsentHtml.Text(item[2..])).Append("</li>\n");
            html.Append("</ul>\n");
        }

        return html.ToString();

        static bool IsItem(string line) => line is ['-' or '–' or '•', ' ', ..];
    }

    static string Marked(string text)
    {
        var html = new StringBuilder();
        var open = new Stack<string>();
        var at = 0;
        foreach (var tag in Tag().EnumerateMatches(text))
        {
            Write(html, text.AsSpan(at, tag.Index - at));
            Apply(html, open, text.AsSpan(tag.Index, tag.Length));
            at = tag.Index + tag.Length;
        }

        Write(html, text.AsSpan(at));
        while (open.TryPop(out var left)) html.Append("</").Append(left).Append('>');
        return html.Append('\n').ToString();
    }

    static void Apply(StringBuilder html, Stack<string> open, ReadOnlySpan<char> tag)
    {
        var closing = tag[1] == '/';
        var name = Name().Match(tag.ToString()).Value.ToLowerInvariant();
        name = Renamed.GetValueOrDefault(name, name);
        if (name == "br")
        {
            html.Append("<br>");
        }
        else if (!Kept.Contains(name))
        {
            if (!Dropped.Contains(name)) Write(html, tag);
        }
        else if (!closing)
        {
            html.Append('<').Append(name).Append('>');
            open.Push(name);
        }
        else if (open.Contains(name))
        {
            string last;
            do
            {
                last = open.Pop();
                html.Append("</").Append(last).Append('>');
            }
            while (last != name);
        }
    }

    static void Write(StringBuilder html, ReadOnlySpan<char> text) =>
        html.Append(ConsentHtml.Text(WebUtility.HtmlDecode(text.ToString())));

    [GeneratedRegex("<(p|ul|ol|li|div|h[1-6]|br)(\\s[^<>]*)?/?>", RegexOptions.IgnoreCase)]
    private static partial Regex Block();

    [GeneratedRegex("</?[a-zA-Z][a-zA-Z0-9]*(\\s[^<>]*)?/?>")]
    private static partial Regex Tag();

    [GeneratedRegex("[a-zA-Z][a-zA-Z0-9]*")]
    private static partial Regex Name();
}
