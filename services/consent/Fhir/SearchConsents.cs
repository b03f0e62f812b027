using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// <c>GET Consent</c> and <c>POST Consent/_search</c>. By default one Consent for each document, so that what was
/// signed together stays together; denies are shown.
/// </summary>
public static class SearchingConsents
{

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/Consent", Handle).RequirePermission(Permissions.ConsentRead).WithSummary("Search Consents");
        routes.MapPost("/Consent/_search", Handle).RequirePermission(Permissions.ConsentRead)
            .WithSummary("Search Consents by a form");
    }

    static async Task<IResult> Handle(
        HttpContext http, Caller caller, IQuerySession session, Vault vault, GatewayCatalog catalog, TimeProvider clock,
        CancellationToken ct)
    {
        var (parameters, refusal) = await ParametersAsync(http, ct);
        if (parameters is null) return refusal!;
        if (ConsentQuery.TryRead(parameters, out var query) is { } fault) return Problem.From(fault);
        var (domains, domainFault) = await DomainsAsync(query, caller, session, catalog, ct);
        if (domains is null) return Problem.From(domainFault!);

        await using var look = await GatewayLook.OpenAsync(session, ct);
        var whole = query.NamesPeople && HttpMethods.IsPost(http.Request.Method);
        var selection = new ConsentSelection(look, query, vault);
        var (page, total) = query.Nothing ? ([], 0)
            : query.IsPlain && !whole ? await selection.PageAsync(domains, ct)
            : await selection.ScanAsync(domains, whole, ct);
        var shown = page.Select(match => (match.Domain, match.Document)).Distinct().ToList();
        var bundles = new GatewayBundles(GatewayRequest.BaseOf(http));
        var included = await IncludedAsync(look, query, shown, vault, ct);
        var answer = Bundle.Of("searchset",
            bundles.Entries(page.Select(match => match.Resource)).Select(entry => entry with { Search = "match" })
                .Concat(bundles.Entries(included).Select(entry => entry with { Search = "include" })),
            total, Links(http, parameters, query, whole ? 0 : total));
        await look.CommitAsync(new("gateway-search-consents", "consents", "seen", Detail: new
        {
            documents = shown.Select(match => match.Document.Id).ToArray(),
        }), caller, clock.GetUtcNow(), ct);
        return new FhirAnswer(answer);
    }

    /// <summary>What several persons are asked for by a form stays in the form: all of it comes on one page.</summary>
    static IEnumerable<(string, string)> Links(
        HttpContext http, List<KeyValuePair<string, StringValues>> parameters, ConsentQuery query, int total)
    {
        var address = $"{GatewayRequest.BaseOf(http)}/Consent";
        var safe = query.NamesPeople && HttpMethods.IsPost(http.Request.Method)
            ? [] : parameters.Where(parameter => parameter.Key is not ("_offset" or "_count")).ToList();
        string With(int offset) => QueryHelpers.AddQueryString(address, safe.Append(
            new("_count", $"{query.Page.Count}")).Append(new("_offset", $"{offset}")));
        yield return ("self", With(query.Page.Offset));
        if (query.Page.Count > 0 && query.Page.Offset + query.Page.Count < total)
            yield return ("next", With(query.Page.Offset + query.Page.Count));
    }

    static async Task<(List<GatewayDomain>?, Rejection?)> DomainsAsync(
        ConsentQuery query, Caller caller, IQuerySession session, GatewayCatalog catalog, CancellationToken ct)
    {
        if (query.Domain is { } name)
        {
            return caller.MayUse(name) && await catalog.ReadAsync(session, name, ct) is { } named
                ? ([named], null) : (null, Faults.DomainUnknown with { Path = "domain:identifier" });
        }

        var domains = new List<GatewayDomain>();
        foreach (var known in await catalog.NamesAsync(session, ct))
        {
            if (caller.MayUse(known) && await catalog.ReadAsync(session, known, ct) is { } domain) domains.Add(domain);
        }

        return (domains, null);
    }

    static async Task<List<FhirResource>> IncludedAsync(
        GatewayLook look, ConsentQuery query, List<(GatewayDomain Domain, GatewayDocument Document)> shown, Vault vault,
        CancellationToken ct)
    {
        var included = new List<FhirResource>();
        foreach (var group in shown.GroupBy(match => match.Domain))
        {
            var subjects = group.Select(match => match.Document.Subject).Distinct().ToArray();
            if (query.WithPatients)
            {
                var identifiers = await look.IdentifiersAsync(group.Key.Settings, vault, subjects, ct);
                included.AddRange(subjects.Select(subject =>
                    DocumentMapping.Patient(group.Key.Settings, subject, identifiers[subject])));
            }

            if (query.WithProvenances)
                included.AddRange(group.Select(match => DocumentMapping.Provenance(match.Document)));
        }

        return included;
    }

    /// <summary>Of the address, and of the form where one was sent; some clients send an empty one.</summary>
    static async Task<(List<KeyValuePair<string, StringValues>>?, IResult?)> ParametersAsync(
        HttpContext http, CancellationToken ct)
    {
        var parameters = http.Request.Query.ToList();
        if (!HttpMethods.IsPost(http.Request.Method) || http.Request.ContentLength == 0) return (parameters, null);
        if (!http.Request.HasFormContentType)
        {
            return http.Request.ContentType is null ? (parameters, null) : (null, Problem.Of(
                StatusCodes.Status415UnsupportedMediaType, "content-type-not-supported",
                "A search is sent as application/x-www-form-urlencoded."));
        }

        var form = await http.Request.ReadFormAsync(ct);
        return ([.. parameters, .. form], null);
    }
}
