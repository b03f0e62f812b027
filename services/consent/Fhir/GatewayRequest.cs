using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Reads an operation's body: a Parameters resource, in JSON or XML.</summary>
public static class GatewayRequest
{
    // the incumbent's own examples carry an extension without address
    static readonly FhirReadOptions Options =
        FhirReadOptions.Gateway with { AcceptMissing = new HashSet<string> { "Extension.url" } };

    /// <summary>The parameters, or the refusal with every fault and its place.</summary>
    public static Task<(Parameters? Parameters, IResult? Refusal)> ReadAsync(HttpContext http, CancellationToken ct) =>
        FhirRequest.ParametersAsync(http, Options, ct);

    public static Task<(FhirResource? Resource, IResult? Refusal)> ReadResourceAsync(
        HttpContext http, CancellationToken ct) => FhirRequest.ResourceAsync(http, Options, ct);

    public static IResult? Refusal(Parameters parameters) => FhirRequest.Refusal(parameters);

    /// <summary>The gateway's own address, for links and full URLs.</summary>
    public static string BaseOf(HttpContext http) => FhirRequest.BaseOf(http, GatewayNames.Prefix);
}
