using Microsoft.Extensions.Primitives;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary><c>Patient/_search</c> and <c>Person/_search</c>, here and at the IHE address, where it is PDQm.</summary>
static class SearchingPatients
{
    public static void Map(RouteGroupBuilder routes, bool inAddresses)
    {
        Search(routes, "Patient", inAddresses);
        Search(routes, "Person", inAddresses);
        routes.MapGet("/", Page).RequirePermission(Permissions.IdentityRead).WithSummary("A further page of a search");
    }

    public static void MapIhe(RouteGroupBuilder routes, bool inAddresses)
    {
        Search(routes, "Patient", inAddresses);
        routes.MapGet("/", Page).RequirePermission(Permissions.IdentityRead).WithSummary("A further page of a search");
    }

    static void Search(RouteGroupBuilder routes, string type, bool inAddresses)
    {
        Task<IResult> Handle(
            HttpContext http, Caller caller, IDocumentSession session, Vault vault, EpixDomains domains,
            EpixPages pages, TimeProvider clock, CancellationToken ct) =>
            SearchAsync(type, http, caller, session, vault, domains, pages, clock, ct);

        routes.MapPost($"/{type}/_search", Handle).RequirePermission(Permissions.IdentityRead)
            .WithSummary($"Search {type}s by a form");
        if (!inAddresses) return;
        routes.MapGet($"/{type}", Handle).RequirePermission(Permissions.IdentityRead)
            .WithSummary($"Search {type}s by the address");
    }

    static async Task<IResult> SearchAsync(
        string type, HttpContext http, Caller caller, IDocumentSession session, Vault vault, EpixDomains domains,
        EpixPages pages, TimeProvider clock, CancellationToken ct)
    {
        var posted = HttpMethods.IsPost(http.Request.Method);
        if (posted && !http.Request.HasFormContentType)
        {
            return Problem.Of(StatusCodes.Status415UnsupportedMediaType, "content-type-not-supported",
                "A search is sent as application/x-www-form-urlencoded.");
        }

        IEnumerable<KeyValuePair<string, StringValues>> parameters =
            posted ? await http.Request.ReadFormAsync(ct) : http.Request.Query;
        var named = http.GetRouteValue("domain") as string;
        return EpixQuery.TryRead(type, named, named is not null, parameters, out var query) is { } fault
            ? Problem.From(fault)
            : await AnswerAsync(query, http, caller, session, vault, domains, pages, clock, ct);
    }

    static async Task<IResult> Page(
        HttpContext http, Caller caller, IDocumentSession session, Vault vault, EpixDomains domains, EpixPages pages,
        TimeProvider clock, CancellationToken ct) =>
        pages.Open<EpixQuery>(http.Request.Query[EpixPages.Parameter], caller) is { } query
            ? await AnswerAsync(query, http, caller, session, vault, domains, pages, clock, ct)
            : Problem.From(EpixPeople.PageUnknown);

    static async Task<IResult> AnswerAsync(
        EpixQuery query, HttpContext http, Caller caller, IDocumentSession session, Vault vault, EpixDomains domains,
        EpixPages pages, TimeProvider clock, CancellationToken ct)
    {
        var (domain, unknown) = await domains.FindAsync(caller, query.Domain, "organization:identifier", ct);
        if (domain is null) return Problem.From(unknown!);
        var search = new EpixSearch(session, vault, domain);
        var (found, fault) = await search.FindAsync(query, Days.Of(clock.GetUtcNow()), ct);
        if (fault is not null) return Problem.From(fault);
        var keys = query.Type == "Person" ? found!.Select(hit => hit.Person) : found!.Select(hit => hit.Identity);
        var all = keys.Distinct().Order().ToArray();
        var page = all.Skip(query.Offset).Take(query.Count).ToArray();
        var persons = query.Type == "Person" ? page
            : [.. found!.Where(hit => page.Contains(hit.Identity)).Select(hit => hit.Person).Distinct()];
        session.AuditLook("identity-found", persons);
        session.Audit(new("identity-search", $"domain/{StreamIds.OfDomain(domain.Name)}", "done",
            Detail: new { found = all.Length, offset = query.Offset }));
        await session.SaveChangesAsync(ct);
        var views = await PersonReader.ReadAsync(session.DataSource, vault, persons, ct);
        var address = FhirRequest.BaseOf(http, query.Ihe ? $"{IheService.Prefix}/{Uri.EscapeDataString(domain.Name)}"
            : EpixNames.Prefix);
        return new FhirAnswer(Bundle.Of("searchset", Entries(query, page, views, domain.Settings, address), all.Length,
            Links(query, all.Length, address, pages, caller)));
    }

    static IEnumerable<BundleEntry> Entries(
        EpixQuery query, Guid[] page, IReadOnlyList<PersonView> views, DomainSettings domain, string address)
    {
        foreach (var person in views)
        {
            if (query.Type == "Person") yield return Entry(PersonWriting.Person(person), "match");
            foreach (var identity in person.Identities)
            {
                var wanted = query.Type == "Patient" ? page.Contains(identity.Identity) : query.WithOther;
                if (!wanted) continue;
                yield return Entry(PersonWriting.Patient(person, identity, domain, query.Ihe),
                    query.Type == "Patient" ? "match" : "include");
            }

            if (query is { Type: "Patient", WithOther: true })
                yield return Entry(PersonWriting.Person(person), "include");
        }

        BundleEntry Entry(FhirResource resource, string mode) =>
            new(resource, $"{address}/{resource.TypeName}/{resource.Id}", mode);
    }

    static IEnumerable<(string, string)> Links(
        EpixQuery query, int total, string address, EpixPages pages, Caller caller)
    {
        string To(int offset) => pages.Link(address, caller, query with { Offset = offset });
        yield return ("self", To(query.Offset));
        if (query.Count == 0) yield break;
        if (query.Offset + query.Count < total) yield return ("next", To(query.Offset + query.Count));
        if (query.Offset > 0) yield return ("previous", To(Math.Max(0, query.Offset - query.Count)));
    }
}
