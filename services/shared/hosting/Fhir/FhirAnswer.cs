using Microsoft.AspNetCore.Http;
using TrustCenter.Fhir;

namespace TrustCenter.Hosting;

/// <summary>A resource on its way out, in the format the caller can read.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Status">HTTP status.</param>
public sealed record FhirAnswer(FhirResource Resource, int Status = StatusCodes.Status200OK) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var format = FormatOf(httpContext);
        httpContext.Response.StatusCode = Status;
        httpContext.Response.ContentType = FhirDocument.MediaType(format);
        FhirDocument.Write(format, Resource, httpContext.Response.BodyWriter);
        return httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted).AsTask();
    }

    /// <summary>The format in which a request is to be answered.</summary>
    public static FhirFormat FormatOf(HttpContext http) => FhirDocument.Answer(
        http.Request.Headers.Accept, http.Request.ContentType, http.Request.Query["_format"]);
}
