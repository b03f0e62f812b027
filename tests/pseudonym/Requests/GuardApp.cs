using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using TrustCenter.Consents;
using TrustCenter.Contracts.Consent;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Testing;

namespace TrustCenter.Pseudonyms.Tests;

/// <summary>
/// The pseudonym service beside the real consent service, each on its own Kestrel and database, one clock for both,
/// and an address that takes alerts. The consent service's host issues tokens as the local suite does.
/// </summary>
public sealed class GuardApp(SharedPostgres postgres) : IAsyncLifetime
{
    const string Secret = "the-pseudonym-service-in-tests-0123456789";

    WebApplication _consent = null!;
    WebApplication _pseudonym = null!;
    WebApplication _sink = null!;
    TestDatabase _consentDatabase = null!;
    NpgsqlDataSource? _superuser;
    int _people;

    public TestClock Clock { get; } = new();

    public CollectedLogs Logs { get; } = new(LogLevel.Debug);

    public TestTokens Tokens { get; private set; } = null!;

    public TestDatabase Database { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => _pseudonym.Services;

    public NpgsqlDataSource Superuser => _superuser ??= Database.SuperuserDataSource();

    /// <summary>What the address of the alerts was told, and what it answers.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Alerts { get; } = new();

    public int SinkStatus { get; set; } = 204;

    /// <summary>What the consent service's host answers instead of working; 0: it works.</summary>
    public int ConsentStatus { get; set; }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Tokens = new(Clock);
        Database = await postgres.Fixture.DatabaseAsync(
            DocumentStore.Schema, HostingSchema.Script, PseudonymsService.Schema);
        _consentDatabase = await postgres.Fixture.DatabaseAsync(
            DocumentStore.Schema, HostingSchema.Script, ConsentsService.Schema);
        _sink = Build([], _ => { });
        _sink.MapPost("/alerts", async (HttpContext http) =>
        {
            using var reader = new StreamReader(http.Request.Body);
            if (SinkStatus < 300) Alerts.Enqueue(await reader.ReadToEndAsync(http.RequestAborted));
            return Results.StatusCode(SinkStatus);
        });
        await _sink.StartAsync(Ct);
        _consent = await StartConsentAsync();
        _pseudonym = await StartAsync();
        Client = new() { BaseAddress = new(_pseudonym.Urls.First()), Timeout = TimeSpan.FromMinutes(2) };
        await PostAsync<PseudonymDomainView>(
            "/api/pseudonym/domains", new CreatePseudonymDomain("guarded", new()), "lead");
    }

    async Task<WebApplication> StartConsentAsync()
    {
        var configuration = Tokens.Configuration(("pseudonym", Secret, ["service"], ["*"]));
        configuration["Consent:ConnectionString"] = _consentDatabase.AppConnectionString;
        configuration["Consent:KeysFile"] = Tokens.ServiceKeysFile(ConsentsService.Name);
        var app = Build(configuration, builder =>
        {
            builder.Services.AddTrustCenterHosting(builder.Configuration);
            builder.Services.AddConsents(builder.Configuration);
        });
        app.Use(async (http, next) =>
        {
            if (ConsentStatus == 0 || http.Request.Path != "/api/consent/checks") await next(http);
            else http.Response.StatusCode = ConsentStatus;
        });
        app.UseTrustCenter();
        app.MapConsents();
        app.MapPost("/oauth/token", async (HttpContext http, ClientCredentials clients) =>
        {
            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            var verdict = await clients.VerifyAsync(
                form["client_id"]!, form["client_secret"]!, "local", http.RequestAborted);
            return verdict.Grant is { } grant && form["grant_type"] == "client_credentials"
                ? Results.Json(new
                {
                    access_token = Tokens.Of(grant.Name, [.. grant.Roles], ["*"], form["scope"],
                        TimeSpan.FromMinutes(5)),
                    expires_in = 300,
                })
                : Results.StatusCode(401);
        }).AllowPublic("checks the client itself");
        await app.StartAsync(Ct);
        return app;
    }

    async Task<WebApplication> StartAsync()
    {
        var secret = Path.Combine(Tokens.Folder, "client.secret");
        KeyFiles.Create(secret, Secret);
        var configuration = Tokens.Configuration();
        configuration["Pseudonym:ConnectionString"] = Database.AppConnectionString;
        configuration["Pseudonym:KeysFile"] = Tokens.ServiceKeysFile(PseudonymsService.Name);
        configuration["Pseudonym:Requests:AlertAddress"] = $"{_sink.Urls.First()}/alerts";
        configuration["Pseudonym:Requests:PurposesWithoutConsent:0"] = "correction";
        configuration["Pseudonym:Consent:Address"] = _consent.Urls.First();
        configuration["Pseudonym:Consent:TokenAddress"] = $"{_consent.Urls.First()}/oauth/token";
        configuration["Pseudonym:Consent:SecretFile"] = secret;
        var app = Build(configuration, builder =>
        {
            builder.Services.AddTrustCenterHosting(builder.Configuration);
            builder.Services.AddPseudonyms(builder.Configuration);
        });
        app.UseTrustCenter();
        app.MapPseudonyms();
        await app.StartAsync(Ct);
        return app;
    }

