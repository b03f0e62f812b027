using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// <c>GET /metadata</c>: what the gateway can do. Clients look for the operations' names, without the dollar sign.
/// </summary>
public static class Capabilities
{
    static readonly string[] Operations =
    [
        "addConsent", "addConsentOptOut", "allConsentsForDomain", "allConsentsForPerson", "allConsentsForTemplate",
        "allPolicyStatesForPerson", "currentConsentForPersonAndTemplate", "currentPolicyStatesForPerson",
        "getAllConsentedIdsFor", "isConsented", "policyStatesForPerson",
    ];

    static readonly string[] Types =
    [
        "Consent", "DocumentReference", "Provenance", "QuestionnaireResponse", "ResearchStudy", "VerificationResult",
    ];

    public static void Map(RouteGroupBuilder routes) => routes
        .MapGet("/metadata", static (HttpContext http) => new FhirAnswer(Statement(GatewayRequest.BaseOf(http))))
        .AllowPublic("says what the gateway can do and nothing about anybody")
        .WithSummary("What the gateway can do");

    public static FhirResource Statement(string address) => new("CapabilityStatement")
    {
        { "status", "active" },
        { "date", "2026-11-22" },
        { "kind", "instance" },
        { "software", new FhirElement("CapabilityStatement.software") { { "name", "TrustCenter consent gateway" } } },
        {
            "implementation", new FhirElement("CapabilityStatement.implementation")
            {
                { "description", "Consents of a hospital's research trust centre" }, { "url", address },
            }
        },
        { "fhirVersion", "4.0.1" },
        { "format", "application/fhir+json" },
        { "format", "application/fhir+xml" },
        { "rest", Rest() },
    };

    static FhirElement Rest()
    {
        var rest = new FhirElement("CapabilityStatement.rest") { { "mode", "server" } };
        foreach (var type in Types) rest.Add("resource", Resource(type));
        foreach (var name in Operations)
        {
            rest.Add("operation", new FhirElement("CapabilityStatement.rest.resource.operation")
            {
                { "name", name },
                { "definition", $"https://ths-greifswald.de/fhir/OperationDefinition/gics/{name}" },
            });
        }

        return rest;
    }

    static FhirElement Resource(string type)
    {
        var resource = new FhirElement("CapabilityStatement.rest.resource") { { "type", type } };
        foreach (var code in type is "Consent" or "ResearchStudy" ? new[] { "read", "search-type" } : ["read"])
        {
            resource.Add("interaction",
                new FhirElement("CapabilityStatement.rest.resource.interaction") { { "code", code } });
        }

        return resource;
    }
}
