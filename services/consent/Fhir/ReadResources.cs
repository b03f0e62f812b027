using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Reads by id what the gateway's answers refer to.</summary>
public static class ReadingResources
{
    public static void Map(RouteGroupBuilder routes)
    {
        Map(routes, "Consent", id => id,
            document => ConsentMapping.OfDocument(document, document.Provisions));
        Map(routes, "QuestionnaireResponse", ResourceIds.QuestionnaireResponse, DocumentMapping.QuestionnaireResponse);
        Map(routes, "Provenance", ResourceIds.Provenance, document => DocumentMapping.Provenance(document));
        Map(routes, "VerificationResult", ResourceIds.VerificationResult, DocumentMapping.VerificationResult);
        routes.MapGet("/ResearchStudy", Studies).RequirePermission(Permissions.ConsentRead)
            .WithSummary("The consent domains");
        routes.MapGet("/ResearchStudy/{id:guid}", Study).RequirePermission(Permissions.ConsentRead)
            .WithSummary("One consent domain");
    }

    static void Map(
        RouteGroupBuilder routes, string type, Func<Guid, Guid> unmask, Func<GatewayDocument, FhirResource> map) =>
            routes
        .MapGet($"/{type}/{{id:guid}}", (Guid id, Caller caller, IQuerySession session, GatewayCatalog catalog,
            TimeProvider clock, CancellationToken ct) =>
            ReadAsync(type, unmask(id), map, caller, session, catalog, clock.GetUtcNow(), ct))
        .RequirePermission(Permissions.ConsentRead)
        .WithSummary($"One {type}");

    static async Task<IResult> ReadAsync(
        string type, Guid id, Func<GatewayDocument, FhirResource> map, Caller caller, IQuerySession session,
        GatewayCatalog catalog, DateTimeOffset now, CancellationToken ct)
    {
        await using var look = await GatewayLook.OpenAsync(session, ct);
        var name = await look.DomainOfAsync(id, ct);
        if (name is null || !caller.MayUse(name) || await catalog.ReadAsync(session, name, ct) is not { } domain)
            return Problem.From(Faults.ConsentUnknown);
        var document = (await look.DocumentsAsync(domain, "consent_id = $2", [id], ct)).Single();
        await look.CommitAsync(new("gateway-read", id.ToString(), "seen", Detail: new { type }), caller, now, ct);
        return new FhirAnswer(map(document));
    }

    static async Task<IResult> Studies(
        HttpContext http, string? identifier, Caller caller, IQuerySession session, GatewayCatalog catalog,
        CancellationToken ct)
    {
        var asked = identifier?[(identifier.LastIndexOf('|') + 1)..];
        var studies = new List<FhirResource>();
        foreach (var name in await catalog.NamesAsync(session, ct))
        {
            if (!caller.MayUse(name) || (asked ?? name) != name) continue;
            if (await catalog.ReadAsync(session, name, ct) is { } domain) studies.Add(StudyMapping.Of(domain));
        }

        var bundles = new GatewayBundles(GatewayRequest.BaseOf(http));
        return new FhirAnswer(Bundle.Of("searchset",
            bundles.Entries(studies).Select(entry => entry with { Search = "match" }), studies.Count,
            ("self", $"{bundles.Base}/ResearchStudy{http.Request.QueryString}")));
    }

    static async Task<IResult> Study(
        Guid id, Caller caller, IQuerySession session, GatewayCatalog catalog, CancellationToken ct)
    {
        foreach (var name in await catalog.NamesAsync(session, ct))
        {
            if (StreamIds.OfDomain(name) == id && caller.MayUse(name)
                && await catalog.ReadAsync(session, name,
                    ct) is { } domain) return new FhirAnswer(StudyMapping.Of(domain));
        }

        return Problem.From(Faults.DomainUnknown with { Path = null });
    }
}

/// <summary>A consent domain as a ResearchStudy. Pure.</summary>
public static class StudyMapping
{
    const string ContextIdentifier = "http://fhir.de/ConsentManagement/StructureDefinition/ContextIdentifier";
    const string Property = "https://ths-greifswald.de/fhir/StructureDefinition/gics/ExternalPropertyElement";

    public static FhirResource Of(GatewayDomain domain)
    {
        var study = new FhirResource("ResearchStudy")
        {
            { "id", StreamIds.OfDomain(domain.Settings.Name).ToString() },
            { "identifier", new Identifier(GatewayNames.DomainSystem, domain.Settings.Name) },
            { "title", domain.Settings.Label },
            { "status", "active" },
            { "description", domain.Settings.Label },
        };
        var context = new FhirElement("Extension") { { "url", ContextIdentifier } };
        context.AddExtension("system", "valueUri", GatewayNames.SignerId + domain.Settings.SafeSignerIdType);
        study.Add("extension", context);
        if (CorePolicy(domain) is not { } policy) return study;

        // what a client shows as the state of the domain: the first thing that can't be declined alone
        var property = new FhirElement("Extension") { { "url", Property } };
        property.AddExtension("key", "valueString", "checkPolicy");
        property.AddExtension("value", "valueString", policy);
        study.Add("extension", property);
        return study;
    }

    static string? CorePolicy(GatewayDomain domain) => domain.Templates.Values
        .Where(form => form.Type is TemplateType.ConsentOptIn or TemplateType.ConsentOptOut)
        .OrderBy(form => form.Key, StringComparer.Ordinal).SelectMany(form => form.Modules)
        .FirstOrDefault(module => module.Decision && module.Mandatory)?.Policies.FirstOrDefault()?.Name;
}
