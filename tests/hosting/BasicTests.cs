using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace TrustCenter.Hosting.Tests;

public sealed class BasicTests(SharedApp shared) : IClassFixture<SharedApp>
{
    readonly HostingApp _app = shared.App;

    async Task<HttpResponseMessage> SendAsync(string address, string credentials, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        return await _app.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    static string Of(string client, string secret) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{client}:{secret}"));

    [Fact]
    public async Task A_technical_client_signs_in_at_a_gateway_and_keeps_to_its_role()
    {
        var good = Of("diz", HostingApp.ClientSecret);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("/fhir/notes/metadata", good)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("/fhir/notes/$isNoted", good, HttpMethod.Post)).StatusCode);
        var forbidden = await SendAsync("/fhir/notes/$take", good, HttpMethod.Post);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
    }

    [Fact]
    public async Task Elsewhere_basic_is_not_accepted() =>
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await SendAsync("/api/notes/ping", Of("diz", HostingApp.ClientSecret))).StatusCode);

    [Theory]
    [InlineData("Og==")]
    [InlineData("")]
    [InlineData("%%%")]
    [InlineData("ZGl6")]
    [InlineData("ZGl6Og==")]
    [InlineData("OnNlY3JldA==")]
    [InlineData("AAA6AAA=")]
    [InlineData("////////")]
    public async Task Broken_credentials_answer_401(string credentials)
    {
        var response = await SendAsync("/fhir/notes/metadata", credentials);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/fhir+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(response.Headers.WwwAuthenticate, challenge => challenge.Scheme == "Basic");
    }

    [Fact]
    public async Task Guessing_must_wait_but_only_the_guesser()
    {
        for (var i = 0; i < 5; i++)
        {
            var guess = await SendAsync("/fhir/notes/metadata", Of("mallory", $"x{i}"));
            Assert.Equal(HttpStatusCode.Unauthorized, guess.StatusCode);
        }

        var slowed = await SendAsync("/fhir/notes/metadata", Of("mallory", "x6"));
        Assert.Equal(HttpStatusCode.TooManyRequests, slowed.StatusCode);
        Assert.True(slowed.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        var neighbour = await SendAsync("/fhir/notes/metadata", Of("diz", HostingApp.ClientSecret));
        Assert.Equal(HttpStatusCode.OK, neighbour.StatusCode);
    }

    [Fact]
    public void A_secret_is_kept_as_a_hash_that_fits_it_alone()
    {
        var hash = SecretHash.Create("correct horse battery");
        Assert.True(SecretHash.IsWellFormed(hash));
        Assert.True(SecretHash.Fits("correct horse battery", hash));
        Assert.False(SecretHash.Fits("correct horse batterz", hash));
        Assert.DoesNotContain("horse", hash, StringComparison.Ordinal);
        Assert.Throws<RefusedToStartException>(() => SecretHash.Create("changeme"));
    }
}
