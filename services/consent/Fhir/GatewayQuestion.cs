using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>What the operations' parameters have in common, read in one place. Faults name their parameter.</summary>
public static class GatewayQuestion
{
    const int MostIdentifiers = 1000;

    public static Rejection DomainUnknown { get; } = Faults.DomainUnknown with { Path = Places.Of("domain") };

    /// <summary>The domain as it is now, or why not.</summary>
    public static async Task<(GatewayDomain?, Rejection?)> DomainAsync(
        Parameters parameters, Caller caller, IQuerySession session, GatewayCatalog catalog, CancellationToken ct)
    {
        if (parameters.String("domain") is not { Length: > 0 } name) return (null, Missing("domain"));
        if (Profile(parameters) is { } fault) return (null, fault);
        return caller.MayUse(name) && await catalog.ReadAsync(session, name, ct) is { } domain
            ? (domain, null) : (null, DomainUnknown);
    }

    /// <summary>All person identifiers; their system names a type of the domain.</summary>
    public static Rejection? TryReadIdentifiers(
        Parameters parameters, DomainSettings domain, out PersonIdentifier[] identifiers)
    {
        var given = parameters.Identifiers("personIdentifier");
        identifiers = new PersonIdentifier[given.Count];
        if (given.Count == 0) return Missing("personIdentifier");
        if (given.Count > MostIdentifiers)
        {
            return Rejection.Invalid("too-many", $"At most {MostIdentifiers} identifiers a request.",
                Places.Of("personIdentifier"));
        }

        for (var i = 0; i < identifiers.Length; i++)
        {
            var place = $"{Places.Of("personIdentifier")}[{i}].value";
            if (TryReadIdentifier(given[i], domain, place, out identifiers[i]) is { } fault) return fault;
        }

        return null;
    }

    public static Rejection? TryReadIdentifier(
        Identifier given, DomainSettings domain, string place, out PersonIdentifier identifier)
    {
        identifier = null!;
        if (given.System?.StartsWith(GatewayNames.SignerId, StringComparison.Ordinal) != true
            || !domain.SignerIdTypes.Contains(given.System[GatewayNames.SignerId.Length..]))
        {
            return Rejection.Unprocessable("identifier-type-unknown",
                $"The system is {GatewayNames.SignerId} and one of {string.Join(", ", domain.SignerIdTypes)}.",
                $"{place}.system");
        }

        if (given.Value is not { Length: > 0 and <= 200 } value || !SignerIds.IsWellFormed(value))
        {
            return Rejection.Unprocessable("identifier-invalid", "An identifier has 1 to 200 characters.",
                $"{place}.value");
        }

        identifier = new(given.System[GatewayNames.SignerId.Length..], value);
        return null;
    }

    /// <summary>The policy asked about and its version (null: any).</summary>
    public static Rejection? TryReadPolicy(
        Parameters parameters, GatewayDomain domain, GatewayConfig config, out PolicyCode policy, out string? version)
    {
        (policy, version) = (default, null);
        if (parameters.Coding("policy") is not { } coding) return Missing("policy");
        if (coding.Code is null) return Missing("policy");
        if (!domain.TryFindPolicy(coding, out policy))
        {
            return Rejection.NotFound("policy-unknown",
                "No form of this domain speaks of this policy; check system and code.", Places.Of("policy"));
        }

        if (parameters.String("version") is { Length: > 0 } asked)
        {
            if (config.IgnoreVersion) return null;
            version = asked;
            return domain.HasVersion(policy, asked) ? null : Rejection.NotFound("policy-version-unknown",
                "The policy has no such version; to ask about any, set ignoreVersionNumber.", Places.Of("version"));
        }

        return config.IgnoreVersion ? null : Missing("version");
    }

    /// <summary>The form: the key <c>domain;name;version</c>, its canonical, or <c>name|version</c>.</summary>
    public static Rejection? TryReadTemplate(
        Parameters parameters, GatewayDomain domain, out TemplateReference reference)
    {
        reference = null!;
        if (parameters.String("template") is not { Length: > 0 } text) return Missing("template");
        if (TemplateReference.TryParse(text) is not { } read)
        {
            return Rejection.Invalid("template-malformed", "A template is named domain;name;version.",
                Places.Of("template"));
        }

        reference = read;
        var known = (read.Domain ?? domain.Settings.Name) == domain.Settings.Name
            && domain.Templates.Values.Any(template =>
                template.Name == read.Name && (read.Version is null || template.Version == read.Version));
        return known ? null : Faults.TemplateUnknown with { Path = Places.Of("template") };
    }

    /// <summary>Whether the caller may know the domain that is kept, without asking the database.</summary>
    public static GatewayDomain? Kept(Parameters parameters, Caller caller, GatewayCatalog catalog) =>
        parameters.String("domain") is { } name && caller.MayUse(name) ? catalog.Kept(name) : null;

    public static Rejection Missing(string parameter) =>
        Rejection.Invalid("required", $"The parameter '{parameter}' is missing.", Places.Of(parameter));

    static Rejection? Profile(Parameters parameters)
    {
        var known = parameters.String("_profile") is not { } profile
            || GatewayNames.ProfileFamilies.Any(family => profile.StartsWith(family, StringComparison.Ordinal));
        return known ? null : Rejection.NotFound("profile-unknown",
            "The gateway answers in the MII's and the German consent group's profiles.", Places.Of("_profile"));
    }
}
