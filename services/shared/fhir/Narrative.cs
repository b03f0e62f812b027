using System.Collections.Frozen;
using System.Net;
using System.Text;
using System.Xml;

namespace TrustCenter.Fhir;

/// <summary>
/// The human-readable part of a resource. Only the HTML that FHIR allows is taken: no script, no event attribute,
/// no form, no address that runs code (https://hl7.org/fhir/R4/narrative.html).
/// </summary>
public static class Narrative
{
    const string Xhtml = "http://www.w3.org/1999/xhtml";
    const string Expected = "XHTML in one <div xmlns=\"http://www.w3.org/1999/xhtml\"> that isn't empty, "
        + "of formatting elements only";

    static readonly FrozenSet<string> Elements = Words("""
        a abbr acronym b big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5
        h6 hr i img li ol p pre q samp small span strong sub sup table tbody td tfoot th thead tr tt ul var
        """);

    static readonly FrozenSet<string> Attributes = Words("""
        abbr accesskey align alt axis bgcolor border cellhalign cellpadding cellspacing cellvalign char
        charoff charset cite class colspan compact coords dir frame headers height href hreflang hspace id
        lang longdesc name nowrap rel rev rowspan rules scope shape span src start style summary tabindex
        title type valign value vspace width xml:lang
        """);

    static FrozenSet<string> Words(string text) => text.Split([' ', '\n', '\r']).ToFrozenSet(StringComparer.Ordinal);

    static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CloseInput = true,
    };

    /// <summary>A narrative of plain text, one paragraph a line.</summary>
    /// <param name="text">What people are to read; it is escaped.</param>
    /// <param name="status">generated, extensions, additional or empty.</param>
    public static FhirElement Of(string text, string status = "generated")
    {
        var div = new StringBuilder($"<div xmlns=\"{Xhtml}\">");
        foreach (var line in FhirPrimitive.Portable(text).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            div.Append("<p>").Append(WebUtility.HtmlEncode(line.TrimEnd('\r'))).Append("</p>");
        return new("Narrative") { { "status", status }, { "div", div.Append("</div>").ToString() } };
    }

    /// <summary>Null where the text is a valid div, else what was expected.</summary>
    internal static string? Fault(string text)
    {
        if (!text.StartsWith("<div", StringComparison.Ordinal)) return Expected;
        return Read(text, out _);
    }

    /// <summary>The text with its incidental differences removed (quotes, empty tags, character references).</summary>
    internal static string Canonical(string text) => Read(text, out var canonical) is null ? canonical : text;

    static string? Read(string text, out string canonical)
    {
        canonical = "";
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), Settings);
            reader.MoveToContent();
            var fault = Copy(reader, out canonical);
            if (fault is not null) return fault;
            do
            {
                if (reader.NodeType is not (XmlNodeType.None or XmlNodeType.Whitespace)) return Expected;
            }
            while (reader.Read());
            return null;
        }
        catch (XmlException)
        {
            return Expected;
        }
    }

    /// <summary>
    /// Copies the div the reader stands on and leaves the reader behind it; tells what is wrong with it.
    /// </summary>
    internal static string? Copy(XmlReader reader, out string copy)
    {
        var text = new StringBuilder();
        copy = "";
        if (reader.NodeType != XmlNodeType.Element || reader.LocalName != "div") return Expected;
        string? fault = null;
        var says = false;
        var depth = reader.Depth;
        do
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    fault ??= Start(reader, text, root: reader.Depth == depth);
                    says |= reader.LocalName == "img";
                    break;
                case XmlNodeType.EndElement:
                    text.Append("</").Append(reader.LocalName).Append('>');
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace
                    or XmlNodeType.Whitespace:
                    says |= !string.IsNullOrWhiteSpace(reader.Value);
                    Escape(text, reader.Value, attribute: false);
                    break;
                case XmlNodeType.Comment:
                    text.Append("<!--").Append(reader.Value).Append("-->");
                    break;
                default:
                    fault ??= "XHTML without processing instructions or entities of its own";
                    break;
            }
        }
        while (!Ends(reader, depth) && reader.Read());
        reader.Read();
        copy = text.ToString();
        return fault ?? (says ? null : Expected);
    }

    static bool Ends(XmlReader reader, int depth) => reader.Depth == depth
        && (reader.NodeType == XmlNodeType.EndElement
            || reader is { NodeType: XmlNodeType.Element, IsEmptyElement: true });

    static string? Start(XmlReader reader, StringBuilder text, bool root)
    {
        var (name, empty) = (reader.LocalName, reader.IsEmptyElement);
        var fault = reader.NamespaceURI != Xhtml ? Expected : Elements.Contains(name) ? null
            : "XHTML of the elements FHIR allows (no script, form, object, frame or style)";
        text.Append('<').Append(name);
        if (root) text.Append(" xmlns=\"").Append(Xhtml).Append('"');
        for (var more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI == "http://www.w3.org/2000/xmlns/") continue;
            if (!Attributes.Contains(reader.Name)) fault ??= "XHTML with the attributes FHIR allows (no on… handlers)";
            if (!IsHarmless(reader.Name, reader.Value)) fault ??= "XHTML whose addresses and styles run no code";
            text.Append(' ').Append(reader.Name).Append("=\"");
            Escape(text, reader.Value, attribute: true);
            text.Append('"');
        }

        reader.MoveToElement();
        text.Append(empty ? "/>" : ">");
        return fault;
    }

    static bool IsHarmless(string name, string value)
    {
        var plain = string.Concat(value.Where(c => !char.IsWhiteSpace(c) && !char.IsControl(c))).ToLowerInvariant();
        if (name == "style")
            return !plain.Contains("expression(", StringComparison.Ordinal) && !plain.Contains('\\')
                && !plain.Contains("script:", StringComparison.Ordinal)
                && !plain.Contains("url(", StringComparison.Ordinal)
                && !plain.Contains("@import", StringComparison.Ordinal);
        if (name is not ("href" or "src" or "longdesc" or "cite")) return true;
        var colon = plain.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || plain.AsSpan(0, colon).IndexOfAny("/?#") >= 0) return true;
        return plain[..colon] is "http" or "https" or "mailto" or "tel" or "urn"
            || name == "src" && plain.StartsWith("data:image/", StringComparison.Ordinal)
            && !plain.StartsWith("data:image/svg", StringComparison.Ordinal);
    }

    static void Escape(StringBuilder text, string value, bool attribute)
    {
        foreach (var c in value)
        {
            _ = c switch
            {
                '&' => text.Append("&amp;"),
                '<' => text.Append("&lt;"),
                '>' => text.Append("&gt;"),
                '"' when attribute => text.Append("&quot;"),
                '\r' => text.Append("&#13;"),
                '\n' or '\t' when attribute => text.Append(c == '\n' ? "&#10;" : "&#9;"),
                _ => text.Append(c),
            };
        }
    }
}
