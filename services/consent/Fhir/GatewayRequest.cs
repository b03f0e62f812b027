using System.Buffers;
using TrustCenter.Events;
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
    public static async Task<(Parameters? Parameters, IResult? Refusal)> ReadAsync(
        HttpContext http, CancellationToken ct)
    {
        var (resource, refusal) = await ReadResourceAsync(http, ct);
        if (resource is null) return (null, refusal);
        return resource.Is("Parameters") ? (Parameters.Read(resource), null)
            : (null, Refuse(Rejection.Invalid("parameters-missing",
                "The body of an operation is a Parameters resource.", resource.TypeName)));
    }

    public static async Task<(FhirResource? Resource, IResult? Refusal)> ReadResourceAsync(
        HttpContext http, CancellationToken ct)
    {
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            if (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            var result = Parse(http, read.Buffer);
            reader.AdvanceTo(read.Buffer.End);
            return result;
        }
    }

    static (FhirResource?, IResult?) Parse(HttpContext http, ReadOnlySequence<byte> buffer)
    {
        var body = buffer.IsSingleSegment ? buffer.FirstSpan : buffer.ToArray();
        if (FhirDocument.Request(http.Request.ContentType, body) is not { } format)
        {
            return (null, Problem.Of(StatusCodes.Status415UnsupportedMediaType, "content-type-not-supported",
                "Send application/fhir+json or application/fhir+xml."));
        }

        var input = FhirDocument.Parse(format, body, Options);
        return input.IsValid ? (input.Resource, null)
            : (null, new FhirAnswer(input.Problems.ToOutcome(), StatusCodes.Status400BadRequest));
    }

    /// <summary>A refusal; faults that were collected while reading come all at once.</summary>
    public static IResult Refuse(Rejection rejection) => Problem.From(rejection);

    public static IResult? Refusal(Parameters parameters) => parameters.Problems.HasErrors
        ? new FhirAnswer(OperationOutcome.Of(parameters.Problems.Select(parameters.Named)),
            StatusCodes.Status400BadRequest)
        : null;

    /// <summary>The gateway's own address, for links and full URLs.</summary>
    public static string BaseOf(HttpContext http) =>
        $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}{GatewayNames.Prefix}";
}

/// <summary>Where something stands in an operation's body.</summary>
public static class Places
{
    public static string Of(string parameter) => $"Parameters.parameter.where(name='{parameter}')";

    public static string Resource(string parameter, string path) => $"{Of(parameter)}.resource.{path}";
}
