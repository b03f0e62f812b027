using Microsoft.Extensions.Options;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>The index as IHE's clients know one: PDQm, PIXm and FHIR's match, the domain being part of the
/// address.</summary>
public static class IheService
{
    public const string Prefix = "/ihe/fhir";

    const string Match = "http://hl7.org/fhir/OperationDefinition/Patient-match";

    const string Pix = "https://profiles.ihe.net/ITI/PIXm/OperationDefinition/IHE.PIXm.pix";

    static readonly string[] Searching = ["search-type"];

    public static void MapIhe(this IEndpointRouteBuilder app)
    {
        var options = app.ServiceProvider.GetRequiredService<IOptions<IdentitiesOptions>>().Value;
        var routes = app.MapFhirService(IdentitiesService.Name, Prefix).MapGroup("/{domain}");
        routes.MapGet("/metadata", (string domain, HttpContext http) =>
                new FhirAnswer(Statement($"{FhirRequest.BaseOf(http, Prefix)}/{Uri.EscapeDataString(domain)}",
                    options.IdentifiersInAddresses)))
            .AllowPublic("says what the interface can do and nothing about anybody or about domains")
            .WithSummary("What the interface can do");
        MatchPatients.Map(routes);
        IhePix.Map(routes, options.IdentifiersInAddresses);
        FeedingPatients.Map(routes, options.IdentifiersInAddresses);
        SearchingPatients.MapIhe(routes, options.IdentifiersInAddresses);
    }

    static FhirResource Statement(string address, bool inAddresses)
    {
        var statement = CapabilityStatements.Of(
            "TrustCenter patient index", "Patients of a hospital's research trust centre", address, [],
            ("Patient", inAddresses ? [.. Searching, "update", "delete"] : Searching));
        var patient = statement["rest.resource"]!;
        if (inAddresses)
        {
            patient.Add("conditionalUpdate", true);
            patient.Add("conditionalDelete", "single");
        }

        foreach (var (name, definition) in new[] { ("match", Match), ("ihe-pix", Pix) })
        {
            patient.Add("operation", new FhirElement("CapabilityStatement.rest.resource.operation")
            {
                { "name", name }, { "definition", definition },
            });
        }

        statement["rest"]!.Add("interaction", new FhirElement("CapabilityStatement.rest.interaction")
        {
            { "code", "batch" },
        });
        return statement;
    }
}
