using System.Text.Json.Serialization;
using TrustCenter.Events;

namespace TrustCenter.Consents;

// The life of one document, oldest first. Names and fields are stored for thirty years: add, never rename.
// Nothing here identifies anybody: names, numbers, images and free text live in the vault.

/// <param name="Provisions">What the document permits and denies, as <see cref="ProvisionText"/>.</param>
/// <param name="Signers">Keys of the signer ids it was signed under.</param>
/// <param name="MajorityOn">For forms that guardians signed: the 18th birthday, when their consent has ended.</param>
/// <param name="ContentHash">SHA-256 of the canonical content with a salt that lives in the vault, hex.</param>
public sealed record ConsentRecorded(
    Guid ConsentId, Guid Subject, string Domain, string Template, DocumentKind Kind, DateTimeOffset SignedAt,
    IReadOnlyDictionary<string, ModuleAnswer> Answers, string Provisions, IReadOnlyList<Guid> Signers,
    IReadOnlyList<Signature> Signatures, DateOnly? MajorityOn, string Language,
    IReadOnlyList<string> InformationShown, string? Channel, string Quality, string ContentHash) : IEffective
{
    public DateTimeOffset EffectiveAt => SignedAt;

    /// <summary>For whose patients it counts in figures.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Department { get; init; }

    /// <summary>The identifying part, sealed with the subject's key: on its way to the row of the document, never to
    /// the log, for it has to be erasable.</summary>
    [JsonIgnore]
    public byte[]? Sealed { get; init; }
}

/// <summary>That somebody signed, without who.</summary>
public sealed record Signature(string Role, DateTimeOffset At);

public sealed record QualityChecked(Guid ConsentId, string Quality);

public sealed record ConsentCorrected(
    Guid ConsentId, DateTimeOffset SignedAt, IReadOnlyDictionary<string, ModuleAnswer> Answers, string Provisions,
    DateOnly? MajorityOn, string ContentHash) : IEffective
{
    public DateTimeOffset EffectiveAt => SignedAt;
}

public sealed record ConsentAnnulled(Guid ConsentId);

public sealed record PolicyUsed(Guid ConsentId, PolicyCode Policy, DateOnly On);

public sealed record ScanAdded(Guid ConsentId, int Number, string ContentType, string ContentHash);

/// <summary>The last permission of the document ran out on the day before.</summary>
public sealed record ConsentExpired(Guid ConsentId, DateOnly On);

/// <summary>The person turned 18; what guardians had consented to ended the day before.</summary>
public sealed record MajorityReached(Guid ConsentId, DateOnly On);
