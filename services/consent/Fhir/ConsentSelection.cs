using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>A Consent that was found.</summary>
public sealed record FoundConsent(GatewayDomain Domain, GatewayDocument Document, FhirResource Resource);

/// <summary>Finds what a search asks for.</summary>
public sealed class ConsentSelection(GatewayLook look, ConsentQuery query, Vault vault)
{
    /// <summary>A page that the database finds by itself.</summary>
    public async Task<(List<FoundConsent> Page, int Total)> PageAsync(List<GatewayDomain> domains, CancellationToken ct)
    {
        var (page, total) = (new List<FoundConsent>(), 0L);
        foreach (var domain in domains)
        {
            var (where, given) = Condition(domain);
            var skip = Math.Max(0, query.Page.Offset - total);
            var take = query.Page.Count - page.Count;
            var count = await look.CountAsync(domain, where, [.. given], ct);
            total += count;
            if (take <= 0 || skip >= count) continue;
            var documents = await look.DocumentsAsync(domain, $"{where} order by position "
                + $"offset ${given.Count + 2} limit ${given.Count + 3}", [.. given, skip, (long)take], ct);
            page.AddRange(documents.SelectMany(document => Consents(domain, document)));
        }

        return (page, (int)total);
    }

    /// <summary>What only reading tells: every document that may match is read.</summary>
    /// <param name="domains">Where to look.</param>
    /// <param name="whole">All at once instead of a page.</param>
    /// <param name="ct">The request's.</param>
    public async Task<(List<FoundConsent> Page, int Total)> ScanAsync(
        List<GatewayDomain> domains, bool whole, CancellationToken ct)
    {
        var found = new List<FoundConsent>();
        foreach (var domain in domains)
        {
            var (where, given) = Condition(domain);
            foreach (var document in await look.DocumentsAsync(domain, $"{where} order by position", [.. given], ct))
                found.AddRange(Consents(domain, document));
        }

        return (whole ? found : [.. found.Skip(query.Page.Offset).Take(query.Page.Count)], found.Count);
    }

    IEnumerable<FoundConsent> Consents(GatewayDomain domain, GatewayDocument document)
    {
        var matching = document.Provisions.Where(provision => query.Provisions.All(test => test(provision))).ToList();
        if (query.ByPolicy)
        {
            foreach (var provision in matching)
                yield return new(domain, document, ConsentMapping.OfPolicy(document, provision));
        }
        else if (matching.Count > 0 || query.Provisions.Count == 0)
        {
            yield return new(domain, document, ConsentMapping.OfDocument(document, document.Provisions));
        }
    }

    (string Where, List<object> Given) Condition(GatewayDomain domain)
    {
        var (where, given) = ("true", new List<object>());
        void And(string condition, object value)
        {
            given.Add(value);
            where += " and " + condition.Replace("?", $"${given.Count + 1}", StringComparison.Ordinal);
        }

        if (query.Subjects.Count > 0) And("subject = any(?)", query.Subjects.ToArray());
        if (query.Identifiers.Count > 0)
        {
            And("subject in (select subject from consent.signer_ids where domain = $1 and lookup = any(?))",
                query.Identifiers.Select(given => SignerIds.Lookup(vault, domain.Settings.Name, given)).ToArray());
        }

        if (query.Status.Count > 0)
        {
            given.Add(domain.Settings.InvalidQuality.ToArray());
            var invalid = $"${given.Count + 1}";
            And($"case when annulled then 'entered-in-error' when quality = any({invalid}) then 'inactive' "
                + "else 'active' end = any(?)", query.Status.ToArray());
        }

        if (query.TemplateType is { } type)
        {
            And("kind = any(?)", Enum.GetValues<DocumentKind>()
                .Where(kind => GatewayNames.TemplateType(kind).Code == type).Select(kind => (short)kind).ToArray());
        }

        if (query.PolicyUri is { } uri)
        {
            And("template = any(?)", domain.Templates.Values
                .Where(template => template.PolicyUri == uri).Select(template => template.Key).ToArray());
        }

        return (where, given);
    }
}
