using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using TrustCenter.Consents.Tests;
using TrustCenter.Contracts.Consent;
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
public class ConsentApp : ServiceApp, IAsyncLifetime
{
    public ConsentApp(SharedPostgres postgres) : this(postgres, TimeProvider.System)
    {
    }

    /// <param name="clock">The service's clock and that of the tokens.</param>
    protected ConsentApp(SharedPostgres postgres, TimeProvider clock) : base(postgres.Fixture, clock, LogLevel.Error)
    {
    }

    protected override string Service => ConsentsService.Name;

    protected override (string Name, string Sql) Schema => ConsentsService.Schema;

    protected override void Add(WebApplicationBuilder builder) => builder.Services.AddConsents(builder.Configuration);

    protected override void Map(WebApplication app) => app.MapConsents();

    public Task<HttpResponseMessage> PostAsync(string path, object body, string role = "clerk", string? key = null) =>
        Client.SendAsync(Request(HttpMethod.Post, path, body, role, key), TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> GetAsync(string path, string role = "clerk") =>
        Client.SendAsync(Request(HttpMethod.Get, path, null, role), TestContext.Current.CancellationToken);

    public async Task<T> PostAsync<T>(string path, object body, string role = "clerk")
    {
        using var response = await PostAsync(path, body, role);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text} {Logs}");
        return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
    }

    /// <summary>Gets and reads; where it fails, says why.</summary>
    public async Task<T> ReadAsync<T>(string path, string role = "clerk")
    {
        using var response = await GetAsync(path, role);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text} {Logs}");
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
