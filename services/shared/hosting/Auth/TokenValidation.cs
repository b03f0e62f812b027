using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace TrustCenter.Hosting;

/// <summary>
/// What became of a token: a grant with its end, or the reason it was refused (for logs, never for the caller).
/// </summary>
readonly record struct TokenVerdict(Grant? Grant, DateTimeOffset Until, string? Refusal);

/// <summary>
/// Validates bearer tokens of the configured issuers. Only asymmetric algorithms; keys only from the issuer's set.
/// </summary>
sealed class TokenValidation(IOptions<AuthOptions> options, TimeProvider clock)
{
    const int LongestToken = 16 * 1024;
    static readonly string[] Algorithms =
    [
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSsaPssSha256,
    ];

    readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = LongestToken };
    readonly FrozenDictionary<string, IssuerKeys> _issuers = options.Value.Issuers
        .ToFrozenDictionary(issuer => issuer.Issuer, issuer => new IssuerKeys(issuer, clock));

    readonly TimeSpan _skew = TimeSpan.FromSeconds(options.Value.ClockSkewSeconds);

    public async ValueTask<TokenVerdict> ValidateAsync(string text, CancellationToken ct)
    {
        JsonWebToken token;
        try
        {
            if (text.Length > LongestToken || !_handler.CanReadToken(text))
                return Refuse("malformed");

            token = _handler.ReadJsonWebToken(text);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or JsonException or FormatException)
        {
            return Refuse("malformed");
        }

        if (!_issuers.TryGetValue(token.Issuer, out var issuer))
            return Refuse("unknown issuer");

        if (!Algorithms.Contains(token.Alg))
            return Refuse("algorithm not accepted");

        var keys = await issuer.FindAsync(token.Kid, ct);
        if (keys.Count == 0)
            return Refuse("unknown key");

        var result = await _handler.ValidateTokenAsync(token, Parameters(issuer.Issuer, keys));
        return result.IsValid ? Accept(token, issuer) : Refuse(result.Exception?.GetType().Name ?? "invalid");
    }

    TokenValidationParameters Parameters(string issuer, IReadOnlyList<SecurityKey> keys) => new()
    {
        ValidIssuer = issuer,
        ValidAudience = options.Value.Audience,
        ValidAlgorithms = Algorithms,
        IssuerSigningKeys = keys,
        TryAllIssuerSigningKeys = keys.Count == 1,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ValidateLifetime = true,
        LifetimeValidator = IsAlive,
    };

    bool IsAlive(DateTime? from, DateTime? until, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return until is { } end && end + _skew > now && (from is not { } start || start - _skew <= now);
    }

    TokenVerdict Accept(JsonWebToken token, IssuerKeys issuer)
    {
        var subject = token.Subject;
        if (string.IsNullOrWhiteSpace(subject) || subject.Length > 200 || subject.Any(char.IsControl))
            return Refuse("no usable subject");

        var scopes = Claims(token, "scope").SelectMany(scope => scope.Split(' ')).ToArray();
        var roles = Claims(token, "roles").Concat(RealmRoles(token));
        var grant = Grant.From(
            issuer.NameOf(subject), roles, Claims(token, "domains"), scopes, SignInOf(token, issuer));
        return new(grant, new DateTimeOffset(token.ValidTo, TimeSpan.Zero) + _skew, null);
    }

    // OpenID Connect Core §2: auth_time, acr; RFC 8693 §4.1: act. A time from the future is none.
    SignIn? SignInOf(JsonWebToken token, IssuerKeys issuer)
    {
        if (!token.TryGetPayloadValue<long>("auth_time", out var seconds)
            || seconds < 0 || seconds > (clock.GetUtcNow() + _skew).ToUnixTimeSeconds())
            return null;

        var via = token.TryGetPayloadValue<JsonElement>("act", out var act) && act.ValueKind == JsonValueKind.Object
            && act.TryGetProperty("sub", out var actor) && actor.ValueKind == JsonValueKind.String
                ? issuer.NameOf(actor.GetString()!)
                : null;
        return new(DateTimeOffset.FromUnixTimeSeconds(seconds), Claims(token, "acr").FirstOrDefault(), via);
    }

    static IEnumerable<string> Claims(JsonWebToken token, string name) =>
        token.Claims.Where(claim => claim.Type == name).Select(claim => claim.Value);

    // Keycloak: {"realm_access":{"roles":[…]}}
    static IEnumerable<string> RealmRoles(JsonWebToken token)
    {
        if (!token.TryGetPayloadValue<JsonElement>("realm_access", out var access)
            || access.ValueKind != JsonValueKind.Object
            || !access.TryGetProperty("roles", out var roles)
            || roles.ValueKind != JsonValueKind.Array)
            return [];

        return [.. roles.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.String).Select(r => r.GetString()!)];
    }

    static TokenVerdict Refuse(string reason) => new(null, default, reason);
}
