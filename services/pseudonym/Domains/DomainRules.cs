using System.Text.RegularExpressions;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>What a domain's name and settings must be like; gives settings with nothing left out.</summary>
public static partial class DomainRules
{
    public const string Random = "random";
    public const string Permutation = "permutation";
    public const double WarnAtFill = 0.8;

    [GeneratedRegex(@"^[\p{L}\p{Nd}]([\p{L}\p{Nd} _.:/-]{0,98}[\p{L}\p{Nd}_.:/-])?\z")]
    private static partial Regex NamePattern();

    public static Rejection? Name(string? name) => name is not null && NamePattern().IsMatch(name) ? null
        : Rejection.Invalid("domain-name-invalid", "A domain's name has 1 to 100 letters, digits, spaces and _ . : / - "
            + "and begins with a letter or digit.", "name");

    public static Rejection? Read(string name, PseudonymDomainSettings? wish, out PseudonymDomainSettings settings)
    {
        settings = null!;
        if (Name(name) is { } fault) return fault;
        if (wish is null) return Faults.Missing("settings");
        settings = wish with
        {
            Format = Formats.Complete(wish.Format),
            Generation = wish.Generation ?? Random,
            Label = wish.Label ?? name,
            Properties = wish.Properties ?? new Dictionary<string, string>(),
            Parents = wish.Parents ?? [],
            Originals = wish.Originals ?? OriginalsRule.Off,
            ResolvableBy = wish.ResolvableBy ?? [],
            WarnAtFill = wish.WarnAtFill ?? WarnAtFill,
            Consent = TieRules.Complete(wish),
            ValidFrom = wish.ValidFrom?.ToUniversalTime(),
            ValidUntil = wish.ValidUntil?.ToUniversalTime(),
        };
        return Texts(settings) ?? Numbers(settings) ?? Words(name, settings) ?? Grants(settings)
            ?? TieRules.Fault(settings)
            ?? Format(settings);
    }

    static Rejection? Format(PseudonymDomainSettings settings)
    {
        if (Formats.Read(settings.Format!, out var format) is { } fault) return fault;
        return settings.Generation == Permutation && KeyedPseudonyms.Refusal(format) is { } refusal
            ? Rejection.Invalid("format-invalid", refusal.Message, "settings.format") : null;
    }

    static Rejection? Texts(PseudonymDomainSettings settings)
    {
        if (Text(settings.Label!, "settings.label", 200) is { } label) return label;
        if (settings.Comment is { } comment && Text(comment, "settings.comment", 2000) is { } fault) return fault;
        if (settings.RequiredPolicy is { } policy
            && Text(policy, "settings.requiredPolicy", 300) is { } policyFault) return policyFault;
        if (settings.Properties!.Count > 50) return Faults.TooMany("settings.properties", 50);
        return settings.Properties.Select(property => Text(property.Key, "settings.properties", 100)
            ?? Text(property.Value, "settings.properties", 1000)).FirstOrDefault(found => found is not null);
    }

    static Rejection? Text(string text, string path, int most)
    {
        if (text.Length > most) return Faults.TooLong(path, most);
        return text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) || !Originals.IsWellFormed(text)
            ? Rejection.Invalid("character-not-allowed", "Control characters are not allowed here.", path)
            : null;
    }

    static Rejection? Numbers(PseudonymDomainSettings settings)
    {
        if (settings.WarnAtFill is < 0.5 or > 1 or double.NaN)
            return Rejection.Invalid("fill-invalid", "The share to warn at is 0.5 to 1.", "settings.warnAtFill");
        if (settings.LifetimeDays is < 1 or > 36_500)
            return Rejection.Invalid("lifetime-invalid", "A lifetime is 1 to 36,500 days.", "settings.lifetimeDays");
        return settings.ValidFrom >= settings.ValidUntil
            ? Rejection.Invalid("validity-invalid", "The validity ends before it begins.", "settings.validUntil")
            : null;
    }

    static Rejection? Words(string name, PseudonymDomainSettings settings)
    {
        if (settings.Generation is not (Random or Permutation))
        {
            return Rejection.Invalid("generation-invalid", "Pseudonyms are made by 'random' or 'permutation'.",
                "settings.generation");
        }

        if (!OriginalsRule.All.Contains(settings.Originals))
        {
            return Rejection.Invalid("originals-invalid",
                $"Originals are checked by one of {string.Join(", ", OriginalsRule.All)}.", "settings.originals");
        }

        if (settings.Parents!.Count > 20) return Faults.TooMany("settings.parents", 20);
        if (settings.Parents.Any(parent => parent is null || Name(parent) is not null)
            || settings.Parents.Distinct(StringComparer.Ordinal).Count() < settings.Parents.Count)
            return Rejection.Invalid("parent-invalid", "Parents are domains, each once.", "settings.parents");
        if (settings.Parents.Contains(name)) return DomainFamily.Circle;
        return settings.Originals != OriginalsRule.Off && settings.Parents.Count == 0
            ? Rejection.Invalid("parent-missing", "Originals can be checked against parents only.", "settings.parents")
            : null;
    }

    static Rejection? Grants(PseudonymDomainSettings settings)
    {
        if (settings.ResolvableBy!.Count > 50) return Faults.TooMany("settings.resolvableBy", 50);
        return settings.ResolvableBy.All(grant => grant is
        {
            Client.Length: > 0 and <= 200, Purpose.Length: > 0 and <= 200,
            ValuesPerHour: > 0 and <= 10_000_000
        })
            ? null
            : Rejection.Invalid("grant-invalid", "A grant names a client, a purpose and values per hour (1 to "
                + "10,000,000).", "settings.resolvableBy");
    }
}

/// <summary>How originals are checked against the parents.</summary>
public static class OriginalsRule
{
    public const string Off = "off";
    public const string Validate = "validate";
    public const string EnsureExists = "ensure-exists";
    public const string CascadeDelete = "cascade-delete";

    public static readonly string[] All = [Off, Validate, EnsureExists, CascadeDelete];
}
