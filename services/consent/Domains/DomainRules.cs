using System.Collections.Immutable;
using System.Text.RegularExpressions;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>What a domain's name and settings must be like.</summary>
public static partial class DomainRules
{
    public const string GicsPolicySystem = "https://ths-greifswald.de/fhir/CodeSystem/gics/Policy";

    static readonly string[] ValidQuality = ["not_checked", "checked_no_faults", "checked_minor_faults"];
    static readonly string[] InvalidQuality = ["checked_major_faults", "invalidated"];

    [GeneratedRegex(@"^[A-Za-z0-9]([A-Za-z0-9 _.-]{0,98}[A-Za-z0-9_.-])?\z")]
    private static partial Regex Name();

    public static Rejection? Read(string? name, ConsentDomainSettings? wish, out DomainSettings settings)
    {
        settings = null!;
        if (name is null || !Name().IsMatch(name))
        {
            return Rejection.Invalid("domain-name-invalid", "A domain's name has 1 to 100 letters, digits, spaces, "
                + "underscores, dots and hyphens, and begins with a letter or digit.", "name");
        }

        if (wish is null) return Rejection.Invalid("required", "This is required.", "settings");
        if (!TryReadCompatibility(wish.Compatibility, out var compatibility))
        {
            return Rejection.Invalid("compatibility-invalid", "Compatibility is 'none' or 'gics'.",
                "settings.compatibility");
        }

        var types = (wish.SignerIdTypes ?? []).ToImmutableArray();
        settings = new(name, wish.Label ?? name, wish.OrganisationName ?? wish.Label ?? name, types,
            wish.SafeSignerIdType ?? types.FirstOrDefault() ?? "", wish.PolicySystem ?? GicsPolicySystem,
            wish.PolicyNameSystem ?? GicsPolicySystem, wish.RevokeIsPermanent, compatibility,
            [.. wish.ValidQuality ?? ValidQuality], [.. wish.InvalidQuality ?? InvalidQuality],
            wish.DefaultQuality ?? ((wish.ValidQuality ?? ValidQuality) is [var usual, ..] ? usual : ""),
            wish.ScansNotMandatory, wish.OmitDenies);
        return Check(settings);
    }

    static Rejection? Check(DomainSettings settings) =>
        PlainText.Fault(settings.Label, "settings.label", 200)
        ?? PlainText.Fault(settings.OrganisationName, "settings.organisationName", 200)
        ?? SignerIdTypes(settings)
        ?? Systems(settings)
        ?? Qualities(settings);

    static Rejection? SignerIdTypes(DomainSettings settings)
    {
        const string Path = "settings.signerIdTypes";
        if (settings.SignerIdTypes.Length is 0 or > 20)
            return Rejection.Invalid("signer-id-types-invalid", "A domain has 1 to 20 signer id types.", Path);
        for (var i = 0; i < settings.SignerIdTypes.Length; i++)
        {
            var type = settings.SignerIdTypes[i];
            if (type is null || !Name().IsMatch(type) || settings.SignerIdTypes.IndexOf(type) < i)
            {
                return Rejection.Invalid("signer-id-types-invalid",
                    "Signer id types are written like domain names, each once.", $"{Path}[{i}]");
            }
        }

        return settings.SignerIdTypes.Contains(settings.SafeSignerIdType) ? null
            : Rejection.Invalid("safe-signer-id-type-unknown", "The safe signer id type must be one of the domain's.",
                "settings.safeSignerIdType");
    }

    static Rejection? Systems(DomainSettings settings)
    {
        foreach (var (system, path) in new[]
        {
            (settings.PolicySystem, "settings.policySystem"), (settings.PolicyNameSystem, "settings.policyNameSystem"),
        })
        {
            if (system.Length > 300 || system.Any(char.IsWhiteSpace) || system.Contains('|', StringComparison.Ordinal)
                || !Uri.TryCreate(system, UriKind.Absolute, out _))
                return Rejection.Invalid("policy-system-invalid", "A code system is an absolute URI.", path);
        }

        return null;
    }

    static Rejection? Qualities(DomainSettings settings)
    {
        var all = settings.ValidQuality.Concat(settings.InvalidQuality).ToArray();
        if (all.Length > 50 || all.Distinct(StringComparer.Ordinal).Count() != all.Length
            || all.Any(quality => quality is not { Length: > 0 and <= 60 } || quality.AsSpan().ContainsAny('<', '>')
                || PlainText.HasHiddenCharacters(quality)))
        {
            return Rejection.Invalid("quality-invalid",
                "Quality verdicts have 1 to 60 characters; none is both valid and invalid.", "settings.validQuality");
        }

        return all.Contains(settings.DefaultQuality) ? null
            : Rejection.Invalid("quality-unknown", "The default quality must be one of the domain's verdicts.",
                "settings.defaultQuality");
    }

    static bool TryReadCompatibility(string? text, out Compatibility compatibility)
    {
        compatibility = text == "gics" ? Compatibility.Gics : Compatibility.None;
        return text is null or "none" or "gics";
    }
}
