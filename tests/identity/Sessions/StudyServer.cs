using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Hosting;

namespace TrustCenter.Identities.Tests;

/// <summary>The service with an instance that a study's server may use, and what stands around it: the pseudonym
/// service and the study's own address for callbacks.</summary>
public sealed class StudyServer(SharedPostgres postgres) : IAsyncLifetime
{
    public const string Page = "https://study.example.org";
    public const string Key = "an-api-key-of-the-tests-with-many-letters";

    /// <summary>Of a server that may only read.</summary>
    public const string KeyOfReader = "an-api-key-of-a-server-that-may-only-read";

    /// <summary>Of a server that has nobody to ask back.</summary>
    public const string KeyOfSender = "an-api-key-of-a-server-that-has-nobody-to-ask";

    readonly string _secret = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    WebApplication _around = null!;
    WebApplication _instance = null!;

    public IdentityApp App { get; } = new(postgres);

    public HttpClient Http { get; private set; } = null!;

    /// <summary>Where the study wants to be told.</summary>
    public string Callback => CallbackOf("anybody");

    /// <summary>What it was told, and by which of its addresses.</summary>
    public ConcurrentQueue<(string Listener, string Content)> Told { get; } = new();

    /// <summary>Answers of the study's address before it is well again.</summary>
    public ConcurrentQueue<int> Troubles { get; } = new();

    /// <summary>Pseudonyms by original.</summary>
    public ConcurrentDictionary<string, string> Pseudonyms { get; } = new();

    /// <summary>No consent: nobody gets a pseudonym.</summary>
    public bool Refuses { get; set; }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>An address of the study that hears of one test only.</summary>
    public string CallbackOf(string listener) => $"{_around.Urls.First()}/told/{listener}";

    public async ValueTask InitializeAsync()
    {
        await App.InitializeAsync();
        KeyFiles.Create(_secret, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        _around = await AroundAsync();
        _instance = await App.StartAsync([.. Settings()]);
        Http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new(_instance.Urls.First()),
        };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _instance.StopAsync();
        await _instance.DisposeAsync();
        await _around.StopAsync();
        await _around.DisposeAsync();
        await App.DisposeAsync();
        File.Delete(_secret);
    }

    IEnumerable<(string, string)> Settings()
    {
        const string At = "Identity:Sessions:Servers:0:";
        yield return (At + "Name", "study");
        yield return (At + "KeySha256", HashOf(Key));
        yield return (At + "Domain", IdentityApp.Domain);
        foreach (var (i, type) in TokenTypes.All.Index()) yield return ($"{At}Tokens:{i}", type);
        yield return (At + "IdTypes:0:Name", "pid");
        yield return (At + "IdTypes:1:Name", "psn");
        yield return (At + "IdTypes:1:PseudonymDomain", "Studie");
        yield return (At + "IdTypes:2:Name", "labId");
        yield return (At + "IdTypes:2:Authority", "patient-number");
        yield return (At + "Origins:0", Page);
        yield return (At + "Targets:0", Page);
        yield return (At + "Targets:1", new Uri(Callback).GetLeftPart(UriPartial.Authority));
        yield return (At + "Fields:wohnort", "city");
        foreach (var (i, (name, key, token)) in new[]
        {
            ("reader", KeyOfReader, TokenTypes.ReadPatients), ("sender", KeyOfSender, TokenTypes.AddPatient),
        }.Index())
        {
            var other = $"Identity:Sessions:Servers:{i + 1}:";
            yield return (other + "Name", name);
            yield return (other + "KeySha256", HashOf(key));
            yield return (other + "Domain", IdentityApp.Domain);
            yield return (other + "Tokens:0", token);
            yield return (other + "IdTypes:0:Name", "pid");
            yield return (other + "KeepUnsure", name == "sender" ? "true" : "false");
        }

        yield return ("Identity:Pseudonyms:Address", _around.Urls.First());
        yield return ("Identity:Pseudonyms:TokenAddress", _around.Urls.First() + "/oauth/token");
        yield return ("Identity:Pseudonyms:SecretFile", _secret);
    }

    static string HashOf(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    async Task<WebApplication> AroundAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/oauth/token", () => new { access_token = "for-the-tests", expires_in = 600 });
        app.MapPost("/api/pseudonym/pseudonyms", (CreatePseudonyms wish) => Refuses
            ? Results.Problem(statusCode: 409)
            : Results.Ok(new PseudonymAnswers(wish.Domain, [.. wish.Originals.Select(original => new PseudonymAnswer(
                Pseudonyms.GetOrAdd(original, _ => $"PSN-{Pseudonyms.Count}"), 1, true))], 1)));
        app.MapPost("/api/pseudonym/pseudonyms/get", (GetPseudonyms wish) => new PseudonymAnswers(wish.Domain,
            [.. wish.Originals.Select(original => new PseudonymAnswer(
                Pseudonyms.GetValueOrDefault(original), 1, false))], 0));
        app.MapPost("/api/pseudonym/pseudonyms/resolve", (ResolvePseudonyms wish) =>
            new OriginalAnswers(wish.Domain, [.. wish.Pseudonyms.Select(pseudonym => new OriginalAnswer(
                wish.Purpose == "patient-list"
                    ? Pseudonyms.FirstOrDefault(known => known.Value == pseudonym).Key : null, "found"))]));
        app.MapPost("/told/{listener}", async (string listener, HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            Told.Enqueue((listener, await reader.ReadToEndAsync(request.HttpContext.RequestAborted)));
            return Results.StatusCode(Troubles.TryDequeue(out var trouble) ? trouble : 204);
        });
        await app.StartAsync(Ct);
        return app;
    }

