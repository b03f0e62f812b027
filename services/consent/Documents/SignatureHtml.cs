using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace TrustCenter.Consents;

/// <summary>Who signed, when and where, with the drawn signature.</summary>
static class SignatureHtml
{
    const uint MaxPixels = 4096;

    static ReadOnlySpan<byte> PngMagic => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    public static void Append(StringBuilder html, ConsentDocument document, DocumentWords words)
    {
        if (document.Signatures.IsDefaultOrEmpty) return;
        html.Append(CultureInfo.InvariantCulture, $"<section class=\"signatures\">\n<h2>{words.Signatures}</h2>\n");
        foreach (var signature in document.Signatures)
        {
            var name = string.IsNullOrWhiteSpace(signature.Name) ? words.Unnamed : signature.Name;
            var place = string.IsNullOrWhiteSpace(signature.Place) ? "" : $"{ConsentHtml.Text(signature.Place)}, ";
            html.Append(CultureInfo.InvariantCulture, $"""
                <section class="signature">
                <h3>{words.Role(signature.Role)}</h3>
                <p class="image">{Image(signature, name, words)}</p>
                <p class="line"><strong><bdi>{ConsentHtml.Text(name)}</bdi></strong><br>
                {place}{words.Moment(signature.SignedAt)}</p>
                </section>

                """);
        }

        html.Append("</section>\n");
    }

    static string Image(DocumentSignature signature, string name, DocumentWords words)
    {
        if (signature.Image.IsDefaultOrEmpty) return $"<em>{words.NoImage}</em>";
        if (!IsReadable(signature.Image.AsSpan())) return $"<em>{words.BadImage}</em>";
        var alternative = ConsentHtml.Text($"{words.SignatureOf} {name}");
        var data = Convert.ToBase64String(signature.Image.AsSpan());
        return $"<img alt=\"{alternative}\" src=\"data:image/png;base64,{data}\">";
    }

    /// <summary>A PNG whose header promises no more pixels than a page has any use for.</summary>
    static bool IsReadable(ReadOnlySpan<byte> image) =>
        image.Length > 24 && image.StartsWith(PngMagic)
        && BinaryPrimitives.ReadUInt32BigEndian(image[16..]) is > 0 and <= MaxPixels
        && BinaryPrimitives.ReadUInt32BigEndian(image[20..]) is > 0 and <= MaxPixels;
}
