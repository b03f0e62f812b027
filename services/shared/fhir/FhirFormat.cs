using System.Buffers;
using System.Globalization;

namespace TrustCenter.Fhir;

/// <summary>How a document is written.</summary>
public enum FhirFormat
{
    /// <summary>application/fhir+json.</summary>
    Json,

    /// <summary>application/fhir+xml.</summary>
    Xml,
}

/// <summary>Which format a request has and which its answer gets, and reading and writing in either.</summary>
public static class FhirDocument
{
    /// <summary>The media type to answer with.</summary>
    public static string MediaType(FhirFormat format) =>
        format == FhirFormat.Xml ? "application/fhir+xml; charset=utf-8" : "application/fhir+json; charset=utf-8";

    /// <summary>
    /// The format of the answer. <c>_format</c> wins, then the best of Accept; where Accept names none of the two (or
    /// both alike), the answer follows a FHIR request type, and is JSON otherwise. So a request of plain
    /// <c>application/xml</c> without Accept is answered in JSON, which some clients count on.
    /// </summary>
    /// <param name="accept">The Accept header, or null.</param>
    /// <param name="contentType">The request's Content-Type, or null.</param>
    /// <param name="format">The <c>_format</c> parameter, or null.</param>
    public static FhirFormat Answer(string? accept, string? contentType, string? format = null)
    {
        if (format is not null && Named(format.Trim().Replace(' ', '+')) is { } asked) return asked;
        var (json, xml) = (Weight(accept, FhirFormat.Json), Weight(accept, FhirFormat.Xml));
        if (json != xml) return json > xml ? FhirFormat.Json : FhirFormat.Xml;
        return Bare(contentType) is "application/fhir+xml" or "application/xml+fhir" ? FhirFormat.Xml : FhirFormat.Json;
    }

    /// <summary>The format a request's body claims to have; null where its type is neither (answer 415), and JSON or
    /// XML by its first character where there is no type.</summary>
    public static FhirFormat? Request(string? contentType, ReadOnlySpan<byte> body) =>
        string.IsNullOrWhiteSpace(contentType) ? Sniff(body) : Named(Bare(contentType));

    /// <summary>Reads a document of a format.</summary>
    public static FhirInput Parse(FhirFormat format, ReadOnlySpan<byte> utf8, FhirReadOptions? options = null) =>
        format == FhirFormat.Xml ? FhirXml.Parse(utf8, options) : FhirJson.Parse(utf8, options);

    /// <summary>Writes a document in a format.</summary>
    public static void Write(
        FhirFormat format, FhirResource resource, IBufferWriter<byte> output, bool indented = false)
    {
        if (format == FhirFormat.Xml) FhirXml.Write(resource, output, indented);
        else FhirJson.Write(resource, output, indented);
    }

    /// <summary>A document in a format.</summary>
    public static byte[] ToBytes(FhirFormat format, FhirResource resource, bool indented = false) =>
        format == FhirFormat.Xml ? FhirXml.ToBytes(resource, indented) : FhirJson.ToBytes(resource, indented);

    static FhirFormat? Named(string? type) => type?.ToLowerInvariant() switch
    {
        "json" or "application/json" or "application/fhir+json" or "application/json+fhir" or "text/json" =>
            FhirFormat.Json,
        "xml" or "application/xml" or "application/fhir+xml" or "application/xml+fhir" or "text/xml" => FhirFormat.Xml,
        _ => null,
    };

    static double Weight(string? accept, FhirFormat format)
    {
        var best = 0.0;
        foreach (var range in accept?.Split(',') ?? [])
            if (Bare(range) is { } type && type.Contains('/') && Named(type) == format)
                best = Math.Max(best, Quality(range));
        return best;
    }

    static double Quality(string range)
    {
        foreach (var part in range.Split(';').Skip(1))
        {
            var text = part.Trim();
            if (!text.StartsWith("q=", StringComparison.OrdinalIgnoreCase)) continue;
            var number = double.TryParse(
                text[2..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quality);
            return number ? Math.Min(quality, 1) : 0;
        }

        return 1;
    }

    static string? Bare(string? type) => type?.Split(';')[0].Trim().ToLowerInvariant();

    static FhirFormat Sniff(ReadOnlySpan<byte> body)
    {
        if (body.StartsWith("\uFEFF"u8)) body = body[3..];
        return body.TrimStart(" \t\r\n"u8).StartsWith("<"u8) ? FhirFormat.Xml : FhirFormat.Json;
    }
}