    public async Task<string> SessionAsync()
    {
        using var answer = await AsServerAsync(HttpMethod.Post, "/mainzelliste/sessions", null);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await JsonAsync(answer)).GetProperty("sessionId").GetString()!;
    }

    public async Task<HttpResponseMessage> AsServerAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("mainzellisteApiKey", Key);
        request.Headers.Add("mainzellisteApiVersion", "3.0");
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType());
        return await Http.SendAsync(request, Ct);
    }

    public Task<HttpResponseMessage> AskAsync(string session, object wish) =>
        AsServerAsync(HttpMethod.Post, $"/mainzelliste/sessions/{session}/tokens", wish);

    public async Task<string> TokenAsync(object wish, string? session = null)
    {
        using var answer = await AskAsync(session ?? await SessionAsync(), wish);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Ct));
        return (await JsonAsync(answer)).GetProperty("tokenId").GetString()!;
    }

    /// <summary>What a browser sends from the study's page.</summary>
    public async Task<HttpResponseMessage> AddAsync(
        string token, Dictionary<string, string> form, string origin = Page, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/mainzelliste/patients?tokenId={token}")
        {
            Content = new FormUrlEncodedContent(form),
        };
        request.Headers.Add("Origin", origin);
        if (accept is not null) request.Headers.Add("Accept", accept);
        return await Http.SendAsync(request, Ct);
    }

    /// <summary>What a server, or somebody with a token, sends as a client that speaks FHIR does: plain JSON.</summary>
    public async Task<HttpResponseMessage> SendFhirAsync(
        JsonNode body, string? key = null, string? token = null, string query = "", string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mainzelliste/fhir/Patient" + query)
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        if (key is not null) request.Headers.Add("mainzellisteApiKey", key);
        if (token is not null) request.Headers.Add("Authorization", "MainzellisteToken " + token);
        if (origin is not null) request.Headers.Add("Origin", origin);
        return await Http.SendAsync(request, Ct);
    }

    /// <summary>Somebody of a form as a Patient that asks for ids of these types.</summary>
    public static JsonObject Patient(Dictionary<string, string> form, params string[] types)
    {
        var patient = new JsonObject
        {
            ["resourceType"] = "Patient",
            ["name"] = new JsonArray(new JsonObject
            {
                ["use"] = "official",
                ["family"] = form["nachname"],
                ["given"] = new JsonArray(form["vorname"]),
            }),
            ["birthDate"] = string.Join('-', form["geburtsjahr"], form["geburtsmonat"].PadLeft(2, '0'),
                form["geburtstag"].PadLeft(2, '0')),
            ["address"] = new JsonArray(
                new JsonObject { ["city"] = form["wohnort"], ["postalCode"] = form["plz"] }),
        };
        if (types.Length == 0) return patient;
        patient["identifier"] = new JsonArray(
            [.. types.Select(type => new JsonObject { ["use"] = "secondary", ["system"] = type })]);
        return patient;
    }

    /// <summary>Somebody new; the ids of the types asked for.</summary>
    public async Task<JsonElement> AddedAsync(Dictionary<string, string> form, params string[] types)
    {
        var token = await TokenAsync(new { type = "addPatient", data = new { idtypes = types } });
        using var answer = await AddAsync(token, form);
        return await JsonAsync(answer);
    }

    public Task<HttpResponseMessage> GetAsync(string path) => Http.GetAsync(new Uri(path, UriKind.Relative), Ct);

    /// <summary>Somebody with this name: whatever else there is of them follows from it, so that no two are alike.
    /// </summary>
    public static Dictionary<string, string> Form(string name, string year)
    {
        var given = new[]
        {
            "Adelheid", "Bertram", "Cosima", "Detlev", "Edeltraud", "Ferdinand", "Gundula", "Hartmut",
        };
        var seed = SHA256.HashData(Encoding.UTF8.GetBytes(name));
        return new()
        {
            ["vorname"] = given[seed[0] % 8],
            ["nachname"] = name,
            ["geburtstag"] = $"{seed[1] % 28 + 1}",
            ["geburtsmonat"] = $"{seed[2] % 12 + 1}",
            ["geburtsjahr"] = year,
            ["plz"] = $"{10_000 + seed[3] * 311}",
            ["wohnort"] = "Ort " + Convert.ToHexString(seed[4..7]),
        };
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
