using TrustCenter.Fhir;

namespace TrustCenter.Consents;

/// <summary>A resource on its way out, in the format the caller can read.</summary>
public sealed record FhirAnswer(FhirResource Resource, int Status = StatusCodes.Status200OK) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var format = FormatOf(httpContext);
        httpContext.Response.StatusCode = Status;
        httpContext.Response.ContentType = FhirDocument.MediaType(format);
        FhirDocument.Write(format, Resource, httpContext.Response.BodyWriter);
        return httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted).AsTask();
    }

    public static FhirFormat FormatOf(HttpContext http) => FhirDocument.Answer(
        http.Request.Headers.Accept, http.Request.ContentType, http.Request.Query["_format"]);
}
