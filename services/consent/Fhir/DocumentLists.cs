using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Lists of documents, each as a Bundle of its own. The last step of several operations.</summary>
public static class DocumentLists
{
    /// <param name="total">How many documents there are on all pages; null: as many as are shown.</param>
    /// <param name="effectiveOnly">Only what is permitted and effective now.</param>
    public static async Task<FhirAnswer> AnswerAsync(
        this GatewayLook look, HttpContext http, GatewayDomain domain, List<GatewayDocument> documents, int? total,
        bool effectiveOnly, AuditEntry entry, CancellationToken ct)
    {
        var services = http.RequestServices;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var shown = documents.Select(document => (Document: document, document.Provisions.ToList())).ToList();
        if (effectiveOnly) shown = await EffectiveAsync(look, domain, documents, now, ct);

        var subjects = shown.Select(found => found.Document.Subject).Distinct().ToArray();
        var vault = services.GetRequiredKeyedService<Vault>(ConsentsService.Name);
        var identifiers = await look.IdentifiersAsync(domain.Settings, vault, subjects, ct);
        var bundles = new GatewayBundles(GatewayRequest.BaseOf(http));
        var answer = new FhirAnswer(bundles.List(
            shown.Select(found => bundles.Document(found.Document, identifiers[found.Document.Subject], found.Item2)),
            total ?? shown.Count));
        await look.CommitAsync(entry with
        {
            Detail = new
            {
                domain = domain.Settings.Name,
                documents = shown.Select(found => found.Document.Id).ToArray(),
            },
        }, Caller.Of(http), now, ct);
        return answer;
    }

    static async Task<List<(GatewayDocument, List<Provision>)>> EffectiveAsync(
        GatewayLook look, GatewayDomain domain, List<GatewayDocument> documents, DateTimeOffset now,
        CancellationToken ct)
    {
        var people = await look.SubjectsAsync(
            domain.Settings, documents.Select(document => document.Subject).Distinct().ToArray(), ct);
        return [.. documents
            .Select(document => (document,
                EffectivePermits.Of(document, people.GetValueOrDefault(document.Subject), now)))
            .Where(found => found.Item2.Count > 0)];
    }
}
