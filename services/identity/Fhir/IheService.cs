using Microsoft.Extensions.Options;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>The index as IHE's clients know one: PDQm, PIXm and FHIR's match, the domain being part of the
/// address.</summary>
public static class IheService
{
    public const string Prefix = "/ihe/fhir";

    static readonly string[] Searching = ["search-type"];

    public static void MapIhe(this IEndpointRouteBuilder app)
    {
        var options = app.ServiceProvider.GetRequiredService<IOptions<IdentitiesOptions>>().Value;
        var routes = app.MapFhirService(IdentitiesService.Name, Prefix).MapGroup("/{domain}");
        routes.MapGet("/metadata", (string domain, HttpContext http) =>
                new FhirAnswer(Statement($"{FhirRequest.BaseOf(http, Prefix)}/{Uri.EscapeDataString(domain)}")))
            .AllowPublic("says what the interface can do and nothing about anybody or about domains")
            .WithSummary("What the interface can do");
        MatchPatients.Map(routes);
        IhePix.Map(routes, options.IdentifiersInAddresses);
        SearchingPatients.MapIhe(routes, options.IdentifiersInAddresses);
    }

    static FhirResource Statement(string address) => CapabilityStatements.Of(
        "TrustCenter patient index", "Patients of a hospital's research trust centre", address, [],
        ("Patient", Searching));
}
