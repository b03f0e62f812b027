using Microsoft.Extensions.Options;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>The table of contents of the TTP-FHIR gateway.</summary>
public static class GatewayService
{
    static readonly string[] Operations =
    [
        "pseudonymize", "pseudonymizeAllowCreate", "dePseudonymize", "anonymizeOriginals", "deletePseudonyms",
        "insertValuePseudonymPairs", "pseudonymize-secondary",
    ];

    static readonly string[] OlderNames = ["pseudonymize-allow-create", "de-pseudonymize"];

    public static void AddGateway(this IServiceCollection services) => services
        .AddSingleton<GatewayDesk>().AddScoped<MiiCall>();

    public static void MapGateway(this IEndpointRouteBuilder app)
    {
        var options = app.ServiceProvider.GetRequiredService<IOptions<PseudonymsOptions>>().Value;
        var routes = app.MapFhirService(PseudonymsService.Name, GatewayNames.Prefix);
        routes.MapGet("/metadata", (HttpContext http) =>
                new FhirAnswer(Statement(FhirRequest.BaseOf(http, GatewayNames.Prefix), options.OlderNames)))
            .AllowPublic("says what the gateway can do and nothing about anybody")
            .WithSummary("What the gateway can do");
        Pseudonymize.Map(routes);
        PseudonymizeAllowCreate.Map(routes);
        DePseudonymize.Map(routes);
        ErasureOperations.Map(routes);
        InsertValuePseudonymPairs.Map(routes);
        PseudonymizeSecondary.Map(routes);
        OlderForms.Map(routes, options);
    }

    static FhirResource Statement(string address, bool olderNames) => CapabilityStatements.Of(
        "TrustCenter pseudonym gateway", "Pseudonyms of a hospital's research trust centre", address,
        (olderNames ? [.. Operations, .. OlderNames] : Operations)
            .Select(name => (name, GatewayNames.Definitions + name)));
}
