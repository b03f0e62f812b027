using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Hosting;
using TrustCenter.Pseudonyms.Tests;
using TrustCenter.Testing;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace TrustCenter.Pseudonyms.Tests;

/// <summary>One PostgreSQL server for all tests of this project; every class gets a database of its own.</summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    public PostgresFixture Fixture { get; } = new();

    public ValueTask DisposeAsync() => Fixture.DisposeAsync();
}

/// <summary>The pseudonym service on real Kestrel and real PostgreSQL.</summary>
public sealed class PseudonymApp(SharedPostgres postgres)
    : ServiceApp(postgres.Fixture, TimeProvider.System, LogLevel.Debug), IAsyncLifetime
{
    int _domains;

    public PairDesk Desk => Services.GetRequiredService<PairDesk>();

    protected override string Service => PseudonymsService.Name;

    protected override (string Name, string Sql) Schema => PseudonymsService.Schema;

    protected override void Add(WebApplicationBuilder builder) => builder.Services.AddPseudonyms(builder.Configuration);

    protected override void Map(WebApplication app) => app.MapPseudonyms();

    public Caller Caller(string role = "lead") => new($"{role}-1", [role], Permissions.OfRole[role], ["*"], "0");

    public async Task<HttpResponseMessage> PostAsync(
        string path, object body, string role = "lead", string? key = null, string[]? domains = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Authorization =
            new AuthenticationHeaderValue("Bearer", Tokens.For(role, domains ?? []));
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        request.Content = body as HttpContent ?? JsonContent.Create(body, body.GetType());
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<HttpResponseMessage> ReadAsync(string path, string role)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(role));
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<T> PostAsync<T>(string path, object body, string role = "lead", string? key = null)
    {
        using var response = await PostAsync(path, body, role, key);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text} {Logs}");
        return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
    }

    /// <summary>The code of a refusal, with its status.</summary>
    public async Task<(int Status, string Code)> RefusalAsync(
        string path, object body, string role = "lead", string[]? domains = null)
    {
        using var response = await PostAsync(path, body, role, domains: domains);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.False(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        using var problem = JsonDocument.Parse(text);
        return ((int)response.StatusCode, problem.RootElement.GetProperty("code").GetString()!);
    }

    public async Task<string> DomainAsync(PseudonymDomainSettings? settings = null, string? name = null)
    {
        name ??= $"domain-{Interlocked.Increment(ref _domains)}";
        await PostAsync<PseudonymDomainView>(
            "/api/pseudonym/domains", new CreatePseudonymDomain(name, settings ?? new()));
        return name;
    }

    public Task<PseudonymAnswers> CreateAsync(string domain, params string[] originals) =>
        PostAsync<PseudonymAnswers>("/api/pseudonym/pseudonyms", new CreatePseudonyms(domain, originals), "diz");

    public Task<PseudonymAnswers> GetAsync(string domain, params string[] originals) =>
        PostAsync<PseudonymAnswers>("/api/pseudonym/pseudonyms/get", new GetPseudonyms(domain, originals), "diz");
}
