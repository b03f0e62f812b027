using System.Globalization;
using System.Net;
using System.Text;
using QRCoder;

namespace TrustCenter.Consents;

/// <summary>
/// The document as HTML: what is read on screen and what the PDF is set from. Every text is encoded, the only addresses
/// in it are data URIs made here, so nothing that anybody typed can become markup or fetch anything.
/// </summary>
public static class ConsentHtml
{
    static readonly string Style = DocumentAssets.Text("consent.css");

    public static string Render(ConsentDocument document)
    {
        var words = DocumentWords.For(document.Language);
        var html = new StringBuilder(32 * 1024);
        html.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="{Text(document.Language)}">
            <head>
            <meta charset="utf-8">
            <title>{Text(document.Title)} – {Text(words.Kind(document.Kind))}</title>
            <meta name="author" content="{Text(document.Institution)}">
            <meta name="dcterms.created" content="{document.RecordedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}">
            <meta name="generator" content="TrustCenter">
            <style>{Style}{PageFurniture(document, words)}</style>
            </head>
            <body>

            """);
        Header(html, document, words);
        Notes(html, document, words);
        PersonAndForm(html, document, words);
        Decisions(html, document, words);
        FullText(html, document, words);
        TalkHtml.Append(html, document, words);
        SignatureHtml.Append(html, document, words);
        Proof(html, document, words);
        return html.Append("</body>\n</html>\n").ToString();
    }

    internal static string Text(string? text) => WebUtility.HtmlEncode(Printable(text));

    internal static string Pill(ModuleAnswer answer, DocumentWords words)
    {
        var look = answer switch
        {
            ModuleAnswer.Accepted or ModuleAnswer.AcceptedOptOut => "yes",
            ModuleAnswer.Declined or ModuleAnswer.Withdrawn or ModuleAnswer.Refused or ModuleAnswer.Objected => "no",
            _ => "open",
        };
        return $"<strong class=\"pill {look}\">{Text(words.Say(answer))}</strong>";
    }

    static void Header(StringBuilder html, ConsentDocument document, DocumentWords words) =>
        html.Append(CultureInfo.InvariantCulture, $"""
            <header class="letterhead"><p>{Text(document.Institution)}</p></header>
            <h1>{Text(document.Title)}</h1>
            <p class="kind">{Text(words.Kind(document.Kind))} · {words.Version} {Text(VersionOf(document))}</p>

            """);

    static void Notes(StringBuilder html, ConsentDocument document, DocumentWords words)
    {
        if (document.Notes.IsDefaultOrEmpty) return;
        html.Append(CultureInfo.InvariantCulture, $"<section class=\"notes\">\n<h2>{words.Notes}</h2>\n<ul>\n");
        foreach (var (on, text) in document.Notes)
            html.Append(CultureInfo.InvariantCulture, $"<li><strong>{words.Day(on)}</strong> {Text(text)}</li>\n");
        html.Append("</ul>\n</section>\n");
    }

    static void PersonAndForm(StringBuilder html, ConsentDocument document, DocumentWords words)
    {
        html.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>{words.Person}</h2>\n<table class=\"facts\">\n");
        if (document.Person.Name is { } name) Row(html, words.Name, $"<bdi>{Text(name)}</bdi>");
        if (document.Person.BirthDate is { } birth) Row(html, words.BirthDate, words.Day(birth));
        foreach (var (type, value) in document.Person.Identifiers) Row(html, Text(type), $"<bdi>{Text(value)}</bdi>");
        Row(html, words.SignedOn, words.Moment(document.SignedAt));
        Row(html, words.RecordedOn, words.Moment(document.RecordedAt));
        html.Append("</table>\n</section>\n");
    }

    static void Decisions(StringBuilder html, ConsentDocument document, DocumentWords words)
    {
        if (document.Modules.All(module => module.Answer is null)) return;
        html.Append(CultureInfo.InvariantCulture, $"""
            <section>
            <h2>{words.Decisions}</h2>
            <table class="decisions">
            <thead><tr>
            <th scope="col">{words.Subject}</th><th scope="col">{words.Answer}</th>
            </tr></thead>
            <tbody>

            """);
        foreach (var module in document.Modules)
        {
            if (module.Answer is not { } answer) continue;
            var mandatory = module.Mandatory ? $" <span class=\"mandatory\">({words.Mandatory})</span>" : "";
            html.Append(CultureInfo.InvariantCulture,
                $"<tr><td>{Text(module.Title)}{mandatory}</td><td>{Pill(answer, words)}</td></tr>\n");
        }

        html.Append("</tbody>\n</table>\n</section>\n");
    }

    static void FullText(StringBuilder html, ConsentDocument document, DocumentWords words)
    {
        html.Append(CultureInfo.InvariantCulture,
            $"<section>\n<h2>{words.Text}</h2>\n{FormText.ToHtml(document.Introduction)}");
        foreach (var (title, text, answer, _) in document.Modules)
        {
            html.Append(CultureInfo.InvariantCulture,
                $"<section class=\"module\">\n<h3>{Text(title)}</h3>\n{FormText.ToHtml(text)}");
            if (answer is { } given)
                html.Append(CultureInfo.InvariantCulture,
                    $"<p class=\"answer\">{words.YourAnswer} {Pill(given, words)}</p>\n");
            html.Append("</section>\n");
        }

        html.Append(FormText.ToHtml(document.Closing)).Append("</section>\n");
        if (document.InformationShown.IsDefaultOrEmpty) return;
        html.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>{words.InformationShown}</h2>\n<ul>\n");
        foreach (var shown in document.InformationShown)
            html.Append(CultureInfo.InvariantCulture, $"<li>{Text(shown)}</li>\n");
        html.Append("</ul>\n</section>\n");
    }

    static void Proof(StringBuilder html, ConsentDocument document, DocumentWords words)
    {
        html.Append(CultureInfo.InvariantCulture,
            $"<section class=\"proof\">\n<h2>{words.Proof}</h2>\n<table class=\"facts\">\n");
        Row(html, words.DocumentId, $"{document.Id}");
        Row(html, words.Domain, Text(document.Form.Domain));
        Row(html, words.Form, $"{Text(document.Form.Name)}, {words.Version} {Text(document.Form.Version)}");
        if (document.Form.PolicyUri is { } uri) Row(html, words.PolicyUri, Text(uri));
        Row(html, words.Hash, $"<span class=\"hash\">{Text(document.ContentHash)}</span>");
        html.Append(CultureInfo.InvariantCulture,
            $"</table>\n<p class=\"small\">{words.HashMeaning} {words.QrMeaning}</p>\n</section>\n");
    }

    static void Row(StringBuilder html, string label, string value) => html.Append(CultureInfo.InvariantCulture,
        $"<tr><th scope=\"row\">{label}</th><td>{value}</td></tr>\n");

    /// <summary>Foot of every page. Only the id, hexadecimal digits of the hash and our own words get in.</summary>
    static string PageFurniture(ConsentDocument document, DocumentWords words)
    {
        var hash = string.Concat(document.ContentHash.Where(char.IsAsciiHexDigit).Take(16));
        return $$"""

            @page {
              @bottom-left {
                content: "{{words.Page}} " counter(page) " {{words.Of}} " counter(pages)
                  "\A {{words.Document}} {{document.Id}}\A SHA-256 {{hash}}…";
              }
              @bottom-right { content: url("data:image/png;base64,{{QrCode(document.Id)}}"); }
            }
            """;
    }

    static string QrCode(Guid id)
    {
        using var data = QRCodeGenerator.GenerateQrCode(id.ToString(), QRCodeGenerator.ECCLevel.M);
        using var png = new PngByteQRCode(data);
        return Convert.ToBase64String(png.GetGraphic(6));
    }

    static string VersionOf(ConsentDocument document) => document.Form.Label ?? document.Form.Version;

    /// <summary>Control characters have no place in a document, and some would not even be XML.</summary>
    static string Printable(string? text) => text is null
        ? ""
        : string.Concat(text.EnumerateRunes().Select(rune => Rune.IsControl(rune) ? new Rune(' ') : rune));
}
