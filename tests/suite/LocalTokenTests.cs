using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using TrustCenter.Testing;

namespace TrustCenter.Suite.Tests;

public sealed class LocalTokenTests(RunningSuiteFixture running)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ward")]
    [InlineData("clerk")]
    [InlineData("lead")]
    [InlineData("diz")]
    [InlineData("dpo")]
    [InlineData("site")]
    [InlineData("auditor")]
    [InlineData("admin")]
    public async Task A_token_of_every_role_is_accepted_for_what_the_role_may_do(string role)
    {
        var suite = await running.SuiteAsync();
        var (code, output, errors) = await suite.CommandAsync("token", role);
        Assert.True(code == 0, errors);
        using var client = new HttpClient { BaseAddress = new(suite.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", output.Trim());
        using var metrics = await client.GetAsync(new Uri("/metrics", UriKind.Relative), Ct);

        Assert.Equal(role == "admin" ? HttpStatusCode.OK : HttpStatusCode.Forbidden, metrics.StatusCode);
    }

    [Fact]
    public async Task An_unknown_role_or_client_is_refused_with_the_list_of_those_there_are()
    {
        var suite = await running.SuiteAsync();
        var role = await suite.CommandAsync("token", "boss");
        var client = await suite.CommandAsync("secret", "nobody");

        Assert.Equal((78, ""), (role.ExitCode, role.Output));
        Assert.Contains("ward, clerk, lead, diz, dpo, site, auditor, admin", role.Errors, StringComparison.Ordinal);
        Assert.Equal((78, ""), (client.ExitCode, client.Output));
        Assert.Contains("diz", client.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_gets_a_token_for_at_most_300_seconds_by_header_or_by_form(bool byHeader)
    {
        var suite = await running.SuiteAsync();
        var (status, answer) = await AskAsync(suite, "diz", suite.Secret("diz"), byHeader);
        Assert.Equal(HttpStatusCode.OK, status);
        var token = new JsonWebToken(answer.GetProperty("access_token").GetString());

        Assert.Equal("Bearer", answer.GetProperty("token_type").GetString());
        Assert.InRange((token.ValidTo - token.IssuedAt).TotalSeconds, 1, 300);
        Assert.Equal((token.ValidTo - token.IssuedAt).TotalSeconds, answer.GetProperty("expires_in").GetInt32());
        Assert.Equal(suite.Url, token.Issuer);
    }

    [Fact]
    public async Task A_scope_narrows_and_never_widens()
    {
        var suite = await running.SuiteAsync();
        var (narrow, answer) = await AskAsync(suite, "diz", suite.Secret("diz"), true, "consent.check");
        var (wide, fault) = await AskAsync(suite, "diz", suite.Secret("diz"), true, "consent.check consent.record");

        Assert.Equal((HttpStatusCode.OK, "consent.check"), (narrow, answer.GetProperty("scope").GetString()));
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_scope"), (wide, fault.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task Wrong_secrets_unknown_clients_and_other_grants_are_refused_as_the_RFC_says()
    {
        var suite = await running.SuiteAsync();
        var secret = suite.Secret("kis");
        var wrong = await AskAsync(suite, "kis", secret + "x", true);
        var nobody = await AskAsync(suite, "nobody-at-all", secret, false);
        var both = await AskAsync(suite, "kis", secret, true, more: new() { ["client_secret"] = secret });
        var other = await AskAsync(suite, "kis", secret, true, more: new() { ["grant_type"] = "password" });

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), (wrong.Status, Error(wrong.Answer)));
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), (nobody.Status, Error(nobody.Answer)));
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (both.Status, Error(both.Answer)));
        Assert.Equal((HttpStatusCode.BadRequest, "unsupported_grant_type"), (other.Status, Error(other.Answer)));
    }

    [Fact]
    public async Task Its_configuration_leads_to_the_key_that_signed_the_tokens()
    {
        var suite = await running.SuiteAsync();
        using var client = new HttpClient { BaseAddress = new(suite.Url) };
        using var configuration = JsonDocument.Parse(
            await client.GetStringAsync(new Uri("/.well-known/openid-configuration", UriKind.Relative), Ct));
        using var keys = JsonDocument.Parse(await client.GetStringAsync(
            new Uri(configuration.RootElement.GetProperty("jwks_uri").GetString()!), Ct));
        var key = keys.RootElement.GetProperty("keys")[0];

        Assert.Equal(suite.Url, configuration.RootElement.GetProperty("issuer").GetString());
        Assert.Equal(new JsonWebToken(suite.Token("ward")).Kid, key.GetProperty("kid").GetString());
        Assert.False(key.TryGetProperty("d", out _));
    }

    static string? Error(JsonElement answer) => answer.GetProperty("error").GetString();

    static async Task<(HttpStatusCode Status, JsonElement Answer)> AskAsync(
        SuiteProcess suite, string id, string secret, bool byHeader, string? scope = null,
        Dictionary<string, string>? more = null)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials" };
        if (scope is not null) form["scope"] = scope;
        if (!byHeader) (form["client_id"], form["client_secret"]) = (id, secret);
        foreach (var (name, value) in more ?? []) form[name] = value;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(suite.Url + "/oauth/token"))
        {
            Content = new FormUrlEncodedContent(form),
        };
        if (byHeader)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}")));
        }

        using var client = new HttpClient();
        using var response = await client.SendAsync(request, Ct);
        Assert.True(response.Headers.CacheControl?.NoStore);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Ct));
        return (response.StatusCode, json.RootElement.Clone());
    }
}
