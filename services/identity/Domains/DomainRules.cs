using System.Text.RegularExpressions;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>What a domain's name and settings must be like.</summary>
static partial class DomainRules
{
    static readonly string[] Rules = ["confirms", "decides", "none"];

    [GeneratedRegex(@"^[A-Za-z0-9]([A-Za-z0-9 _.-]{0,98}[A-Za-z0-9_.-])?\z")]
    private static partial Regex Name();

    public static Rejection? Read(string? name, DomainSettingsView? wish, out DomainSettings settings)
    {
        wish ??= new();
        settings = new(wish.Label ?? name ?? "", wish.MpiFormat ?? new(),
            [.. wish.Sources ?? [new("default")]], [.. wish.Authorities ?? []],
            [.. wish.RequiredFields ?? ["familyName", "birthDate"]],
            new(wish.Clearing?.SecondOpinion ?? ClearingRules.Asked, wish.Clearing?.BelowScore));
        if (name is null || !Name().IsMatch(name))
        {
            return Rejection.Invalid("domain-name-invalid", "A domain's name has 1 to 100 letters, digits, spaces, "
                + "underscores, dots and hyphens, and begins with a letter or digit.", "name");
        }

        return PlainText.Fault(settings.Label, "settings.label", 200)
            ?? MpiIds.Fault(settings.MpiFormat)
            ?? Sources(settings)
            ?? Authorities(settings)
            ?? Required(settings)
            ?? Clearing(settings.ClearingRules);
    }

    static Rejection? Clearing(ClearingRules rules) =>
        rules.SecondOpinion is ClearingRules.Asked or ClearingRules.Merges or ClearingRules.Always ? null
            : Rejection.Invalid("clearing-invalid",
                "A second opinion is asked, merges or always.", "settings.clearing.secondOpinion");

    static Rejection? Sources(DomainSettings settings)
    {
        const string Path = "settings.sources";
        if (settings.Sources.Length is 0 or > 200)
            return Rejection.Invalid("sources-invalid", "A domain has 1 to 200 sources.", Path);
        for (var i = 0; i < settings.Sources.Length; i++)
        {
            var source = settings.Sources[i];
            if (source?.Name is null || !Name().IsMatch(source.Name) || source.Trust is < 0 or > 100
                || settings.Sources.Take(i).Any(other => other.Name == source.Name))
            {
                return Rejection.Invalid("sources-invalid",
                    "Sources are written like domain names, each once, with a trust of 0 to 100.", $"{Path}[{i}]");
            }

            if (PlainText.Fault(source.Label, $"{Path}[{i}].label", 200) is { } fault) return fault;
        }

        return null;
    }

    static Rejection? Authorities(DomainSettings settings)
    {
        const string Path = "settings.authorities";
        if (settings.Authorities.Length > 200
            || settings.Authorities.Count(authority => authority?.Compared == true) > 8)
        {
            return Rejection.Invalid("authorities-invalid",
                "A domain has at most 200 authorities; at most 8 of their identifiers are compared.", Path);
        }

        for (var i = 0; i < settings.Authorities.Length; i++)
        {
            var authority = settings.Authorities[i];
            if (authority?.Name is null || !Name().IsMatch(authority.Name) || !Rules.Contains(authority.Rule)
                || settings.Authorities.Take(i).Any(other => other.Name == authority.Name))
            {
                return Rejection.Invalid("authorities-invalid", "Authorities are written like domain names, each once; "
                    + "their rule is confirms, decides or none.", $"{Path}[{i}]");
            }

            if ((PlainText.Fault(authority.Label, $"{Path}[{i}].label", 200)
                ?? PlainText.Fault(authority.System, $"{Path}[{i}].system", 300)) is { } fault) return fault;
        }

        return null;
    }

    static Rejection? Required(DomainSettings settings)
    {
        for (var i = 0; i < settings.RequiredFields.Length; i++)
        {
            if (!IdentityFields.Names.Contains(settings.RequiredFields[i]))
            {
                return Rejection.Invalid("field-unknown", "There is no such field of an identity.",
                    $"settings.requiredFields[{i}]");
            }
        }

        return null;
    }
}
