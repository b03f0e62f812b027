using TrustCenter.Fhir;

namespace TrustCenter.Consents;

/// <summary>Bundles as the gateway's operations give them. Pure.</summary>
public sealed record GatewayBundles(string Base)
{
    /// <summary>
    /// A list with its total. R4 has no total on a collection, the incumbent sends one, and a client pages by it.
    /// </summary>
    public FhirResource List(IEnumerable<FhirResource> resources, int total) =>
        Bundle.Of("collection", Entries(resources), total);

    /// <summary>Everything about one document.</summary>
    /// <param name="provisions">Those that are shown; null: all.</param>
    public FhirResource Document(
        GatewayDocument document, IEnumerable<ShownIdentifier> identifiers,
        IReadOnlyCollection<Provision>? provisions = null, DocumentDraft? draft = null)
    {
        var bundle = Bundle.Of("collection", Entries(Resources(document, identifiers, provisions, draft)));
        bundle.Id = ResourceIds.Bundle(document.Id).ToString();
        return bundle;
    }

    static IEnumerable<FhirResource> Resources(
        GatewayDocument document, IEnumerable<ShownIdentifier> identifiers, IReadOnlyCollection<Provision>? provisions,
        DocumentDraft? draft)
    {
        yield return DocumentMapping.QuestionnaireResponse(document);
        yield return ConsentMapping.OfDocument(document, provisions ?? document.Provisions);
        yield return DocumentMapping.Provenance(document, draft?.Signers);
        for (var i = 0; i < document.Scans; i++)
            yield return DocumentMapping.DocumentReference(document, i, draft?.Scans[i]);
        yield return DocumentMapping.Patient(document.Domain, document.Subject, identifiers);
        yield return DocumentMapping.VerificationResult(document);
    }

    public IEnumerable<BundleEntry> Entries(IEnumerable<FhirResource> resources) =>
        resources.Select(resource => new BundleEntry(resource, $"{Base}/{resource.TypeName}/{resource.Id}"));
}
