using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace TrustCenter.Consents;

/// <summary>The identifying part of a document, as the vault keeps it.</summary>
/// <param name="Salt">Makes the content hash useless for guessing; gone with the vault row.</param>
public sealed record DocumentContent(
    byte[] Salt, IReadOnlyList<StoredSigner> Signers, DateOnly? BirthDate, string? Note,
        IReadOnlyList<StoredScan> Scans)
{
    public static DocumentContent Of(DocumentDraft draft, byte[] salt) => new(
        salt,
        [.. draft.Signers.Select(signer => new StoredSigner(
            signer.Role, signer.Name, signer.At, signer.Place, signer.Image is { } image ? Hash(image) : null))],
        draft.BirthDate,
        draft.Note,
        [.. draft.Scans.Select(scan => new StoredScan(scan.ContentType, scan.Title, Hash(scan.Content)))]);

    /// <summary>SHA-256 over what was signed and by whom, in a fixed order; printed on the PDF.</summary>
    public string Hash(Guid id, DocumentDraft draft) => Hash(id, draft, Json());

    /// <param name="json">This content, where <see cref="Json"/> has written it already.</param>
    public static string Hash(Guid id, DocumentDraft draft, byte[] json) =>
        Hash(id, draft.Template.Domain, draft.Template.Key, draft.SignedAt, draft.Answers, json);

    public string Hash(
        Guid id, string domain, string template, DateTimeOffset signedAt, IReadOnlyDictionary<string,
            ModuleAnswer> answers) => Hash(id, domain, template, signedAt, answers, Json());

    public byte[] Json() => JsonSerializer.SerializeToUtf8Bytes(this, StoredJson.Options);

    static string Hash(
        Guid id, string domain, string template, DateTimeOffset signedAt,
        IReadOnlyDictionary<string, ModuleAnswer> answers, byte[] content)
    {
        var buffer = new ArrayBufferWriter<byte>(1024 + content.Length);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("domain", domain);
            json.WriteString("template", template);
            json.WriteString("signedAt", signedAt);
            json.WriteStartObject("answers");
            foreach (var (module, answer) in answers.OrderBy(answer => answer.Key, StringComparer.Ordinal))
                json.WriteString(module, AnswerNames.Of(answer));
            json.WriteEndObject();
            json.WritePropertyName("content");
            json.WriteRawValue(content, skipInputValidation: true);
            json.WriteEndObject();
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }

    static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

public sealed record StoredSigner(string Role, string? Name, DateTimeOffset At, string? Place, string? ImageHash);

public sealed record StoredScan(string ContentType, string? Title, string Hash);
