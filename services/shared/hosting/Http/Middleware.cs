using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace TrustCenter.Hosting;

static class Middleware
{
    const string Policy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>Headers of every answer; what serves pages (the kiosk) sets its own policy before.</summary>
    public static Task SecurityHeaders(HttpContext http, RequestDelegate next)
    {
        http.Response.OnStarting(static state =>
        {
            var headers = ((HttpContext)state).Response.Headers;
            if (headers.ContentSecurityPolicy.Count == 0)
                headers.ContentSecurityPolicy = Policy;

            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=(), interest-cohort=()";
            if (headers.CacheControl.Count == 0)
                headers.CacheControl = "no-store";

            if (((HttpContext)state).Request.IsHttps)
                headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";

            return Task.CompletedTask;
        }, http);
        return next(http);
    }

    /// <summary>
    /// Pipelines write <c>gics//$isConsented</c>: answered as if it were one slash. No redirect, for that turns POST
    /// into GET.
    /// </summary>
    public static Task SingleSlashes(HttpContext http, RequestDelegate next)
    {
        var path = http.Request.Path.Value!;
        if (path.Contains("//", StringComparison.Ordinal))
        {
            while (path.Contains("//", StringComparison.Ordinal))
                path = path.Replace("//", "/", StringComparison.Ordinal);

            http.Request.Path = path;
        }

        return next(http);
    }

    /// <summary>Gives the request's services the request.</summary>
    public static Task Scope(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<ServiceName>() is not null)
            http.RequestServices.GetRequiredService<RequestScope>().Http = http;

        return next(http);
    }

    /// <summary>An answer to an empty refusal: unknown address, wrong method, wrong content type.</summary>
    public static Task StatusPages(HttpContext http) => (http.Response.StatusCode switch
    {
        404 => Problem.NoSuchAddress,
        405 => Problem.Of(405, "method-not-allowed", "This address does not know that method; see Allow."),
        415 => Problem.Of(415, "content-type-not-supported", "The content type of the request is not supported here."),
        413 => Problem.Of(413, "too-large", "The request is too large."),
        429 => Problem.TooManyRequests,
        503 => Problem.Unavailable,
        var status and >= 500 => Problem.Of(status, "broken", Problem.BrokenSentence),
        var status => Problem.Of(status, "refused", "The request was refused."),
    }).ExecuteAsync(http);
}
