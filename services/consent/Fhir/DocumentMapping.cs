using System.Globalization;
using TrustCenter.Fhir;

namespace TrustCenter.Consents;

/// <summary>The resources around a document's Consent: answers, signatures, scans, person and quality. Pure.</summary>
public static class DocumentMapping
{
    public static FhirResource Patient(DomainSettings domain, Guid subject, IEnumerable<ShownIdentifier> identifiers) =>
        new("Patient")
        {
            { "id", subject.ToString() },
            { "meta", new FhirElement("Meta") { { "profile", GatewayNames.Profile("Patient") } } },
            {
                "identifier", identifiers.Select(identifier => new Identifier(
                    GatewayNames.SignerId + identifier.Type, identifier.Value,
                    Type: new CodeableConcept(TypeOf(domain, identifier.Type))))
            },
        };

    public static FhirResource QuestionnaireResponse(GatewayDocument document)
    {
        var person = new Reference($"Patient/{document.Subject}");
        return new("QuestionnaireResponse")
        {
            { "id", ResourceIds.QuestionnaireResponse(document.Id).ToString() },
            { "meta", Meta(document, "QuestionnaireResponse") },
            { "language", document.Language },
            {
                "questionnaire", GatewayNames.Questionnaire(
                    document.Domain.Name, document.Template.Name, document.Template.Version)
            },
            { "status", document.Annulled ? "entered-in-error" : "completed" },
            { "subject", person },
            { "authored", LegalPeriods.Moment(document.SignedAt) },
            { "author", person },
            { "source", person },
            { "item", Items(document) },
        };
    }

    /// <summary>In the form's order; an answer to a module that the form does not know (any more) comes last.</summary>
    static IEnumerable<FhirElement> Items(GatewayDocument document)
    {
        var modules = document.Template.Modules;
        foreach (var module in modules)
        {
            if (document.Answers.TryGetValue(module.Name, out var answer))
                yield return Item($"{module.Name}|{module.Version}", answer, document.IsMii);
        }

        foreach (var (name, answer) in document.Answers)
            if (!modules.Any(module => module.Name == name)) yield return Item(name, answer, document.IsMii);
    }

    static FhirElement Item(string linkId, ModuleAnswer answer, bool mii) => new("QuestionnaireResponse.item")
    {
        { "linkId", linkId },
        {
            "answer", new FhirElement("QuestionnaireResponse.item.answer")
            {
                { "value", GatewayNames.Answer(answer, mii) },
            }
        },
    };

    public static FhirResource VerificationResult(GatewayDocument document) => new("VerificationResult")
    {
        { "id", ResourceIds.VerificationResult(document.Id).ToString() },
        { "meta", new FhirElement("Meta") { { "lastUpdated", document.ChangedAt } } },
        { "target", new Reference($"QuestionnaireResponse/{ResourceIds.QuestionnaireResponse(document.Id)}") },
        { "status", document.QualityCounts && !document.Annulled ? "validated" : "val-fail" },
        { "statusDate", FhirDateTime.Of(document.ChangedAt) },
        { "validationType", new CodeableConcept([], document.Quality) },
    };

    /// <param name="signatures">Names, places and images; null where they are not shown.</param>
    public static FhirResource Provenance(GatewayDocument document, IReadOnlyList<DraftSigner>? signatures = null) =>
        new("Provenance")
        {
            { "id", ResourceIds.Provenance(document.Id).ToString() },
            { "meta", Meta(document, "Provenance") },
            { "target", new Reference($"Consent/{document.Id}") },
            { "recorded", document.RecordedAt },
            {
                "agent", new FhirElement("Provenance.agent")
                {
                    { "who", new Reference(null, Display: document.Domain.OrganisationName) },
                }
            },
            { "entity", Sources(document) },
            { "signature", SignatureMapping.Of(document, signatures) },
        };

    static IEnumerable<FhirElement> Sources(GatewayDocument document)
    {
        for (var i = 0; i < document.Scans; i++)
        {
            yield return new("Provenance.entity")
            {
                { "role", "source" },
                { "what", new Reference($"DocumentReference/{ResourceIds.Scan(document.Id, i)}") },
            };
        }
    }

    /// <param name="scan">Its content; null: only where it is read.</param>
    public static FhirResource DocumentReference(GatewayDocument document, int number, DraftScan? scan)
    {
        var attachment = new FhirElement("Attachment");
        if (scan is null) attachment.Add("url", $"DocumentReference/{ResourceIds.Scan(document.Id, number)}");
        else
        {
            attachment.Add("contentType", scan.ContentType);
            attachment.Add("data", Convert.ToBase64String(scan.Content));
            attachment.Add("size", scan.Content.Length.ToString(CultureInfo.InvariantCulture));
        }

        return new("DocumentReference")
        {
            { "id", ResourceIds.Scan(document.Id, number).ToString() },
            { "meta", Meta(document, "DocumentReference") },
            { "status", document.Annulled ? "entered-in-error" : "current" },
            { "subject", new Reference($"Patient/{document.Subject}") },
            { "description", scan?.Title },
            { "content", new FhirElement("DocumentReference.content") { { "attachment", attachment } } },
        };
    }

    static FhirElement Meta(GatewayDocument document, string type) => new("Meta")
    {
        { "lastUpdated", document.ChangedAt }, { "profile", GatewayNames.Profile(type) },
    };

    static Coding TypeOf(DomainSettings domain, string type) =>
        type == domain.SafeSignerIdType || type.Contains("pseudonym", StringComparison.OrdinalIgnoreCase)
            ? new("http://terminology.hl7.org/CodeSystem/v2-0203", "ANON", "Anonymous identifier")
            : new("http://terminology.hl7.org/CodeSystem/v2-0203", "PI", "Patient internal identifier");
}
