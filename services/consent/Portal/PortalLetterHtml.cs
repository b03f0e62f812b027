using System.Globalization;
using System.Text;
using QRCoder;

namespace TrustCenter.Consents;

/// <summary>What a letter says.</summary>
/// <param name="Address">Where the portal is, as people type it.</param>
public sealed record PortalLetter(
    string Organisation, string Name, string Relation, string Groups, string Qr, Uri Address, DateTimeOffset OrderedAt,
    DateTimeOffset Until, DateTimeOffset? EndsAt);

/// <summary>The activation letter as HTML, in the look of all documents. The QR code holds the secret behind <c>#</c>,
/// where no server and no log ever sees it.</summary>
public static class PortalLetterHtml
{
    const string Style = """

        @page { @bottom-left { content: "Seite " counter(page) " von " counter(pages); } }
        .to { margin: 12mm 0 10mm; }
        .code { font-size: 19pt; font-weight: bold; letter-spacing: 0.06em; text-align: center; margin: 4mm 0;
          padding: 3mm; border: 0.5mm solid #0b3a5d; break-inside: avoid; }
        .scan { float: right; width: 38mm; margin: 0 0 3mm 6mm; }
        .scan img { width: 38mm; }
        ol { margin: 0 0 3mm; padding-left: 6mm; }
        li { margin-bottom: 1.5mm; }
        """;

    static readonly string House = DocumentAssets.Text("consent.css");

    public static string Render(PortalLetter letter)
    {
        var words = DocumentWords.For("de");
        var address = ConsentHtml.Text(letter.Address.ToString());
        var html = new StringBuilder(8 * 1024);
        html.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="de">
            <head>
            <meta charset="utf-8">
            <title>Ihr Zugang zum Patientenportal</title>
            <meta name="author" content="{ConsentHtml.Text(letter.Organisation)}">
            <meta name="dcterms.created" content="{letter.OrderedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}">
            <meta name="generator" content="TrustCenter">
            <style>{House}{Style}</style>
            </head>
            <body>
            <header class="letterhead"><p>{ConsentHtml.Text(letter.Organisation)} · Treuhandstelle</p></header>
            <p class="to"><bdi>{ConsentHtml.Text(letter.Name)}</bdi></p>
            <h1>Ihr Zugang zum Patientenportal</h1>
            <p class="kind">{words.Day(LegalDays.Of(letter.OrderedAt))}</p>
            <p>Guten Tag <bdi>{ConsentHtml.Text(letter.Name)}</bdi>,</p>
            <p>{About(letter, words)}</p>

            """);
        Steps(html, letter, address, words);
        Care(html);
        return html.Append("</body>\n</html>\n").ToString();
    }

    static string About(PortalLetter letter, DocumentWords words) => letter.Relation switch
    {
        PortalRelations.Guardian => "mit diesem Brief können Sie als sorgeberechtigte Person die Einwilligungen des "
            + "Kindes in die medizinische Forschung einsehen, ändern und widerrufen. Dieser Zugang endet von selbst am "
            + $"18. Geburtstag des Kindes{(letter.EndsAt is { } end ? $", dem {words.Day(LegalDays.Of(end))}" : "")}. "
            + "Ab 12 Jahren kann das Kind einen eigenen Zugang haben und sieht dort, wer für es handeln darf.",
        PortalRelations.Representative => "mit diesem Brief können Sie als gesetzlich vertretende Person die "
            + "Einwilligungen in die medizinische Forschung einsehen, ändern und widerrufen.",
        _ => "mit diesem Brief können Sie Ihre Einwilligung in die medizinische Forschung selbst einsehen, ändern und "
            + "widerrufen: Sie sehen, was gilt und bis wann, wer Ihre Daten nutzt und wer sie angesehen hat.",
    };

    static void Steps(StringBuilder html, PortalLetter letter, string address, DocumentWords words) =>
        html.Append(CultureInfo.InvariantCulture, $"""
            <section>
            <h2>So öffnen Sie das Portal</h2>
            <p class="scan"><img alt="QR-Code: öffnet das Portal und füllt den Zugangscode aus"
            src="data:image/png;base64,{QrCode($"{letter.Address}#{letter.Qr}")}"></p>
            <ol>
            <li>Scannen Sie den QR-Code mit Ihrem Telefon. Oder geben Sie diese Adresse im Browser ein:
            <strong>{address}</strong></li>
            <li>Geben Sie den Zugangscode ein, falls er noch nicht dasteht:</li>
            </ol>
            <p class="code">{ConsentHtml.Text(letter.Groups)}</p>
            <ol start="3">
            <li>Geben Sie das Geburtsdatum der Person ein, um deren Einwilligung es geht.</li>
            <li>Richten Sie ein, womit Sie sich künftig anmelden: einen Passkey (Fingerabdruck, Gesicht oder PIN Ihres
            Geräts) oder eine Authenticator-App.</li>
            </ol>
            <p>Der Zugangscode gilt bis zum <strong>{words.Day(LegalDays.Of(letter.Until))}</strong>, einmal. Nach
            {PortalCodes.Tries} falschen Eingaben gilt er nicht mehr; dann bestellen Sie einfach einen neuen Brief.</p>
            </section>

            """);

    static void Care(StringBuilder html) => html.Append("""
        <section>
        <h2>Bitte beachten Sie</h2>
        <ul>
        <li>Geben Sie den Zugangscode niemandem weiter. Wir fragen Sie weder am Telefon noch per E-Mail danach.</li>
        <li>Das Portal ist freiwillig. Widerrufen können Sie jederzeit auch mündlich, per Brief oder am Telefon.</li>
        <li>Haben Sie diesen Brief nicht bestellt, dann sagen Sie es uns bitte; wir sperren ihn.</li>
        </ul>
        </section>

        """);

    static string QrCode(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var png = new PngByteQRCode(data);
        return Convert.ToBase64String(png.GetGraphic(6));
    }
}
