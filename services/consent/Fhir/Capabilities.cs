using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary><c>GET /metadata</c>: what the gateway can do.</summary>
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

    static readonly string[] Reading = ["read"];
    static readonly string[] Searching = ["read", "search-type"];

    public static void Map(RouteGroupBuilder routes) => routes
        .MapGet("/metadata", static (HttpContext http) => new FhirAnswer(Statement(GatewayRequest.BaseOf(http))))
        .AllowPublic("says what the gateway can do and nothing about anybody")
        .WithSummary("What the gateway can do");

    public static FhirResource Statement(string address) => CapabilityStatements.Of(
        "TrustCenter consent gateway", "Consents of a hospital's research trust centre", address,
        Operations.Select(name => (name, $"https://ths-greifswald.de/fhir/OperationDefinition/gics/{name}")),
        Types.Select(type => (type, type is "Consent" or "ResearchStudy" ? Searching : Reading)));
}
