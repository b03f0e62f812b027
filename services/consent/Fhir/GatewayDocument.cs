using System.Collections.Immutable;

namespace TrustCenter.Consents;

/// <summary>A document with all that the gateway shows of it.</summary>
public sealed record GatewayDocument(
    Guid Id, Guid Subject, DomainSettings Domain, TemplateDefinition Template, DocumentKind Kind,
    DateTimeOffset SignedAt, DateTimeOffset RecordedAt, DateTimeOffset ChangedAt, string Quality, bool Annulled,
    ImmutableArray<Provision> Provisions, IReadOnlyDictionary<string, ModuleAnswer> Answers, string Language,
    IReadOnlyList<Signature> Signatures, int Scans)
{
    public bool IsMii => Domain.PolicySystem == PolicyCode.MiiSystem;

    public bool QualityCounts => !Domain.InvalidQuality.Contains(Quality);

    /// <summary>Every document that legally exists is active, a withdrawal too: clients filter by it.</summary>
    public string Status => Annulled ? "entered-in-error" : QualityCounts ? "active" : "inactive";
}

/// <summary>A signer id, opened, to be shown.</summary>
public sealed record ShownIdentifier(Guid Subject, string Type, string Value);

/// <summary>
/// Ids of the resources a document is made of. Each is the document's id with a mask of its own, so that it is found
/// again by unmasking.
/// </summary>
public static class ResourceIds
{
    public static Guid QuestionnaireResponse(Guid document) => Masked(document, 0x51);
    public static Guid Provenance(Guid document) => Masked(document, 0x50);
    public static Guid VerificationResult(Guid document) => Masked(document, 0x56);
    public static Guid Bundle(Guid document) => Masked(document, 0x42);
    public static Guid Scan(Guid document, int number) => Masked(document, (byte)(0x80 + number));

    /// <summary>What a document says about one policy.</summary>
    public static Guid Policy(Guid document, PolicyCode policy)
    {
        Span<byte> id = stackalloc byte[16];
        document.TryWriteBytes(id, bigEndian: true, out _);
        var text = System.Text.Encoding.UTF8.GetBytes(policy.ToString());
        var hash = System.Security.Cryptography.SHA256.HashData([.. id, .. text]).AsSpan(0, 16);
        hash[6] = (byte)(hash[6] & 0x0F | 0x80);
        hash[8] = (byte)(hash[8] & 0x3F | 0x80);
        return new(hash, bigEndian: true);
    }

    static Guid Masked(Guid document, byte mask)
    {
        Span<byte> id = stackalloc byte[16];
        document.TryWriteBytes(id, bigEndian: true, out _);
        id[15] ^= mask;
        id[14] ^= 0xA5;
        return new(id, bigEndian: true);
    }
}
