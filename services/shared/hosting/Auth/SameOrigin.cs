using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace TrustCenter.Hosting;

/// <summary>
/// Whether a request comes from one of our own pages: against forged requests where a browser sends a cookie by itself
/// (OWASP ASVS 5, V3.5). Browsers say it in headers that no page can set.
/// </summary>
public static class SameOrigin
{
    /// <summary>
    /// <c>Sec-Fetch-Site</c> must be <c>same-origin</c>, or, for reading, <c>none</c> (typed by the person) or missing.
    /// For writing, <c>Origin</c> must name the host that was asked where <c>Sec-Fetch-Site</c> is missing.
    /// </summary>
    public static bool Asks(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"];
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (site.Count > 0 && site is not ["same-origin"] && !(reads && site is ["none"])) return false;
        var origin = request.Headers.Origin;
        return origin.Count > 0 ? IsOwn(origin, request.Host) : reads || site.Count > 0;
    }

    /// <summary>Refuses what other pages send. For routes that give cookies without taking one.</summary>
    /// <param name="group">Routes that no other page may use.</param>
    public static TBuilder RefuseOtherOrigins<TBuilder>(this TBuilder group)
        where TBuilder : IEndpointConventionBuilder =>
        group.AddEndpointFilter(static (context, next) => Asks(context.HttpContext.Request)
            ? next(context)
            : ValueTask.FromResult<object?>(Refused));

    static IResult Refused { get; } = Problem.Of(403, "origin-foreign",
        "This is answered to the portal's own pages only.");

    // the scheme is the proxy's business; a host can't be forged by a page
    static bool IsOwn(StringValues origin, HostString host) =>
        origin is [{ } text] && Uri.TryCreate(text, UriKind.Absolute, out var from)
        && string.Equals(from.Authority, Authority(host, from.Scheme), StringComparison.OrdinalIgnoreCase);

    static string Authority(HostString host, string scheme) =>
        Uri.TryCreate($"{scheme}://{host.Value}", UriKind.Absolute, out var asked) ? asked.Authority : "";
}
