using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TrustCenter.Hosting;

/// <summary>
/// Bearer tokens: validated once, believed until they expire. Says nothing about why a token was refused.
/// </summary>
sealed class TrustCenterBearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logging, UrlEncoder encoder,
    TokenValidation validation, BearerCache cache, IEnumerable<OpaqueTokenKind> opaque, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logging, encoder)
{
    const string Prefix = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization;
        if (header.Count == 0) return OfCookie();
        if (header.Count != 1 || header[0] is not { } value
            || !value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return Schemes.Nobody;

        foreach (var kind in opaque)
        {
            if (kind.Cookie is null && value.AsSpan(Prefix.Length).StartsWith(kind.Prefix))
                return LookUpAsync(kind, value[Prefix.Length..]);
        }

        var digest = ValidatedTokens.Of(value);
        return cache.Tokens.Find(digest, clock.GetUtcNow()) is { } known
            ? Task.FromResult(known)
            : ValidateAsync(value[Prefix.Length..].Trim(), digest);
    }

    Task<AuthenticateResult> OfCookie()
    {
        foreach (var kind in opaque)
        {
            if (kind.Cookie is { } name && Request.Cookies.TryGetValue(name(Context), out var token)
                && token.StartsWith(kind.Prefix, StringComparison.Ordinal) && SameOrigin.Asks(Request))
                return LookUpAsync(kind, token);
        }

        return Schemes.Nobody;
    }

    async Task<AuthenticateResult> LookUpAsync(OpaqueTokenKind kind, string token) =>
        await kind.Find(OpaqueTokens.Hash(token), Context.RequestAborted) is { } grant
            ? AuthenticateResult.Success(new(grant.ToPrincipal(), Schemes.Bearer))
            : AuthenticateResult.Fail("The token is not valid.");

    async Task<AuthenticateResult> ValidateAsync(string token, ValidatedTokens.Digest digest)
    {
        var verdict = await validation.ValidateAsync(token, Context.RequestAborted);
        if (verdict.Grant is null)
        {
            LogMessages.TokenRefused(Logger, verdict.Refusal!);
            return AuthenticateResult.Fail("The token is not valid.");
        }

        var ticket = new AuthenticationTicket(verdict.Grant.ToPrincipal(), Schemes.Bearer);
        var result = AuthenticateResult.Success(ticket);
        cache.Tokens.Add(digest, result, verdict.Until);
        return result;
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer realm=\"trustcenter\"";
        return Problem.Unauthorized.ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problem.PermissionMissing.ExecuteAsync(Context);
}

/// <summary>The tokens validated by this process.</summary>
sealed class BearerCache(IOptions<AuthOptions> options)
{
    public ValidatedTokens Tokens { get; } = new(options.Value.CachedTokens);
}

/// <summary>Names of the authentication schemes.</summary>
static class Schemes
{
    public const string Chosen = "trustcenter";
    public const string Bearer = "bearer";
    public const string Basic = "basic";

    public static readonly Task<AuthenticateResult> Nobody = Task.FromResult(AuthenticateResult.NoResult());
}
