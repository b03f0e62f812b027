using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TrustCenter.Hosting;

/// <summary>
/// HTTP Basic for technical clients of the gateways, which know nothing else. A success is believed for five minutes.
/// </summary>
sealed class TrustCenterBasicHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logging, UrlEncoder encoder,
    ClientCredentials clients, BasicCache cache, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logging, encoder)
{
    const string Prefix = "Basic ";
    TimeSpan? _retryAfter;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization;
        if (header.Count != 1 || header[0] is not { } value || !TryRead(value, out var client, out var secret))
            return AuthenticateResult.NoResult();

        clients.Refresh();
        var generation = clients.Generation;
        var digest = ValidatedTokens.Of(value);
        if (cache.Of(generation).Find(digest, clock.GetUtcNow()) is { } known)
            return known;

        var address = Context.Connection.RemoteIpAddress?.ToString() ?? "local";
        var verdict = await clients.VerifyAsync(client, secret, address, Context.RequestAborted);
        if (verdict.Grant is null)
        {
            _retryAfter = verdict.RetryAfter;
            LogMessages.ClientRefused(Logger, verdict.RetryAfter is not null);
            return AuthenticateResult.Fail("The client's credentials are not valid.");
        }

        var result = AuthenticateResult.Success(new(verdict.Grant.ToPrincipal(), Schemes.Basic));
        cache.Of(generation).Add(digest, result, clock.GetUtcNow().AddMinutes(5));
        return result;
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_retryAfter is { } wait)
        {
            Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return Problem.TooManyRequests.ExecuteAsync(Context);
        }

        Response.Headers.WWWAuthenticate = new(
            ["Basic realm=\"trustcenter\", charset=\"UTF-8\"", "Bearer realm=\"trustcenter\""]);
        return Problem.Unauthorized.ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problem.PermissionMissing.ExecuteAsync(Context);

    static bool TryRead(string header, out string client, out string secret)
    {
        (client, secret) = ("", "");
        if (header.Length > 2048 || !header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return false;

        Span<byte> bytes = stackalloc byte[2048];
        if (!Convert.TryFromBase64String(header[Prefix.Length..].Trim(), bytes, out var length))
            return false;

        var text = Encoding.UTF8.GetString(bytes[..length]);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1)
            return false;

        (client, secret) = (text[..colon], text[(colon + 1)..]);
        return secret.Length > 0 && !client.Any(char.IsControl);
    }
}

/// <summary>The credentials believed at present, forgotten when the clients change.</summary>
sealed class BasicCache
{
    readonly Lock _gate = new();
    (int Generation, ValidatedTokens Tokens) _current = (0, new(1_000));

    public ValidatedTokens Of(int generation)
    {
        lock (_gate)
        {
            if (_current.Generation != generation)
                _current = (generation, new(1_000));

            return _current.Tokens;
        }
    }
}
