using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using TrustCenter.Hosting;

namespace TrustCenter.Local;

/// <summary>Somebody who has just signed in.</summary>
/// <param name="Level"><see cref="StaffSignIn.SecondFactor"/>, or null.</param>
sealed record SignedInStaff(string Account, string Role, DateTimeOffset At, string? Level = null);

/// <summary>
/// Signs staff in at the desk: authorization code with PKCE (RFC 6749 §4.1, RFC 7636), as any OIDC provider does it, so
/// that the desk knows one way only. Codes live a minute, once, in memory. For what is grave the desk asks for a second
/// factor (<c>acr_values</c>): the number of an authenticator app, each of which counts once.
/// </summary>
sealed class StaffSignIn(
    IReadOnlyDictionary<string, string> passwords, string desk, TimeProvider clock,
    IReadOnlyDictionary<string, byte[]>? secrets = null)
{
    public const string Client = "desk";

    /// <summary>Name of a sign-in with the second factor (claim <c>acr</c>).</summary>
    public const string SecondFactor = "second-factor";
    const int MostFailures = 5;
    static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(1);
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(60);
    readonly ConcurrentDictionary<string, (SignedInStaff Person, string Challenge, DateTimeOffset Until)> _codes = [];
    readonly ConcurrentDictionary<string, (int Count, DateTimeOffset Last)> _failures = [];
    readonly Lock _numbers = new();
    readonly Dictionary<string, long> _usedSteps = [];

    public void Map(WebApplication app)
    {
        app.MapGet("/oauth/authorize", Ask).AllowPublic("the sign-in page").ExcludeFromDescription();
        app.MapPost("/oauth/authorize", AnswerAsync).AllowPublic("checks the password itself")
            .ExcludeFromDescription();
        app.MapGet("/oauth/sign-in.css", () => Results.Text(SignInPage.Style, "text/css"))
            .AllowPublic("how the sign-in page looks").ExcludeFromDescription();
    }

    /// <summary>Whom a code was given to, once, if the verifier is the one it was asked for with.</summary>
    public SignedInStaff? Redeem(IFormCollection form)
    {
        if (!_codes.TryRemove(form["code"].ToString(), out var known) || known.Until <= clock.GetUtcNow()) return null;
        var challenge = WebEncoders.Base64UrlEncode(
            SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        return form["client_id"] == Client && form["redirect_uri"] == desk && Same(challenge, known.Challenge)
            ? known.Person : null;
    }

    IResult Ask(HttpContext http)
    {
        var query = http.Request.Query;
        return IsOurs(name => query[name].ToString())
            ? SignInPage.Show(http, name => query[name].ToString(), failed: null)
            : Results.Text("This request to sign in is not the desk's.", statusCode: 400);
    }

    async Task<IResult> AnswerAsync(HttpContext http, CancellationToken ct)
    {
        if (!http.Request.HasFormContentType || http.Request.Headers["Sec-Fetch-Site"] is ["cross-site" or "same-site"])
            return Results.Text("Send the form of the sign-in page.", statusCode: 400);
        var form = await http.Request.ReadFormAsync(ct);
        if (!IsOurs(name => form[name].ToString()))
            return Results.Text("This request to sign in is not the desk's.", statusCode: 400);

        var account = form["account"].ToString().Trim();
        var strong = form["acr_values"] == SecondFactor;
        var verdict = Verify(account, form["password"].ToString(), strong ? form["number"].ToString() : null);
        if (verdict.Person is not { } person)
            return SignInPage.Show(http, name => form[name].ToString(), verdict.Fault);

        var code = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        Sweep();
        _codes[code] = (person, form["code_challenge"].ToString(), clock.GetUtcNow() + CodeLifetime);
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = QueryHelpers.AddQueryString(desk, new Dictionary<string, string?>
        {
            ["code"] = code,
            ["state"] = form["state"].ToString(),
        });
        return Results.Empty;
    }

    /// <param name="number">Of the authenticator app; null: it was not asked for.</param>
    (SignedInStaff? Person, string? Fault) Verify(string account, string password, string? number)
    {
        var now = clock.GetUtcNow();
        var role = passwords.Keys.FirstOrDefault(role => LocalStaff.AccountOf(role) == account);
        if (role is null) return (null, "wrong");
        if (_failures.TryGetValue(account, out var before) && before.Count >= MostFailures && before.Last + Pause > now)
            return (null, "wait");
        if (Same(password.Trim(), passwords[role]) && (number is null || IsNext(role, number, now)))
        {
            _failures.TryRemove(account, out _);
            return (new(account, role, now, number is null ? null : SecondFactor), null);
        }

        _failures.AddOrUpdate(account, (1, now), (_, known) =>
            (known.Last + Pause <= now ? 1 : Math.Min(known.Count + 1, MostFailures), now));
        return (null, number is null ? "wrong" : "wrong-number");
    }

    bool IsNext(string role, string number, DateTimeOffset now)
    {
        if (secrets?.GetValueOrDefault(role) is not { } secret) return false;
        lock (_numbers)
        {
            if (Totp.Match(secret, Totp.Clean(number) ?? "", now, _usedSteps.GetValueOrDefault(role)) is not { } step)
                return false;
            _usedSteps[role] = step;
            return true;
        }
    }

    bool IsOurs(Func<string, string> field) =>
        field("response_type") == "code" && field("client_id") == Client && field("redirect_uri") == desk
        && field("code_challenge_method") == "S256" && field("code_challenge").Length == 43
        && field("state").Length is > 0 and <= 200 && (field("acr_values") is "" or SecondFactor);

    void Sweep()
    {
        var now = clock.GetUtcNow();
        foreach (var (code, known) in _codes)
        {
            if (known.Until <= now) _codes.TryRemove(code, out _);
        }
    }

    static bool Same(string one, string other) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(one)), SHA256.HashData(Encoding.UTF8.GetBytes(other)));
}
