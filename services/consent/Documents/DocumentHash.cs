using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TrustCenter.Consents;

/// <summary>
/// SHA-256 over what was signed, as canonical JSON: fixed order of members, no white space, times in UTC, images by
/// their own hash. Later notes and the time of recording are left out, so the hash stays what it was at signing.
/// </summary>
public static class DocumentHash
{
    static readonly JsonWriterOptions Canonical = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>64 hexadecimal digits. <see cref="ConsentDocument.ContentHash"/> itself is ignored.</summary>
    public static string Of(ConsentDocument document) =>
        Convert.ToHexStringLower(SHA256.HashData(CanonicalJson(document)));

    public static bool Matches(ConsentDocument document) =>
        string.Equals(Of(document), document.ContentHash, StringComparison.OrdinalIgnoreCase);

    internal static byte[] CanonicalJson(ConsentDocument document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Canonical))
        {
            json.WriteStartObject();
            json.WriteString("id", document.Id);
            json.WriteString("kind", document.Kind.ToString());
            json.WriteString("language", document.Language);
            json.WriteString("signedAt", Utc(document.SignedAt));
            WriteForm(json, document);
            WritePerson(json, document.Person);
            WriteModules(json, document);
            WriteSignatures(json, document);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    static void WriteForm(Utf8JsonWriter json, ConsentDocument document)
    {
        json.WriteStartObject("form");
        json.WriteString("domain", document.Form.Domain);
        json.WriteString("name", document.Form.Name);
        json.WriteString("version", document.Form.Version);
        json.WriteString("label", document.Form.Label);
        json.WriteString("policyUri", document.Form.PolicyUri);
        json.WriteString("title", document.Title);
        json.WriteString("introduction", document.Introduction);
        json.WriteString("closing", document.Closing);
        json.WriteEndObject();
    }

    static void WritePerson(Utf8JsonWriter json, DocumentPerson person)
    {
        json.WriteStartObject("person");
        json.WriteString("name", person.Name);
        json.WriteString("birthDate", person.BirthDate?.ToString("O", CultureInfo.InvariantCulture));
        json.WriteStartArray("identifiers");
        foreach (var (type, value) in person.Identifiers)
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("value", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteModules(Utf8JsonWriter json, ConsentDocument document)
    {
        json.WriteStartArray("modules");
        foreach (var module in document.Modules)
        {
            json.WriteStartObject();
            json.WriteString("title", module.Title);
            json.WriteString("text", module.Text);
            json.WriteString("answer", module.Answer?.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("informationShown");
        foreach (var shown in document.InformationShown) json.WriteStringValue(shown);
        json.WriteEndArray();
    }

    static void WriteSignatures(Utf8JsonWriter json, ConsentDocument document)
    {
        json.WriteStartArray("signatures");
        foreach (var signature in document.Signatures)
        {
            json.WriteStartObject();
            json.WriteString("role", signature.Role.ToString());
            json.WriteString("name", signature.Name);
            json.WriteString("place", signature.Place);
            json.WriteString("signedAt", Utc(signature.SignedAt));
            json.WriteString("image", signature.Image.IsDefaultOrEmpty
                ? null
                : Convert.ToHexStringLower(SHA256.HashData(signature.Image.AsSpan())));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static string Utc(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
