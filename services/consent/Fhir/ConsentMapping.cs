using TrustCenter.Fhir;

namespace TrustCenter.Consents;

/// <summary>What a document or one of its policies says, as a FHIR Consent. Pure.</summary>
public static class ConsentMapping
{
    /// <summary>One Consent for the whole document, with these of its provisions.</summary>
    public static FhirResource OfDocument(GatewayDocument document, IReadOnlyCollection<Provision> provisions)
    {
        var start = LegalDays.Of(document.SignedAt);
        var end = provisions.Count > 0 ? provisions.Max(provision => provision.End) : EndOf(document, start);
        return With(document, document.Id, "document", new ConsentProvision(
            document.Kind == DocumentKind.OptOut ? "permit" : "deny",
            LegalPeriods.Of(start, end < start ? start : end), [],
            [.. provisions.Select(provision => new ConsentProvision(
                Name(provision.Type), PeriodOf(provision),
                [PolicyCodings.InDocument(document, provision.Policy)], []))]));
    }

    /// <summary>One Consent for one policy, as the policy state operations give it.</summary>
    public static FhirResource OfPolicy(GatewayDocument document, Provision provision)
    {
        var period = PeriodOf(provision);
        var consent = With(document, ResourceIds.Policy(document.Id, provision.Policy), "policy", new ConsentProvision(
            "deny", period, [],
            [new(Name(provision.Type), period, [PolicyCodings.InState(document, provision.Policy)], [])]));
        if (PolicyCodings.Named(document, provision.Policy) is { } name)
            consent.Add("policyRule", new CodeableConcept(name));
        return consent;
    }

    static FhirResource With(
        GatewayDocument document, Guid id, string resultType, ConsentProvision provision) => new("Consent")
    {
        { "id", id.ToString() },
        { "meta", Meta(document) },
        { "extension", DomainReference(document.Domain) },
        { "status", document.Status },
        { "scope", new CodeableConcept(GatewayNames.Scope) },
        { "category", Categories(document, resultType) },
        { "patient", new Reference($"Patient/{document.Subject}") },
        { "dateTime", LegalPeriods.Moment(document.SignedAt) },
        { "organization", new Reference(null, Display: document.Domain.OrganisationName) },
        { "source", new Reference($"QuestionnaireResponse/{ResourceIds.QuestionnaireResponse(document.Id)}") },
        { "policy", new FhirElement("Consent.policy") { { "uri", PolicyUri(document) } } },
        { "provision", provision },
    };

    static FhirElement Meta(GatewayDocument document)
    {
        var meta = new FhirElement("Meta") { { "lastUpdated", document.ChangedAt } };
        if (document.IsMii) meta.Add("profile", GatewayNames.MiiProfile);
        meta.Add("profile", GatewayNames.Profile("Consent"));
        return meta;
    }

    static FhirElement DomainReference(DomainSettings domain)
    {
        var reference = new FhirElement("Extension") { { "url", GatewayNames.DomainReference } };
        reference.AddExtension("domain", new Reference($"ResearchStudy/{StreamIds.OfDomain(domain.Name)}"));
        reference.AddExtension("status", new Coding("http://hl7.org/fhir/publication-status", "active", "Active"));
        return reference;
    }

    static IEnumerable<CodeableConcept> Categories(GatewayDocument document, string resultType)
    {
        yield return new(GatewayNames.PrivacyDocument);
        if (document.IsMii) yield return new(GatewayNames.MiiBroadConsent);
        yield return new(GatewayNames.ResultType(resultType));
        yield return new(GatewayNames.TemplateType(document.Kind));
    }

    static string PolicyUri(GatewayDocument document) => document.Template.PolicyUri
        ?? $"urn:uuid:{StreamIds.OfTemplate(document.Domain.Name, document.Template.Key)}";

    static Period PeriodOf(Provision provision) => LegalPeriods.Of(
        provision.Start, provision.End < provision.Start ? provision.Start : provision.End);

    static DateOnly EndOf(GatewayDocument document, DateOnly start) =>
        document.Template.Validity is { } validity && LegalDays.TryEnd(start, validity, out var end)
            ? end : LegalDays.OpenEnd;

    static string Name(ProvisionType type) => type == ProvisionType.Permit ? "permit" : "deny";
}