    WebApplication Build(Dictionary<string, string?> configuration, Action<WebApplicationBuilder> add)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(configuration);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(Clock);
        add(builder);
        builder.Services.AddLogging(logging => logging.ClearProviders().AddProvider(Logs));
        return builder.Build();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        foreach (var app in new[] { _pseudonym, _consent, _sink })
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        if (_superuser is not null) await _superuser.DisposeAsync();
        await Database.DisposeAsync();
        await _consentDatabase.DisposeAsync();
        Tokens.Dispose();
    }

    /// <summary>A token of somebody who has just signed in, or did so long ago.</summary>
    public string Token(string account, string role, TimeSpan? ago = null, string? via = null) => Tokens.Of(
        account, [role], ["*"], signIn: new(Clock.Now - (ago ?? TimeSpan.Zero), Via: via));

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, object? body, string token, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType());
        return await Client.SendAsync(request, Ct);
    }

    public Task<HttpResponseMessage> PostAsync(string path, object? body, string role, string? account = null) =>
        SendAsync(HttpMethod.Post, path, body, Token(account ?? $"{role}-1", role));

    public async Task<T> PostAsync<T>(string path, object? body, string role, string? account = null)
    {
        using var response = await PostAsync(path, body, role, account);
        return await ReadAsync<T>(response);
    }

    public async Task<T> GetAsync<T>(string path, string role, string? account = null)
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, Token(account ?? $"{role}-1", role));
        return await ReadAsync<T>(response);
    }

    public async Task<(int Status, string Code)> RefusalAsync(
        string path, object? body, string role, string? account = null)
    {
        using var response = await PostAsync(path, body, role, account);
        return await RefusalAsync(response);
    }

    public static async Task<(int Status, string Code)> RefusalAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Ct);
        Assert.False(response.IsSuccessStatusCode, text);
        using var problem = JsonDocument.Parse(text);
        return ((int)response.StatusCode, problem.RootElement.GetProperty("code").GetString()!);
    }

    public async Task<T> ReadAsync<T>(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Ct);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode} {text} {Logs}");
        return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
    }

    public string NewPerson() => $"CANARY-{Interlocked.Increment(ref _people):D4}-QZXJ";

    /// <summary>A pseudonym of somebody who has agreed to be told of findings.</summary>
    public async Task<string> ConsentingAsync(string person)
    {
        string[] accepted = ["PATDAT_erheben_speichern_nutzen", "Rekontaktierung_Zusatzbefund"];
        string[] declined =
        [
            "KKDAT_retrospektiv_uebertragen_speichern_nutzen", "KKDAT_prospektiv_uebertragen_speichern_nutzen",
            "BIOMAT_erheben_lagern_nutzen", "BIOMAT_Zusatzentnahme", "Rekontaktierung_Ergaenzungen",
        ];
        await ConsentAsync("/api/consent/consents", new RecordConsent("MII", "Patienteneinwilligung MII|1.6.d",
            [new("Pseudonym", person)], "2026-01-02", accepted.Select(module => (module, "accepted"))
                .Concat(declined.Select(module => (module, "declined"))).ToDictionary(), [new("patient")]));
        return await PseudonymAsync(person);
    }

    public Task WithdrawAsync(string person) => ConsentAsync(
        "/api/consent/withdrawals", new WithdrawConsent("MII", [new("Pseudonym", person)]));

    public async Task<string> PseudonymAsync(string person, string domain = "guarded") =>
        (await PostAsync<PseudonymAnswers>("/api/pseudonym/pseudonyms", new CreatePseudonyms(domain, [person]), "diz"))
        .Results[0].Pseudonym!;

    async Task ConsentAsync<T>(string path, T body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _consent.Urls.First() + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token("clerk-1", "clerk"));
        request.Content = JsonContent.Create(body);
        using var response = await Client.SendAsync(request, Ct);
        Assert.True(response.StatusCode == HttpStatusCode.Created,
            $"{response.StatusCode} {await response.Content.ReadAsStringAsync(Ct)} {Logs}");
    }

    public async Task<long> CountAsync(string sql)
    {
        await using var command = Superuser.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(Ct), null);
    }
}
