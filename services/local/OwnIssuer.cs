using System.Buffers.Text;
using System.Net;
using System.Text;
using TrustCenter.Hosting;

namespace TrustCenter.Local;

/// <summary>
/// The local suite as its own issuer of tokens, for technical clients (RFC 6749 §4.4) and for staff at the desk (§4.1).
/// A hospital uses the OIDC provider it has.
/// </summary>
static class OwnIssuer
{
    public static void Map(WebApplication app, TokenIssuer issuer, StaffSignIn staff)
    {
        staff.Map(app);
        app.MapGet("/.well-known/openid-configuration", () => Describe(issuer.Issuer))
            .AllowPublic("OpenID Connect Discovery 1.0").ExcludeFromDescription();
        app.MapGet("/.well-known/jwks.json", () => Results.Text(issuer.Jwks, "application/jwk-set+json"))
            .AllowPublic("public keys").ExcludeFromDescription();
        app.MapPost("/oauth/token", (HttpContext http, ClientCredentials clients, CancellationToken ct) =>
            TokenAsync(http, clients, issuer, staff, ct))
            .AllowPublic("checks the client itself").ExcludeFromDescription();
    }

    static object Describe(string issuer)
    {
        string[] methods = ["client_secret_basic", "client_secret_post", "none"];
        string[] grants = ["authorization_code", "client_credentials"];
        string[] responses = ["code"];
        string[] challenges = ["S256"];
        string[] subjects = ["public"];
        string[] levels = [StaffSignIn.SecondFactor];
        string[] algorithms = ["ES256"];
        return new
        {
            issuer,
            authorization_endpoint = $"{issuer}/oauth/authorize",
            jwks_uri = $"{issuer}/.well-known/jwks.json",
            token_endpoint = $"{issuer}/oauth/token",
            token_endpoint_auth_methods_supported = methods,
            grant_types_supported = grants,
            response_types_supported = responses,
            code_challenge_methods_supported = challenges,
            subject_types_supported = subjects,
            acr_values_supported = levels,
            id_token_signing_alg_values_supported = algorithms,
            scopes_supported = Permissions.All.Order(StringComparer.Ordinal),
        };
    }

    static async Task<IResult> TokenAsync(
        HttpContext http, ClientCredentials clients, TokenIssuer issuer, StaffSignIn staff, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Pragma = "no-cache";
        if (!http.Request.HasFormContentType) return Fault(400, "invalid_request", "Send a form.");
        var form = await http.Request.ReadFormAsync(ct);
        if (form.Any(field => field.Value.Count > 1)) return Fault(400, "invalid_request", "A field came twice.");
        if (form["grant_type"] == "authorization_code")
        {
            return staff.Redeem(form) is { } person
                ? Person(issuer, person)
                : Fault(400, "invalid_grant", "The code is not valid, was used or has expired.");
        }

        var byHeader = http.Request.Headers.Authorization.Count > 0;
        if (byHeader && form.ContainsKey("client_secret"))
            return Fault(400, "invalid_request", "The client signs in by header or by form, not both.");

        var (client, secret) = byHeader
            ? Basic(http.Request.Headers.Authorization.ToString())
            : (form["client_id"].ToString(), form["client_secret"].ToString());
        var address = http.Connection.RemoteIpAddress?.ToString() ?? "local";
        var verdict = await clients.VerifyAsync(client, secret, address, ct);
        if (verdict.RetryAfter is { } wait)
        {
            http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(
                System.Globalization.CultureInfo.InvariantCulture);
            return Fault(429, "slow_down", "Too many wrong secrets.");
        }

        if (verdict.Grant is not { } grant)
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"trustcenter\", charset=\"UTF-8\"";
            return Fault(401, "invalid_client", "The client's credentials are not valid.");
        }

        if (form["grant_type"] != "client_credentials")
            return Fault(400, "unsupported_grant_type", "Only client_credentials.");

        return Grant(issuer, grant, form["scope"].ToString());
    }

    static IResult Grant(TokenIssuer issuer, Grant grant, string asked)
    {
        var scopes = asked.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (scopes.Any(scope => !grant.Permissions.Contains(scope)))
            return Fault(400, "invalid_scope", "A scope is unknown or not the client's.");

        var scope = scopes.Length > 0 ? string.Join(' ', scopes) : null;
        return Results.Json(new
        {
            access_token = issuer.Issue(grant.Name, grant.Roles, grant.Domains, scope),
            token_type = "Bearer",
            expires_in = (int)TokenIssuer.ClientLifetime.TotalSeconds,
            scope = scope ?? string.Join(' ', grant.Permissions.Order(StringComparer.Ordinal)),
        });
    }

    static IResult Person(TokenIssuer issuer, SignedInStaff person) => Results.Json(new
    {
        access_token = issuer.Issue(person.Account, [person.Role], ["*"], lifetime: Commands.TokenLifetime,
            signIn: new(person.At, person.Level)),
        token_type = "Bearer",
        expires_in = (int)Commands.TokenLifetime.TotalSeconds,
    });

    static IResult Fault(int status, string error, string description) =>
        Results.Json(new { error, error_description = description }, statusCode: status);

    /// <summary>Both parts are form-encoded inside the header (RFC 6749 §2.3.1).</summary>
    static (string Client, string Secret) Basic(string header)
    {
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)
            || !Base64.IsValid(header.AsSpan(6).Trim()))
            return ("", "");

        var parts = Encoding.UTF8.GetString(Convert.FromBase64String(header[6..].Trim())).Split(':', 2);
        return parts is [var client, var secret]
            ? (WebUtility.UrlDecode(client), WebUtility.UrlDecode(secret))
            : ("", "");
    }
}
