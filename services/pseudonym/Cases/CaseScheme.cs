using System.Numerics;
using System.Security.Cryptography;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// A scheme is a pair of pseudonym domains that know of each other by a property. Each has keys of its own, so that
/// neither lookups nor sealed originals of the two can be compared without the trust centre's key file.
/// </summary>
public sealed record CaseScheme(string Name, OpenDomain Genome, OpenDomain Clinical)
{
    public const string SchemeProperty = "case-scheme";
    public const string NumbersProperty = "case-numbers";
    public const string KeysProperty = "case-keys";
    public const string Received = "received";

    /// <summary>64 hexadecimal digits, as the genome data centres' metadata want <c>tanG</c>: 256 bits by
    /// chance.</summary>
    public static DomainFormat Preset { get; } = new("0,1,2,3,4,5,6,7,8,9,a,b,c,d,e,f", 64);

    /// <summary>Fewer could be guessed, or drawn twice.</summary>
    public static BigInteger LeastNumbers { get; } = BigInteger.Pow(2, 64);

    public bool ReceivesNumbers => Genome.Settings.Properties!.GetValueOrDefault(NumbersProperty) == Received;

    public static string DomainOf(string scheme, string recipient) =>
        $"{scheme}.{(recipient == Recipients.Genome ? "genome" : "clinical")}";

    public OpenDomain Of(string recipient) => recipient == Recipients.Genome ? Genome : Clinical;

    /// <summary>Null where there is none.</summary>
    public static async Task<CaseScheme?> FindAsync(DomainCatalog catalog, string? name, CancellationToken ct) =>
        name is { Length: > 0 and <= 90 }
        && await catalog.FindAnyAsync(DomainOf(name, Recipients.Genome), ct) is { } genome
        && await catalog.FindAnyAsync(DomainOf(name, Recipients.Clinical), ct) is { } clinical
        && genome.Settings.Properties!.GetValueOrDefault(SchemeProperty) == name
        && clinical.Settings.Properties!.GetValueOrDefault(SchemeProperty) == name
            ? new(name, genome, clinical) : null;

    /// <summary>Who makes submissions or reads the register needs both domains, or learns nothing.</summary>
    public bool IsFor(Caller caller) => caller.MayUse(Genome.Name) && caller.MayUse(Clinical.Name);

    /// <summary>For one recipient its own domain is enough, and that of the keys in its file.</summary>
    public bool MayHandOver(Caller caller, string recipient) => recipient == Recipients.TrustOffice ? IsFor(caller)
        : caller.MayUse(Of(recipient).Name)
            && (Of(recipient).Settings.Properties!.GetValueOrDefault(KeysProperty) is not { } keys
                || caller.MayUse(keys));

    /// <summary>A keyed hash of the original, so that one original has one case (UUID v8).</summary>
    public Guid CaseOf(Vault vault, string original)
    {
        var id = vault.LookupHash("case", Name, original.Normalize()).AsSpan(0, 16);
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new(id, bigEndian: true);
    }

    /// <summary>Up to 40 characters and no hint of a person or case (§ 4(2) GenDV): 128 bits by chance.</summary>
    public static string NewWorkNumber() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>The property that ties a domain to a scheme stays, and nobody resolves it without a request.</summary>
    public static Rejection? Fault(PseudonymDomainSettings? before, PseudonymDomainSettings after)
    {
        var (old, now) = (Of(before), Of(after));
        if (before is not null && old.Scheme is not null && old != now)
        {
            return Rejection.Conflict("case-domain",
                "The domain belongs to a scheme of case numbers; that stays.", "settings.properties");
        }

        return now.Scheme is not null && (after.ResolvableBy is { Count: > 0 } || after.Parents is { Count: > 0 })
            ? Rejection.Conflict("case-domain",
                "Case numbers are resolved by request and approval only, and no domain stands above them.", "settings")
            : null;

        static (string? Scheme, string? Numbers, string? Keys) Of(PseudonymDomainSettings? settings) => (
            settings?.Properties?.GetValueOrDefault(SchemeProperty),
            settings?.Properties?.GetValueOrDefault(NumbersProperty),
            settings?.Properties?.GetValueOrDefault(KeysProperty));
    }
}
