using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>The table of contents of the TTP-FHIR gateway.</summary>
public static class GatewayService
{
    public static IServiceCollection AddGateway(this IServiceCollection services) =>
        services.AddSingleton<GatewayCatalog>();

    public static void MapGateway(this IEndpointRouteBuilder app)
    {
        var routes = app.MapFhirService(ConsentsService.Name, GatewayNames.Prefix);
        Capabilities.Map(routes);
        IsConsented.Map(routes);
        PolicyStateOperations.Map(routes);
        AllConsentsForPerson.Map(routes);
        AllConsentsForDomain.Map(routes);
        AllConsentsForTemplate.Map(routes);
        CurrentConsent.Map(routes);
        GetAllConsentedIds.Map(routes);
        AddConsent.Map(routes);
        AddConsentOptOut.Map(routes);
        SearchingConsents.Map(routes);
        ReadingResources.Map(routes);
        ReadingScan.Map(routes);
    }
}
