using System.Globalization;
using Microsoft.Extensions.Primitives;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>A search for Consents, read from an address or a form. What is not understood is refused: a filter that is
/// passed over would find people who should not be found. Pure.</summary>
public sealed record ConsentQuery
{
    static readonly string[] Ignored = ["_format", "_pretty", "_summary", "_elements"];

    public string? Domain { get; private init; }
    public IReadOnlyList<Guid> Subjects { get; private init; } = [];
    public IReadOnlyList<PersonIdentifier> Identifiers { get; private init; } = [];
    public IReadOnlySet<string> Status { get; private init; } = new HashSet<string>();
    public string? TemplateType { get; private init; }
    public string? PolicyUri { get; private init; }
    public IReadOnlyList<Predicate<Provision>> Provisions { get; private init; } = [];
    public bool WithPatients { get; private init; }
    public bool WithProvenances { get; private init; }
    public bool Nothing { get; private init; }
    public bool NamesPeople { get; private init; }
    public Paging Page { get; private init; } = new(100, 0);

    /// <summary>By policy, one Consent each, instead of by document.</summary>
    public bool ByPolicy { get; private init; }

    /// <summary>Whether the database can tell what is found; what a provision says only the service can read.</summary>
    public bool IsPlain => !ByPolicy && Provisions.Count == 0;

    public static Rejection? TryRead(
        IEnumerable<KeyValuePair<string, StringValues>> parameters, out ConsentQuery query)
    {
        query = new();
        foreach (var (name, values) in parameters)
        {
            if (Ignored.Contains(name)) continue;
            foreach (var value in values)
            {
                if (Read(query, name, value ?? "", out query) is { } fault) return fault;
            }
        }

        return null;
    }

    static Rejection? Read(ConsentQuery query, string name, string value, out ConsentQuery read)
    {
        read = query;
        switch (name)
        {
            case "domain:identifier" or "domain.identifier":
                read = query with { Domain = Token(value).Code };
                return null;
            case "patient" or "subject" or "patient:Patient" or "subject:Patient":
                return ReadPatients(query, name, value, out read);
            case "patient.identifier" or "subject.identifier":
                return ReadIdentifiers(query, name, value, out read);
            case "status":
                read = query with { Status = query.Status.Concat(value.Split(',')).ToHashSet() };
                return null;
            case "category":
                return ReadCategory(query, value, out read);
            case "mii-policy-uri":
                read = query with { PolicyUri = value };
                return null;
            case "_include" or "_include:iterate" when value == "Consent:patient":
                read = query with { WithPatients = true };
                return null;
            case "_revinclude" when value == "Provenance:target":
                read = query with { WithProvenances = true };
                return null;
            case "_profile" or "_profile:below":
                return GatewayNames.ProfileFamilies.Any(family => value.StartsWith(family, StringComparison.Ordinal))
                    ? null : NotUnderstood(name, "No Consent here has this profile.");
            case "_count" or "_offset":
                return ReadPage(query, name, value, out read);
            default:
                return ReadProvision(query, name, value, out read);
        }
    }

    static Rejection? ReadPatients(ConsentQuery query, string name, string value, out ConsentQuery read)
    {
        var subjects = new List<Guid>();
        foreach (var text in value.Split(','))
        {
            var id = text[(text.LastIndexOf('/') + 1)..];
            if (Guid.TryParseExact(id, "D", out var subject)) subjects.Add(subject);
        }

        // an id that is none of ours is nobody's, and is not an error
        read = query with
        {
            Subjects = [.. query.Subjects, .. subjects],
            NamesPeople = true,
            Nothing = query.Nothing || subjects.Count == 0,
        };
        return value.Length > 0 ? null : NotUnderstood(name, "Name a Patient.");
    }

    static Rejection? ReadIdentifiers(ConsentQuery query, string name, string value, out ConsentQuery read)
    {
        read = query with { NamesPeople = true };
        var identifiers = new List<PersonIdentifier>();
        foreach (var text in value.Split(','))
        {
            var (system, code) = Token(text);
            if (system?.StartsWith(GatewayNames.SignerId, StringComparison.Ordinal) != true || code.Length == 0)
            {
                return Rejection.Unprocessable("identifier-type-unknown",
                    $"An identifier is {GatewayNames.SignerId} and its type, a bar and the value.", name);
            }

            identifiers.Add(new(system[GatewayNames.SignerId.Length..], code));
        }

        read = read with { Identifiers = [.. query.Identifiers, .. identifiers] };
        return null;
    }

