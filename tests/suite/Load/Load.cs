using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TrustCenter.Consents;
using TrustCenter.Contracts.Consent;
using TrustCenter.Testing;

namespace TrustCenter.Suite.Tests;

/// <summary>Tests that need the machine for themselves: behind all others, one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Load
{
    public const string Name = "load";

    /// <summary>Milliseconds after which a test of this kind is taken to hang.</summary>
    public const int Limit = 600_000;

    public const string Domain = "MII";

    /// <summary>Use of samples, which both withdrawals take back.</summary>
    public static readonly string Samples = $"{PolicyCode.MiiPrefix}22";

    /// <summary>Use of data, which only the full withdrawal takes back.</summary>
    public static readonly string Data = $"{PolicyCode.MiiPrefix}8";

    static readonly ImmutableArray<string> Modules =
    [
        "PATDAT_erheben_speichern_nutzen", "KKDAT_retrospektiv_uebertragen_speichern_nutzen",
        "KKDAT_prospektiv_uebertragen_speichern_nutzen", "BIOMAT_erheben_lagern_nutzen", "BIOMAT_Zusatzentnahme",
        "Rekontaktierung_Ergaenzungen", "Rekontaktierung_Zusatzbefund",
    ];

    public static RecordConsent Consent(string person) => new(
        Domain, "Patienteneinwilligung MII|1.6.d", Identifiers(person), "2024-03-01",
        Modules.ToDictionary(module => module, _ => "accepted"), [new("patient", "Łukasz Żółć")], Channel: "tablet");

    public static WithdrawConsent FullWithdrawal(string person) => new(Domain, Identifiers(person));

    public static WithdrawConsent SamplesWithdrawal(string person) =>
        new(Domain, Identifiers(person), ["BIOMAT_Vernichtung"]);

    public static CheckConsent Check(string person, string policy) => new(Domain, Identifiers(person), policy);

    /// <summary>The gateway's question, as pipelines ask it.</summary>
    public static JsonObject GatewayCheck(string person, string policy) => new()
    {
        ["resourceType"] = "Parameters",
        ["parameter"] = new JsonArray(
            new JsonObject
            {
                ["name"] = "personIdentifier",
                ["valueIdentifier"] = new JsonObject
                {
                    ["system"] = "https://ths-greifswald.de/fhir/gics/identifiers/Pseudonym",
                    ["value"] = person,
                },
            },
            new JsonObject { ["name"] = "domain", ["valueString"] = Domain },
            new JsonObject
            {
                ["name"] = "policy",
                ["valueCoding"] = new JsonObject { ["system"] = PolicyCode.MiiSystem, ["code"] = policy },
            },
            new JsonObject { ["name"] = "ignoreVersionNumber", ["valueBoolean"] = true }),
    };

    /// <summary>The lines of a bulk check.</summary>
    public static string Bulk(BulkQuestion question, IEnumerable<string> people)
    {
        var body = new StringBuilder(JsonSerializer.Serialize(question, JsonSerializerOptions.Web)).Append('\n');
        foreach (var person in people)
            body.Append("{\"type\":\"Pseudonym\",\"value\":\"").Append(person).Append("\"}\n");

        return body.ToString();
    }

    public static string Json(object body) => JsonSerializer.Serialize(body, JsonSerializerOptions.Web);

    public static PersonIdentifier[] Identifiers(string person) => [new("Pseudonym", person)];
}

/// <summary>What came back, whole.</summary>
public sealed record Reply(HttpStatusCode Status, string Body, bool IsReplay, bool SaysWhen)
{
    public T Read<T>() => JsonSerializer.Deserialize<T>(Body, JsonSerializerOptions.Web)!;

    /// <summary>Whether it permits, whichever of the three ways was asked; null where it is no answer.</summary>
    public bool? Permits => Status != HttpStatusCode.OK
        ? null
        : Body.Contains("\"permitted\":true", StringComparison.Ordinal)
            || Body.Contains("\"valueBoolean\":true", StringComparison.Ordinal);
}

/// <summary>Sends what a client of the suite would send.</summary>
public sealed class LoadClient(SuiteProcess suite, TimeSpan? patience = null) : IDisposable
{
    readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 })
    {
        BaseAddress = new(suite.Url),
        Timeout = patience ?? TimeSpan.FromSeconds(100),
    };

    readonly Dictionary<string, string> _tokens =
        ((string[])["ward", "clerk", "diz", "auditor"]).ToDictionary(role => role, role => suite.Token(role));

    public Task<Reply> RecordAsync(string person, CancellationToken ct) =>
        PostAsync("ward", "/api/consent/consents", Load.Json(Load.Consent(person)), ct);

    public Task<Reply> CheckAsync(string person, string policy, CancellationToken ct) =>
        PostAsync("diz", "/api/consent/check", Load.Json(Load.Check(person, policy)), ct);

    public Task<Reply> GatewayCheckAsync(string person, string policy, CancellationToken ct) =>
        PostAsync("diz", "/ttp-fhir/fhir/gics/$isConsented", Load.GatewayCheck(person, policy).ToJsonString(), ct,
            type: "application/fhir+json");

    public async Task<BulkAnswer[]> BulkAsync(
        BulkQuestion question, IEnumerable<string> people, CancellationToken ct)
    {
        var body = Load.Bulk(question, people);
        var reply = await Race.PatientlyAsync(
            () => PostAsync("diz", "/api/consent/checks", body, ct, type: "application/x-ndjson"), ct);
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Body);
        return [.. reply.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<BulkAnswer>(line, JsonSerializerOptions.Web)!)];
    }

    public Task<Reply> GetAsync(string role, string path, CancellationToken ct) =>
        SendAsync(new(HttpMethod.Get, path), role, ct);

    public Task<Reply> PostAsync(
        string role, string path, string body, CancellationToken ct, string? key = null,
        string type = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, type),
        };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return SendAsync(request, role, ct);
    }

    public void Dispose() => _client.Dispose();

    async Task<Reply> SendAsync(HttpRequestMessage request, string role, CancellationToken ct)
    {
        using (request)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _tokens[role]);
            using var response = await _client.SendAsync(request, ct);
            return new(
                response.StatusCode, await response.Content.ReadAsStringAsync(ct),
                response.Headers.Contains("Idempotent-Replay"), response.Headers.RetryAfter is not null);
        }
    }
}
