using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Who may come in: servers by their API key, browsers from the pages of these servers.</summary>
sealed class SessionDoor(IOptions<SessionsOptions> options)
{
    const string Scheme = "MainzellisteToken ";

    public static readonly IResult NoKey = Problem.Of(401, "api-key-unknown",
        "Send the API key of a configured server as mainzellisteApiKey.");

    public static readonly IResult NoToken = Problem.Of(401, "token-unknown",
        "There is no such token, or it was used, or its session has ended.");

    public static readonly IResult Foreign = Problem.Of(403, "origin-not-allowed",
        "Pages of this origin may not send here.");

    /// <summary>The server whose key came, or null. Keys are random, so their hashes need no salt.</summary>
    public SessionServer? ServerOf(HttpRequest request)
    {
        var key = request.Headers["mainzellisteApiKey"];
        if (key is not [{ Length: >= 32 } text]) return null;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return options.Value.Servers.Find(server => CryptographicOperations.FixedTimeEquals(
            hash, Convert.FromHexString(server.KeySha256)));
    }

    /// <summary>The token that came in the header, as for FHIR; null: none did.</summary>
    public static string? TokenOf(HttpRequest request) => request.Headers.Authorization is [{ } value]
        && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? value[Scheme.Length..].Trim() : null;

    /// <summary>Whether a client speaks the version from before lists of ids: said by header, else by parameter; the
    /// newest where nothing is said.</summary>
    public static bool SpeaksVersionOne(HttpRequest request)
    {
        var version = request.Headers["mainzellisteApiVersion"] is [{ } header, ..] ? header
            : request.Query["mainzellisteApiVersion"].ToString();
        return version.StartsWith("1.", StringComparison.Ordinal);
    }

    /// <summary>Lets pages of configured origins read the answer; nobody else's.</summary>
    public void Greet(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.Vary = "Origin";
        if (http.Request.Headers.Origin is not [{ } origin]
            || !options.Value.Servers.Exists(server => Has(server, origin))) return;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlExposeHeaders = "Location, Retry-After";
        if (!HttpMethods.IsOptions(http.Request.Method)) return;
        headers.AccessControlAllowMethods = "GET, POST, PUT, DELETE";
        headers.AccessControlAllowHeaders = "Authorization, Content-Type, mainzellisteApiVersion";
        headers.AccessControlMaxAge = "600";
    }

    /// <summary>A page may come from elsewhere only if that was configured: a browser says so by Origin.</summary>
    public static bool IsForeign(HttpContext http, SessionServer server) =>
        http.Request.Headers.Origin is [{ } origin] && !Has(server, origin)
        && !origin.EndsWith($"://{http.Request.Host}", StringComparison.OrdinalIgnoreCase);

    /// <summary>A redirect with the ids where the server wants them, or with the token alone.</summary>
    public static string WithIds(string redirect, string token, IEnumerable<SessionId> ids)
    {
        var address = redirect.Replace("{tokenId}", token, StringComparison.Ordinal);
        foreach (var id in ids)
        {
            var placeholder = $"{{{id.IdType}}}";
            address = address.Replace(placeholder, Uri.EscapeDataString(id.IdString), StringComparison.Ordinal);
        }

        return address == redirect ? QueryHelpers.AddQueryString(redirect, "tokenId", token) : address;
    }

    public static IResult Redirect(HttpContext http, OpenToken token, IEnumerable<SessionId> ids)
    {
        http.Response.Headers.Location = WithIds(token.Wish.Redirect!, token.Secret.Id, ids);
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    static bool Has(SessionServer server, string origin) =>
        server.Origins.Exists(own => own.TrimEnd('/') == origin);
}
