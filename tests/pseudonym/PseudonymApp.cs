using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
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
public sealed class PseudonymApp(SharedPostgres postgres) : IAsyncLifetime
{
    WebApplication _app = null!;
    NpgsqlDataSource? _superuser;
    int _domains;

    /// <summary>Everything the service logs.</summary>
    public CollectedLog Log { get; } = new();

    public TestTokens Tokens { get; } = new(TimeProvider.System);

    public TestDatabase Database { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public PairDesk Desk => Services.GetRequiredService<PairDesk>();

    public NpgsqlDataSource Superuser => _superuser ??= Database.SuperuserDataSource();

    public async ValueTask InitializeAsync()
    {
        Database = await postgres.Fixture.DatabaseAsync(
            DocumentStore.Schema, HostingSchema.Script, PseudonymsService.Schema);
        _app = await StartAsync();
        // a busy machine answers "expect: 100-continue" later than the usual second
        var handler = new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) };
        Client = new HttpClient(handler)
        {
            BaseAddress = new Uri(_app.Urls.First()),
            Timeout = TimeSpan.FromMinutes(2),
        };
    }

    /// <summary>A further replica on the same database, or the first one.</summary>
    public async Task<WebApplication> StartAsync(params (string Name, string Value)[] settings)
    {
        var configuration = Tokens.Configuration(("diz", "a-secret-of-the-tests-only", ["diz"], ["*"]));
        configuration["Pseudonym:ConnectionString"] = Database.AppConnectionString;
        configuration["Pseudonym:KeysFile"] = Tokens.ServiceKeysFile(PseudonymsService.Name);
        foreach (var (name, value) in settings) configuration[$"Pseudonym:{name}"] = value;
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(configuration);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddTrustCenterHosting(builder.Configuration);
        builder.Services.AddPseudonyms(builder.Configuration);
        builder.Services.AddLogging(logging => logging.ClearProviders().AddProvider(Log));
        var app = builder.Build();
        app.UseTrustCenter();
        app.MapPseudonyms();
        await app.StartAsync();
        return app;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_superuser is not null) await _superuser.DisposeAsync();
        await Database.DisposeAsync();
        Tokens.Dispose();
    }

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
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text} {Log}");
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

    public async Task<long> CountAsync(string sql)
    {
        await using var command = Superuser.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken), null);
    }
}

/// <summary>Keeps what the service logs.</summary>
public sealed class CollectedLog : ILoggerProvider, ILogger
{
    readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) => _lines.Enqueue($"{formatter(state, exception)} {exception}");

    public override string ToString() => string.Join('\n', _lines.TakeLast(50));

    public IEnumerable<string> Lines => _lines;

    public void Dispose()
    {
    }
}
