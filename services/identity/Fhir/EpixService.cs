using Microsoft.Extensions.Options;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>The table of contents of the record linkage gateway.</summary>
public static class EpixService
{
    static readonly string[] Operations =
    [
        "addPatient", "updatePatient", "queryPossibleMatches", "addPossibleMatch", "removePossibleMatches",
        "assignIdentity", "assignIdentityByIdentifier", "setReferenceIdentity",
    ];

    static readonly string[] Searching = ["search-type"];

    public static void MapEpix(this IEndpointRouteBuilder app)
    {
        var options = app.ServiceProvider.GetRequiredService<IOptions<IdentitiesOptions>>().Value;
        var routes = app.MapFhirService(IdentitiesService.Name, EpixNames.Prefix);
        routes.MapGet("/metadata",
                (HttpContext http) => new FhirAnswer(Statement(FhirRequest.BaseOf(http, EpixNames.Prefix))))
            .AllowPublic("says what the gateway can do and nothing about anybody")
            .WithSummary("What the gateway can do");
        AddPatient.Map(routes);
        UpdatePatient.Map(routes);
        QueryPossibleMatches.Map(routes);
        AddPossibleMatch.Map(routes);
        RemovePossibleMatches.Map(routes);
        AssignIdentity.Map(routes);
        SetReferenceIdentity.Map(routes);
        MatchPatients.Map(routes);
        IhePix.Map(routes, options.IdentifiersInAddresses);
        SearchingPatients.Map(routes, options.IdentifiersInAddresses);
    }

    static FhirResource Statement(string address) => CapabilityStatements.Of(
        "TrustCenter record linkage gateway", "Identities of a hospital's research trust centre", address,
        Operations.Select(name => (name, EpixNames.Definitions + char.ToUpperInvariant(name[0]) + name[1..])),
        ("Patient", Searching), ("Person", Searching));
}
