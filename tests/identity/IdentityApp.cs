using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;
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
public sealed class IdentityApp(SharedPostgres postgres) : IAsyncLifetime
{
    public const string Domain = "MII";

    WebApplication _app = null!;
    NpgsqlDataSource? _superuser;

    /// <summary>What the service logs.</summary>
    public CollectedLogs Logs { get; } = new();

    public TestTokens Tokens { get; } = new(TimeProvider.System);

    public TestDatabase Database { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public NpgsqlDataSource Superuser => _superuser ??= Database.SuperuserDataSource();

    public async ValueTask InitializeAsync()
    {
        Database = await postgres.Fixture.DatabaseAsync(
            DocumentStore.Schema, HostingSchema.Script, IdentitiesService.Schema);
        _app = await StartAsync();
        Client = NewClient(_app);
    }

    /// <summary>Another instance of the service on the same database.</summary>
    public async Task<WebApplication> StartAsync(params (string Key, string Value)[] settings)
    {
        var configuration = Tokens.Configuration();
        configuration["Identity:Linkage:Workers"] = "0";
        foreach (var (key, value) in settings) configuration[key] = value;
        configuration["Identity:ConnectionString"] = Database.AppConnectionString;
        configuration["Identity:KeysFile"] = Tokens.ServiceKeysFile(IdentitiesService.Name);
        configuration["Identity:SeedDomain"] = Domain;
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(configuration);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddTrustCenterHosting(builder.Configuration);
        builder.Services.AddIdentities(builder.Configuration);
        builder.Services.AddLogging(logging => logging.ClearProviders().AddProvider(Logs));
        var app = builder.Build();
        app.UseTrustCenter();
        app.MapIdentities();
        await app.StartAsync();
        return app;
    }

    public static HttpClient NewClient(WebApplication app) => new()
    {
        BaseAddress = new Uri(app.Urls.First()),
        Timeout = TimeSpan.FromMinutes(2),
    };

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_superuser is not null) await _superuser.DisposeAsync();
        await Database.DisposeAsync();
        Tokens.Dispose();
    }

    public HttpRequestMessage Request(HttpMethod method, string path, object? body, string role, string? key = null)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(role));
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (body is HttpContent content) request.Content = content;
        else if (body is not null) request.Content = JsonContent.Create(body, body.GetType());
        return request;
    }

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

    public async Task<long> CountAsync(string sql)
    {
        await using var command = Superuser.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken), null);
    }

    async Task<T> ReadAsync<T>(string path, HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text} {Logs}");
        return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
    }
}

/// <summary>Keeps what the service logs.</summary>
public sealed class CollectedLogs : ILoggerProvider, ILogger
{
    readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) => _lines.Enqueue($"{formatter(state, exception)} {exception}");

    public override string ToString() => string.Join('\n', _lines.TakeLast(500));

    public string Everything => string.Join('\n', _lines);

    public void Dispose()
    {
    }
}