    static Rejection? ReadCategory(ConsentQuery query, string value, out ConsentQuery read)
    {
        var (system, code) = Token(value);
        read = code switch
        {
            "policy" => query with { ByPolicy = true },
            "document" => query with { ByPolicy = false },
            "57016-8" => query,
            _ when code == GatewayNames.MiiBroadConsent.Code => query,
            _ when code.Contains("CONSENT-OPT",
                StringComparison.Ordinal) || code is "WITHDRAWAL" or "REFUSAL" or "OBJECTION" =>
                query with { TemplateType = code },
            "consent-status" => query,
            _ => query with { Nothing = true },
        };
        return code == "consent-status" ? NotUnderstood("category", "The aggregated state is asked for by "
            + "$currentPolicyStatesForPerson; search for document or policy.") : null;
    }

    static Rejection? ReadPage(ConsentQuery query, string name, string value, out ConsentQuery read)
    {
        read = query;
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return NotUnderstood(name, "A whole number, zero or more.");
        read = query with
        {
            Page = name == "_count" ? query.Page with { Count = Math.Min(number, 1000) } : query.Page with
            {
                Offset =
                number
            },
        };
        return null;
    }

    static Rejection? ReadProvision(ConsentQuery query, string name, string value, out ConsentQuery read)
    {
        read = query;
        var (left, right) = value.IndexOf('$', StringComparison.Ordinal) is >= 0 and var at
            ? (value[..at], value[(at + 1)..]) : (value, value);
        Predicate<Provision>? test = name switch
        {
            "mii-provision-provision-code" => IsCode(value),
            "mii-provision-provision-type" => IsType(value),
            "mii-provision-provision-period" => IsIn(value),
            "mii-provision-provision-code-type" when IsType(right) is { } type && IsCode(left) is { } code =>
                provision => code(provision) && type(provision),
            "mii-provision-provision-code-period" when IsIn(right) is { } inside && IsCode(left) is { } code =>
                provision => code(provision) && inside(provision),
            _ => null,
        };
        if (test is null) return NotUnderstood(name, "This search parameter or its value is not understood.");
        read = query with { Provisions = [.. query.Provisions, test] };
        return null;
    }

    static Predicate<Provision>? IsCode(string value)
    {
        var (system, code) = Token(value);
        return provision => (provision.Policy.Code == code && (system is null || provision.Policy.System == system))
            || MiiPolicyList.FindByName(code)?.Code == provision.Policy;
    }

    static Predicate<Provision>? IsType(string value) => value switch
    {
        "permit" => provision => provision.Type == ProvisionType.Permit,
        "deny" => provision => provision.Type == ProvisionType.Deny,
        _ => null,
    };

    /// <summary>Prefixes as FHIR compares a day with a period (eq: within; the rest by its ends).</summary>
    static Predicate<Provision>? IsIn(string value)
    {
        var prefix = value.Length > 2 && char.IsAsciiLetter(value[0]) ? value[..2] : "eq";
        var text = value.Length > 2 && char.IsAsciiLetter(value[0]) ? value[2..] : value;
        if (!LegalDays.TryParseSpan(text, out var days)) return null;
        return prefix switch
        {
            "eq" => provision => provision.Start <= days.From && days.To <= provision.End,
            "ge" => provision => provision.End >= days.From,
            "gt" => provision => provision.End > days.To,
            "le" => provision => provision.Start <= days.To,
            "lt" => provision => provision.Start < days.From,
            "sa" => provision => provision.Start > days.To,
            "eb" => provision => provision.End < days.From,
            _ => null,
        };
    }

    static (string? System, string Code) Token(string value) =>
        value.LastIndexOf('|') is >= 0 and var bar ? (value[..bar], value[(bar + 1)..]) : (null, value);

    static Rejection NotUnderstood(string name, string message) => Rejection.Invalid("search-invalid", message, name);
}
