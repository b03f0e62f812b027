using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using TrustCenter.Consents.Tests;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Testing;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace TrustCenter.Consents.Tests;

/// <summary>One PostgreSQL server for all tests of this project; every class gets a database of its own.</summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    public PostgresFixture Fixture { get; } = new();

    public ValueTask DisposeAsync() => Fixture.DisposeAsync();
}

/// <summary>The consent service on real Kestrel and real PostgreSQL, with the shipped Broad Consent in place.</summary>
public class ConsentApp : IAsyncLifetime
{
    public const string ClientSecret = "a-secret-of-the-tests-only";

    readonly SharedPostgres _postgres;
    readonly TimeProvider _clock;
    WebApplication _app = null!;
    NpgsqlDataSource? _superuser;

    public ConsentApp(SharedPostgres postgres) : this(postgres, TimeProvider.System)
    {
    }

    /// <param name="clock">The service's clock and that of the tokens.</param>
    protected ConsentApp(SharedPostgres postgres, TimeProvider clock)
    {
        (_postgres, _clock) = (postgres, clock);
        Tokens = new(clock);
    }

    /// <summary>What broke inside, for the message of a failing test.</summary>
    public CollectedErrors Errors { get; } = new();

    public TestTokens Tokens { get; }

    /// <summary>Settings beside the usual ones.</summary>
    protected virtual IEnumerable<(string Name, string Value)> Settings => [];

    public TestDatabase Database { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public NpgsqlDataSource Superuser => _superuser ??= Database.SuperuserDataSource();

    public async ValueTask InitializeAsync()
    {
        Database = await _postgres.Fixture.DatabaseAsync(
            DocumentStore.Schema, HostingSchema.Script, ConsentsService.Schema);
        var configuration = Tokens.Configuration(("diz", ClientSecret, ["diz"], ["*"]));
        configuration["Consent:ConnectionString"] = Database.AppConnectionString;
        configuration["Consent:KeysFile"] = Tokens.ServiceKeysFile(ConsentsService.Name);
        foreach (var (name, value) in Settings) configuration[name] = value;
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(configuration);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(_clock);
        builder.Services.AddTrustCenterHosting(builder.Configuration);
        builder.Services.AddConsents(builder.Configuration);
        builder.Services.AddLogging(logging => logging.ClearProviders().AddProvider(Errors));
        _app = builder.Build();
        _app.UseTrustCenter();
        _app.MapConsents();
        await _app.StartAsync();
        // a busy machine answers "expect: 100-continue" later than the usual second
        var handler = new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) };
        Client = new HttpClient(handler)
        {
            BaseAddress = new Uri(_app.Urls.First()),
            Timeout = TimeSpan.FromMinutes(2)
        };
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_superuser is not null) await _superuser.DisposeAsync();
        await Database.DisposeAsync();
        Tokens.Dispose();
        GC.SuppressFinalize(this);
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

    public Task<HttpResponseMessage> PostAsync(string path, object body, string role = "clerk", string? key = null) =>
        Client.SendAsync(Request(HttpMethod.Post, path, body, role, key), TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> GetAsync(string path, string role = "clerk") =>
        Client.SendAsync(Request(HttpMethod.Get, path, null, role), TestContext.Current.CancellationToken);

    public async Task<T> PostAsync<T>(string path, object body, string role = "clerk")
    {
        using var response = await PostAsync(path, body, role);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text} {Errors}");
        return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
    }

    /// <summary>Gets and reads; where it fails, says why.</summary>
    public async Task<T> ReadAsync<T>(string path, string role = "clerk")
    {
        using var response = await GetAsync(path, role);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text} {Errors}");
        return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
    }

    public Task<RecordedConsent> RecordAsync(RecordConsent command) =>
        PostAsync<RecordedConsent>("/api/consent/consents", command, "ward");

    public Task<RecordedConsent> WithdrawAsync(WithdrawConsent command) =>
        PostAsync<RecordedConsent>("/api/consent/withdrawals", command);

    public Task<ConsentAnswer> CheckAsync(CheckConsent question) =>
        PostAsync<ConsentAnswer>("/api/consent/check", question, "diz");

    public Task<ConsentAnswer> CheckAsync(string person, int policy, string? at = null, string? knownAt = null) =>
        CheckAsync(new CheckConsent("MII", [new("Pseudonym", person)], $"{PolicyCode.MiiPrefix}{policy}", At: at,
            KnownAt: knownAt));

    public async Task<long> CountAsync(string sql)
    {
        await using var command = Superuser.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken), null);
    }
}

/// <summary>Keeps the errors the service logs.</summary>
public sealed class CollectedErrors : ILoggerProvider, ILogger
{
    readonly System.Collections.Concurrent.ConcurrentQueue<string> _errors = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
            string> formatter)
    {
        if (IsEnabled(logLevel)) _errors.Enqueue($"{formatter(state, exception)} {exception}");
    }

    public override string ToString() => string.Join('\n', _errors);

    public void Dispose()
    {
    }
}

/// <summary>Documents as wards record them.</summary>
public static class Sample
{
    public const string Form = "Patienteneinwilligung MII|1.6.d";

    static readonly string[] Modules =
    [
        "PATDAT_erheben_speichern_nutzen", "KKDAT_retrospektiv_uebertragen_speichern_nutzen",
        "KKDAT_prospektiv_uebertragen_speichern_nutzen", "BIOMAT_erheben_lagern_nutzen", "BIOMAT_Zusatzentnahme",
        "Rekontaktierung_Ergaenzungen", "Rekontaktierung_Zusatzbefund",
    ];

    public static RecordConsent Consent(string person, string signedAt = "2024-03-01", params string[] declined) => new(
        "MII", Form, [new("Pseudonym", person)], signedAt,
        Modules.ToDictionary(module => module, module => declined.Contains(module) ? "declined" : "accepted"),
        [new("patient", "Łukasz Żółć"), new("explaining", "Dr. Ελένη Παπαδοπούλου")],
        Language: "de", InformationShown: ["leaflet-1"], Channel: "tablet");

    public static WithdrawConsent Withdrawal(string person, params string[] modules) =>
        new("MII", [new("Pseudonym", person)], modules);

    public static string NewPerson() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N");
}
