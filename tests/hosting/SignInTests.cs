using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace TrustCenter.Hosting.Tests;

public sealed class SignInTests(SharedApp shared) : IClassFixture<SharedApp>
{
    readonly HostingApp _app = shared.App;

    [Fact]
    public async Task A_good_token_is_accepted_and_so_it_is_again_from_the_cache()
    {
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, (await _app.SendAsync(HttpMethod.Get, "/api/notes/ping")).StatusCode);
    }

    [Theory]
    [InlineData("/api/notes/ping")]
    [InlineData("/api/notes/00000000-0000-0000-0000-000000000001")]
    [InlineData("/api/notes/audit")]
    [InlineData("/fhir/notes/metadata")]
    [InlineData("/metrics")]
    [InlineData("/nothing/here")]
    [InlineData("/fhir/notes/nothing")]
    [InlineData("/")]
    public async Task Without_a_token_every_route_answers_401(string address)
    {
        var response = await _app.SendAsync(HttpMethod.Get, address, role: null);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.NotEmpty(response.Headers.WwwAuthenticate);
        var fhir = address.StartsWith("/fhir", StringComparison.Ordinal);
        Assert.Equal(
            fhir ? "application/fhir+json" : "application/problem+json",
            response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Health_says_yes_without_a_token_and_nothing_else()
    {
        foreach (var address in (string[])["/health/live", "/health/ready"])
        {
            var response = await _app.SendAsync(HttpMethod.Get, address, role: null);
            Assert.Equal("yes", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Every_forged_token_is_refused_with_401()
    {
        foreach (var (what, token) in Forgeries())
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/notes/ping");
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
            var response = await _app.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"{what}: {response.StatusCode}");
        }
    }

    IEnumerable<(string, string)> Forgeries()
    {
        var good = _app.Tokens.For("ward");
        var parts = good.Split('.');
        var kid = new JsonWebToken(good).Kid;
        var now = DateTime.UnixEpoch.AddSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        using var own = ECDsa.Create();
        own.ImportFromPem(File.ReadAllText(_app.Tokens.KeyFile));
        using var foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var publicKey = own.ExportSubjectPublicKeyInfoPem();

        yield return ("alg none", Header(new { alg = "none", kid }) + "." + parts[1] + ".");
        yield return ("alg None", Header(new { alg = "None", kid }) + "." + parts[1] + ".");
        yield return ("alg none, old signature", Header(new { alg = "none", kid }) + "." + parts[1] + "." + parts[2]);
        foreach (var secret in (string[])[publicKey, publicKey.Trim(), File.ReadAllText(_app.Tokens.JwksFile)])
            yield return ("HS256 with the public key", Hmac(kid, parts[1], secret));

        yield return ("expired", Sign(own, kid, now.AddHours(-2), now.AddMinutes(-2)));
        yield return ("not yet valid", Sign(own, kid, now.AddMinutes(5), now.AddHours(1)));
        yield return ("no end", Sign(own, kid, now, null));
        yield return ("wrong audience", Sign(own, kid, now, now.AddHours(1), audience: "elsewhere"));
        yield return ("wrong issuer", Sign(own, kid, now, now.AddHours(1), issuer: "https://evil.invalid"));
        yield return ("foreign key, our kid", Sign(foreign, kid, now, now.AddHours(1)));
        yield return ("no subject", Sign(own, kid, now, now.AddHours(1), subject: null));
        yield return ("subject with a line break", Sign(own, kid, now, now.AddHours(1), subject: "a\nb"));
        foreach (var evil in (string[])
            ["../../../dev/null", "' or 1=1 --", "http://127.0.0.1/k", "\0", new('k', 5000), ""])
            yield return ("kid injection", Sign(foreign, evil, now, now.AddHours(1)));

        yield return ("embedded key", Embedded(foreign, now));
        yield return ("altered payload", $"{parts[0]}.{parts[1][..^2]}AA.{parts[2]}");
        yield return ("altered signature", $"{parts[0]}.{parts[1]}.{parts[2][..^4]}AAAA");
        foreach (var garbage in (string[])
            ["", ".", "..", "...", "a.b.c", "e30.e30.e30", "null", "{}", new('x', 20_000), "é.ü.ß", parts[0],
            "a.b.c.d.e", good + ".x", " " + good[1..], "bnVsbA.bnVsbA.bnVsbA", "W10.W10.W10",
            good[..(good.Length / 2)]])
            yield return ("garbage " + garbage[..Math.Min(20, garbage.Length)], garbage);
    }

    static string Header(object header) => Base64UrlEncoder.Encode(JsonSerializer.SerializeToUtf8Bytes(header));

    static string Hmac(string kid, string payload, string secret)
    {
        var signed = Header(new { alg = "HS256", kid, typ = "JWT" }) + "." + payload;
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(signed));
        return signed + "." + Base64UrlEncoder.Encode(signature);
    }

    static string Sign(
        ECDsa key, string kid, DateTime from, DateTime? until, string audience = "trustcenter",
        string issuer = Testing.TestTokens.IssuerName, string? subject = "ward-1") =>
        Create(new() { ["kid"] = kid }, key, from, until, audience, issuer, subject);

    static string Embedded(ECDsa key, DateTime now)
    {
        var point = key.ExportParameters(false).Q;
        var (x, y) = (Base64UrlEncoder.Encode(point.X), Base64UrlEncoder.Encode(point.Y));
        var jwk = new { kty = "EC", crv = "P-256", x, y };
        return Create(
            new() { ["jwk"] = jwk, ["jku"] = "http://127.0.0.1:1/jwks" }, key, now, now.AddHours(1), "trustcenter",
            Testing.TestTokens.IssuerName, "ward-1");
    }

    static string Create(
        Dictionary<string, object> header, ECDsa key, DateTime from, DateTime? until, string audience, string issuer,
        string? subject)
    {
        header["alg"] = "ES256";
        var payload = new Dictionary<string, object?>
        {
            ["iss"] = issuer,
            ["aud"] = audience,
            ["nbf"] = Seconds(from),
            ["roles"] = new[] { "ward" },
            ["domains"] = new[] { "*" },
        };
        if (subject is not null)
            payload["sub"] = subject;

        if (until is { } end)
            payload["exp"] = Seconds(end);

        var signed = Header(header) + "." + Header(payload);
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256);
        return signed + "." + Base64UrlEncoder.Encode(signature);
    }

    static long Seconds(DateTime time) => (long)(time - DateTime.UnixEpoch).TotalSeconds;

    [Fact]
    public async Task A_token_signed_as_ours_is_accepted_so_the_forgeries_fail_for_their_fault_alone()
    {
        using var own = ECDsa.Create();
        own.ImportFromPem(File.ReadAllText(_app.Tokens.KeyFile));
        var now = DateTime.UnixEpoch.AddSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/notes/ping");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", Sign(own, new JsonWebToken(_app.Tokens.For("ward")).Kid, now, now.AddHours(1)));
        var response = await _app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}

/// <summary>One service for all tests of a class.</summary>
public sealed class SharedApp : IAsyncLifetime
{
    public HostingApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await HostingApp.StartAsync();

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
