using System.Buffers;
using Microsoft.AspNetCore.Http;
using TrustCenter.Events;
using TrustCenter.Fhir;

namespace TrustCenter.Hosting;

/// <summary>Reads the body of a FHIR request, in JSON or XML.</summary>
public static class FhirRequest
{
    /// <summary>The parameters of an operation, or the refusal with every fault and its place.</summary>
    /// <param name="http">The request.</param>
    /// <param name="options">How strictly to read; <see cref="FhirReadOptions.Gateway"/> where null.</param>
    /// <param name="ct">Stops reading.</param>
    public static async Task<(Parameters? Parameters, IResult? Refusal)> ParametersAsync(
        HttpContext http, FhirReadOptions? options, CancellationToken ct)
    {
        var (resource, refusal) = await ResourceAsync(http, options, ct);
        if (resource is null) return (null, refusal);
        return resource.Is("Parameters") ? (Parameters.Read(resource), null) : (null, NoParameters(resource));
    }

    /// <summary>The resource of the body, or the refusal with every fault and its place.</summary>
    /// <param name="http">The request.</param>
    /// <param name="options">How strictly to read; <see cref="FhirReadOptions.Gateway"/> where null.</param>
    /// <param name="ct">Stops reading.</param>
    public static async Task<(FhirResource? Resource, IResult? Refusal)> ResourceAsync(
        HttpContext http, FhirReadOptions? options, CancellationToken ct)
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

            var result = Parse(http, read.Buffer, options ?? FhirReadOptions.Gateway);
            reader.AdvanceTo(read.Buffer.End);
            return result;
        }
    }

    /// <summary>The refusal of a body that is another resource.</summary>
    public static IResult NoParameters(FhirResource resource) => Problem.From(Rejection.Invalid("parameters-missing",
        "The body of an operation is a Parameters resource.", resource.TypeName));

    /// <summary>The refusal with everything that was wrong with parameters asked for so far; null where nothing
    /// was.</summary>
    public static IResult? Refusal(Parameters parameters) => parameters.Problems.HasErrors
        ? new FhirAnswer(OperationOutcome.Of(parameters.Problems.Select(parameters.Named)),
            StatusCodes.Status400BadRequest)
        : null;

    /// <summary>A gateway's own address, for links and full URLs.</summary>
    /// <param name="http">The request.</param>
    /// <param name="prefix">The gateway's prefix, such as <c>/ttp-fhir/fhir/gics</c>.</param>
    public static string BaseOf(HttpContext http, string prefix) =>
        $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}{prefix}";

    static (FhirResource?, IResult?) Parse(HttpContext http, ReadOnlySequence<byte> buffer, FhirReadOptions options)
    {
        var body = buffer.IsSingleSegment ? buffer.FirstSpan : buffer.ToArray();
        if (FhirDocument.Request(http.Request.ContentType, body) is not { } format)
        {
            return (null, Problem.Of(StatusCodes.Status415UnsupportedMediaType, "content-type-not-supported",
                "Send application/fhir+json or application/fhir+xml."));
        }

        var input = FhirDocument.Parse(format, body, options);
        return input.IsValid ? (input.Resource, null)
            : (null, new FhirAnswer(input.Problems.ToOutcome(), StatusCodes.Status400BadRequest));
    }
}

/// <summary>Where something stands in an operation's body.</summary>
public static class Places
{
    /// <summary>A parameter by its name, as FHIRPath.</summary>
    public static string Of(string parameter) => $"Parameters.parameter.where(name='{parameter}')";

    /// <summary>An element of a parameter's resource.</summary>
    public static string Resource(string parameter, string path) => $"{Of(parameter)}.resource.{path}";
}
