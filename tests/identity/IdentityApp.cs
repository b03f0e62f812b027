using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using TrustCenter.Contracts.Identity;
using TrustCenter.Identities.Tests;
using TrustCenter.Testing;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace TrustCenter.Identities.Tests;

/// <summary>One PostgreSQL server for all tests of this project; every class gets a database of its own.</summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    public PostgresFixture Fixture { get; } = new();

    public ValueTask DisposeAsync() => Fixture.DisposeAsync();
}

/// <summary>The identity service on real Kestrel and real PostgreSQL, with the domain "MII" in place.</summary>
public sealed class IdentityApp(SharedPostgres postgres)
    : ServiceApp(postgres.Fixture, TimeProvider.System, LogLevel.Information), IAsyncLifetime
{
    public const string Domain = "MII";

    protected override string Service => IdentitiesService.Name;

    protected override (string Name, string Sql) Schema => IdentitiesService.Schema;

    protected override IEnumerable<(string Name, string Value)> Settings =>
        [("Identity:Linkage:Workers", "0"), ("Identity:SeedDomain", Domain)];

    protected override void Add(WebApplicationBuilder builder) => builder.Services.AddIdentities(builder.Configuration);

    protected override void Map(WebApplication app) => app.MapIdentities();

    public Task<HttpResponseMessage> PostAsync(string path, object body, string role = "lead", string? key = null) =>
        Client.SendAsync(Request(HttpMethod.Post, path, body, role, key), TestContext.Current.CancellationToken);

    /// <summary>As somebody of a name, so that two clerks are two people.</summary>
    public Task<HttpResponseMessage> PostAsAsync(
        string name, string role, string path, object body, string? ifMatch = null)
    {
        var request = Request(HttpMethod.Post, path, body, role);
        request.Headers.Authorization = new("Bearer", Tokens.Of(name, [role], ["*"]));
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<T> PostAsAsync<T>(string name, string role, string path, object body)
    {
        using var response = await PostAsAsync(name, role, path, body);
        return await ReadAsync<T>(path, response);
    }

    public async Task<T> GetAsAsync<T>(string name, string role, string path)
    {
        using var request = Request(HttpMethod.Get, path, null, role);
        request.Headers.Authorization = new("Bearer", Tokens.Of(name, [role], ["*"]));
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await ReadAsync<T>(path, response);
    }

    public Task<HttpResponseMessage> GetAsync(string path, string role = "lead") =>
        Client.SendAsync(Request(HttpMethod.Get, path, null, role), TestContext.Current.CancellationToken);

    public async Task<T> PostAsync<T>(string path, object body, string role = "lead")
    {
        using var response = await PostAsync(path, body, role);
        return await ReadAsync<T>(path, response);
    }

    public async Task<T> GetAsync<T>(string path, string role = "lead")
    {
        using var response = await GetAsync(path, role);
        return await ReadAsync<T>(path, response);
    }

    public Task<RegisteredIdentity> RegisterAsync(
        IdentityData identity, string? saveAction = null, bool force = false, string source = "default",
        string domain = Domain) =>
        PostAsync<RegisteredIdentity>(
            "/api/identity/registrations", new RegisterIdentity(domain, source, identity, saveAction, force), "ward");

    async Task<T> ReadAsync<T>(string path, HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text} {Logs}");
        return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
    }
}
