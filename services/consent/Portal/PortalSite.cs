using Microsoft.Extensions.Options;

namespace TrustCenter.Consents;

/// <summary>Where the portal's pages are, and what follows for passkeys and cookies.</summary>
public sealed class PortalSite(IOptions<PortalOptions> portal, IOptions<ConsentsOptions> consents)
{
    public PortalOptions Options => portal.Value;

    public TimeSpan Idle => TimeSpan.FromMinutes(Options.IdleMinutes);

    public TimeSpan Longest => TimeSpan.FromMinutes(Options.SessionMinutes);

    /// <summary>With a slash at its end.</summary>
    public Uri Address(HttpRequest request)
    {
        var address = Options.Address ?? (consents.Value.PublicAddress is { } site
            ? $"{site.TrimEnd('/')}/portal/" : $"{request.Scheme}://{request.Host}/portal/");
        return new(address.EndsWith('/') ? address : address + "/");
    }

    public RelyingParty RelyingParty(HttpRequest request)
    {
        var address = Address(request);
        return new(Options.RelyingParty ?? address.IdnHost,
            [address.GetLeftPart(UriPartial.Authority), .. Options.Origins]);
    }

    /// <summary>The browser is at a host whose pages may use the passkeys.</summary>
    public bool IsAtRelyingParty(HttpRequest request)
    {
        var party = RelyingParty(request).Id;
        var host = request.Host.Host;
        return Uri.CheckHostName(host) == UriHostNameType.Dns
            && (host == party || host.EndsWith("." + party, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>
    /// <c>__Host-</c> binds a cookie to this host and to TLS. Without TLS, which is on this machine only, browsers
    /// refuse that name.
    /// </summary>
    public string CookieName(HttpRequest request) =>
        IsSecure(request) ? "__Host-trustcenter-portal" : "trustcenter-portal";

    public void SetCookie(HttpContext http, string token) => http.Response.Cookies.Append(
        CookieName(http.Request), token, Cookie(http.Request));

    public void ClearCookie(HttpContext http) =>
        http.Response.Cookies.Delete(CookieName(http.Request), Cookie(http.Request));

    CookieOptions Cookie(HttpRequest request) => new()
    {
        HttpOnly = true,
        Secure = IsSecure(request),
        SameSite = SameSiteMode.Strict,
        Path = "/",
        IsEssential = true,
    };

    bool IsSecure(HttpRequest request) => request.IsHttps || Address(request).Scheme == Uri.UriSchemeHttps;
}
