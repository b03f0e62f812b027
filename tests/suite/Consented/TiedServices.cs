using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using TrustCenter.Consents;
using TrustCenter.Contracts.Consent;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Local;
using TrustCenter.Postgres;
using TrustCenter.Pseudonyms;
using TrustCenter.Testing;

namespace TrustCenter.Suite.Tests;

/// <summary>A clock that runs as all clocks do, but may be put forward.</summary>
public sealed class ShiftedClock : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
}

/// <summary>Consent and pseudonym service as two applications with a database each, joined by HTTP alone.</summary>
public sealed class TiedServices : IAsyncLifetime
{
    public const string Mdat = "2.16.840.1.113883.3.1937.777.24.5.3.8";
    public const string Biomat = "2.16.840.1.113883.3.1937.777.24.5.3.22";

    static readonly string[] Modules =
    [
        "PATDAT_erheben_speichern_nutzen", "KKDAT_retrospektiv_uebertragen_speichern_nutzen",
        "KKDAT_prospektiv_uebertragen_speichern_nutzen", "BIOMAT_erheben_lagern_nutzen", "BIOMAT_Zusatzentnahme",
        "Rekontaktierung_Ergaenzungen", "Rekontaktierung_Zusatzbefund",
    ];

    readonly PostgresFixture _postgres = new();
    readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(1) };
    readonly int _consentPort = LoopbackPort.Free();
    TestDatabase _consents = null!;
    TestDatabase _pseudonyms = null!;
    WebApplication? _consent;
    WebApplication? _pseudonym;
    NpgsqlDataSource? _superuser;
    TokenIssuer _issuer = null!;
    int _names;

    public ShiftedClock Clock { get; } = new();

    public TestTokens Tokens { get; private set; } = null!;

    /// <summary>Seconds for <c>FeedNoOlderThanSeconds</c> of the next start.</summary>
    public int NoOlderThan { get; set; } = 30;

    string ConsentUrl => $"http://127.0.0.1:{_consentPort}";

    string PseudonymUrl => _pseudonym!.Urls.First();

    public NpgsqlDataSource Pseudonyms => _superuser ??= _pseudonyms.SuperuserDataSource();

    public async ValueTask InitializeAsync()
    {
        Tokens = new(Clock);
        _issuer = new(Tokens.KeyFile, TestTokens.IssuerName, Clock);
        _consents = await _postgres.DatabaseAsync(
            DocumentStore.Schema, HostingSchema.Script, ConsentsService.Schema);
        _pseudonyms = await _postgres.DatabaseAsync(
            DocumentStore.Schema, HostingSchema.Script, PseudonymsService.Schema);
        var secret = Path.Combine(Tokens.Folder, "pseudonym.secret");
        KeyFiles.Create(secret, Secret);
        await StartConsentAsync();
        await StartPseudonymAsync();
        await FollowedAsync();
    }

    static string Secret { get; } = "only-of-these-tests-and-long-enough-to-be-a-key";

    public async Task StartConsentAsync()
    {
        var configuration = Tokens.Configuration(("pseudonym", Secret, ["service"], ["*"]));
        configuration["Consent:ConnectionString"] = _consents.AppConnectionString;
        configuration["Consent:KeysFile"] = Tokens.ServiceKeysFile(ConsentsService.Name);
        _consent = Application(configuration, ConsentUrl, (services, settings) => services.AddConsents(settings));
        _consent.MapConsents();
        OwnIssuer.Map(_consent, _issuer, new StaffSignIn(
            new Dictionary<string, string>(), $"{ConsentUrl}/desk/", TimeProvider.System)); // nobody signs in here
        await _consent.StartAsync(Cancelled);
    }

    public async Task StartPseudonymAsync()
    {
        var configuration = Tokens.Configuration();
        configuration["Pseudonym:ConnectionString"] = _pseudonyms.AppConnectionString;
        configuration["Pseudonym:KeysFile"] = Tokens.ServiceKeysFile(PseudonymsService.Name);
        configuration["Pseudonym:Consent:Address"] = ConsentUrl;
        configuration["Pseudonym:Consent:TokenAddress"] = $"{ConsentUrl}/oauth/token";
        configuration["Pseudonym:Consent:SecretFile"] = Path.Combine(Tokens.Folder, "pseudonym.secret");
        configuration["Pseudonym:Consent:FeedNoOlderThanSeconds"] =
            NoOlderThan.ToString(System.Globalization.CultureInfo.InvariantCulture);
        configuration["Pseudonym:Consent:FeedWaitSeconds"] = "1";
        _pseudonym = Application(
            configuration, "http://127.0.0.1:0", (services, settings) => services.AddPseudonyms(settings));
        _pseudonym.MapPseudonyms();
        await _pseudonym.StartAsync(Cancelled);
    }

    public Task StopConsentAsync() => StopAsync(Interlocked.Exchange(ref _consent, null));

    public Task StopPseudonymAsync() => StopAsync(Interlocked.Exchange(ref _pseudonym, null));

    public async ValueTask DisposeAsync()
    {
        await StopPseudonymAsync();
        await StopConsentAsync();
        if (_superuser is not null) await _superuser.DisposeAsync();
        await _postgres.DisposeAsync();
        _http.Dispose();
        _issuer.Dispose();
        Tokens.Dispose();
    }

    /// <summary>Waits until the changes have been followed once since now.</summary>
    public Task FollowedAsync() => UntilAsync(async () => await CountAsync(
        "select count(*) from pseudonym.consent_feed where current_at > clock_timestamp() - interval '2 seconds'") > 0);

    public static async Task UntilAsync(Func<Task<bool>> happened)
    {
        for (var end = Environment.TickCount64 + 15_000; !await happened(); await Task.Delay(20, Cancelled))
            Assert.True(Environment.TickCount64 < end, "It has not happened within 15 s.");
    }

    public async Task<string> DomainAsync(
        string onWithdrawal = "block", bool asks = false, string policy = Mdat, string? format = null)
    {
        var name = $"tied-{Interlocked.Increment(ref _names)}";
        await PostAsync<PseudonymDomainView>("/api/pseudonym/domains", new CreatePseudonymDomain(name, new(
            Format: format is null ? null : new(Alphabet: "Numbers", Length: 4), Generation: format,
            Deletable: onWithdrawal == "delete", RequiredPolicy: policy,
            Consent: new("MII", "Pseudonym", onWithdrawal, asks))), "lead");
        return name;
    }

    public string NewPerson() => $"person-{Interlocked.Increment(ref _names)}";

    public Task<RecordedConsent> ConsentAsync(string person, string signedAt = "2024-03-01") =>
        PostAsync<RecordedConsent>("/api/consent/consents", new RecordConsent(
            "MII", "Patienteneinwilligung MII|1.6.d", [new("Pseudonym", person)], signedAt,
            Modules.ToDictionary(module => module, _ => "accepted"),
            [new("patient", "Łukasz Żółć"), new("explaining", "Dr. Ελένη Παπαδοπούλου")],
            Language: "de", InformationShown: ["leaflet-1"], Channel: "tablet"), "ward");

    public Task<RecordedConsent> WithdrawAsync(string person, params string[] modules) =>
        PostAsync<RecordedConsent>(
            "/api/consent/withdrawals", new WithdrawConsent("MII", [new("Pseudonym", person)], modules), "clerk");

    public async Task<PseudonymAnswer[]> CreateAsync(string domain, params string[] people) =>
        [.. (await PostAsync<PseudonymAnswers>(
            "/api/pseudonym/pseudonyms", new CreatePseudonyms(domain, people), "diz")).Results];

    public async Task<PseudonymAnswer[]> GetAsync(string domain, params string[] people) =>
        [.. (await PostAsync<PseudonymAnswers>(
            "/api/pseudonym/pseudonyms/get", new GetPseudonyms(domain, people), "diz")).Results];

    /// <summary>What became of a withdrawal, once the receiver has finished.</summary>
    public async Task<WithdrawalTask> CompletedAsync(RecordedConsent withdrawal)
    {
        WithdrawalTask[] tasks = [];
        await UntilAsync(async () =>
        {
            tasks = [.. (await ReadAsync<WithdrawalTask[]>(
                    $"/api/consent/tasks?domain=MII&withdrawal={withdrawal.Id}"))
                .Where(task => task.Receiver == "pseudonym")];
            return tasks is [{ Status: "completed" }];
        });
        return tasks[0];
    }

    public async Task<T> PostAsync<T>(string path, object body, string role)
    {
        using var response = await SendAsync(path, body, role);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
    }

    /// <param name="role">A role, or a token.</param>
    public async Task<HttpResponseMessage> SendAsync(string path, object body, string role)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url(path));
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", role.Length > 30 ? role : Tokens.For(role));
        request.Content = JsonContent.Create(body, body.GetType());
        return await _http.SendAsync(request, Cancelled);
    }

    public async Task<T> ReadAsync<T>(string path, string role = "clerk")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Url(path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(role));
        using var response = await _http.SendAsync(request, Cancelled);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
    }

    public async Task<NpgsqlConnection> OpenConsentsAsync()
    {
        var connection = new NpgsqlConnection(_consents.AppConnectionString);
        await connection.OpenAsync(Cancelled);
        return connection;
    }

    public Task<long> CountAsync(string sql) => CountAsync(Pseudonyms, sql);

    public async Task<long> CountConsentsAsync(string sql)
    {
        await using var database = _consents.SuperuserDataSource();
        return await CountAsync(database, sql);
    }

    static async Task<long> CountAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(Cancelled), null);
    }

    WebApplication Application(
        Dictionary<string, string?> configuration, string url,
        Action<IServiceCollection, IConfiguration> add)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(configuration);
        builder.WebHost.UseUrls(url);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddTrustCenterHosting(builder.Configuration);
        add(builder.Services, builder.Configuration);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        var app = builder.Build();
        app.UseTrustCenter();
        return app;
    }

    static async Task StopAsync(WebApplication? app)
    {
        if (app is null) return;
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        await app.StopAsync(soon.Token);
        await app.DisposeAsync();
    }

    Uri Url(string path) => new(
        (path.StartsWith("/api/consent", StringComparison.Ordinal) ? ConsentUrl : PseudonymUrl) + path);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;
}
