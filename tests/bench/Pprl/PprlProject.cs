using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities;
using TrustCenter.Identities.Linkage;
using TrustCenter.Testing;

namespace TrustCenter.Bench;

/// <summary>The identity service in this process, without workers.</summary>
sealed class PprlInstance : IAsyncDisposable
{
    public const int TileRecords = 16_384;

    readonly WebApplication _app;

    PprlInstance(WebApplication app)
    {
        _app = app;
        Client = new() { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromMinutes(10) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<PprlInstance> StartAsync(TestDatabase database, TestTokens tokens)
    {
        var settings = tokens.Configuration();
        settings["Identity:ConnectionString"] = database.AppConnectionString;
        settings["Identity:KeysFile"] = tokens.ServiceKeysFile(IdentitiesService.Name);
        settings["Identity:SeedDomain"] = "MII";
        settings["Identity:Linkage:Workers"] = "0";
        settings["Identity:Linkage:TileRecords"] = $"{TileRecords}";
        settings["Limits:RequestsPerSecond"] = settings["Limits:Burst"] = "1000000";
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddTrustCenterHosting(builder.Configuration);
        builder.Services.AddIdentities(builder.Configuration);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.UseTrustCenter();
        app.MapIdentities();
        await app.StartAsync();
        return new(app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

/// <summary>A project of two sites as they act in it over HTTP.</summary>
sealed class PprlProject(string name, TestTokens tokens)
{
    static readonly string[] Sites = ["north", "south"];

    readonly ECDsa _signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    string Path => $"/api/identity/projects/{StreamIds.OfProject(name)}";

    /// <summary>Begins the project and sends the records of both sites; half of the people are at both, written down
    /// otherwise.</summary>
    public async Task SendAsync(PprlInstance instance, int records)
    {
        var profile = StandardProfiles.Default(name) with { SecretCheck = PprlSamples.Secret.Check(name) };
        var file = ProjectProfiles.File(profile, _signer);
        var today = DateOnly.FromDateTime(tokens.Clock.GetUtcNow().UtcDateTime);
        var terms = new ProjectTerms("Bench", "none", [.. Sites.Select(site => new ProjectSite(site, site))], file,
            0.7, new(today.AddDays(2), today.AddDays(3), today.AddDays(4)));
        var project = await AskAsync<ProjectView>(
            instance, "lead", HttpMethod.Post, "/api/identity/projects", Body(new CreateProject(name, terms)));
        foreach (var site in Sites)
        {
            await AskAsync<ProjectView>(
                instance, site, HttpMethod.Post, $"{Path}/agreement", Body(new AgreeToProject(project.Terms)));
        }

        await PostAsync(instance, "open", new { });
        var head = new EncodedHead(EncodedHead.Name, name, ProjectProfiles.Digest(file), profile.Version, 1024);
        for (var site = 0; site < Sites.Length; site++)
        {
            using var content = new ByteArrayContent(File(profile, head, site, records));
            content.Headers.ContentType = new("application/x-ndjson");
            await AskAsync<EncodingsView>(instance, Sites[site], HttpMethod.Put, $"{Path}/encodings", content);
        }
    }

    public async Task PostAsync(PprlInstance instance, string path, object body) =>
        await AskAsync<JsonElement>(instance, "lead", HttpMethod.Post, $"{Path}/{path}", Body(body));

    public Task<LinkingView> LinkingAsync(PprlInstance instance) =>
        AskAsync<LinkingView>(instance, "lead", HttpMethod.Get, $"{Path}/linking", null);

    /// <summary>The linkage table, opened with the service's keys.</summary>
    public async Task<List<(int Site, UInt128 Record, long Person)>> TableAsync(PprlInstance instance)
    {
        var (services, id) = (instance.Services, StreamIds.OfProject(name));
        var store = services.GetRequiredKeyedService<IDocumentStore>(IdentitiesService.Name);
        return await LinkageTable.ReadAsync(
            await store.QuerySession().AggregateStreamAsync<LinkageProject>(id), id,
            services.GetRequiredKeyedService<NpgsqlDataSource>(IdentitiesService.Name),
            services.GetRequiredKeyedService<Vault>(IdentitiesService.Name), CancellationToken.None);
    }

    static byte[] File(EncodingProfile profile, EncodedHead head, int site, int records)
    {
        var (text, encoder) = (new MemoryStream(), new FilterEncoder(profile, PprlSamples.Secret));
        Line(text, head);
        for (var i = 0; i < records; i++)
        {
            var (number, id) = (i + (long)site * records / 2, (UInt128)(ulong)i + ((UInt128)(ulong)site << 64));
            var person = site == 0 ? BenchPeople.Of(number) : PprlSamples.Again(number);
            Line(text, new EncodedRecord(
                RecordIds.Write(id), Convert.ToBase64String(FilterBits.Bytes(encoder.Encode(person), 1024))));
        }

        Line(text, new EncodedEnd(records, Convert.ToHexStringLower(SHA256.HashData(text.ToArray()))));
        return text.ToArray();
    }

    static void Line<T>(MemoryStream text, T value)
    {
        text.Write(JsonSerializer.SerializeToUtf8Bytes(value, JsonSerializerOptions.Web));
        text.WriteByte((byte)'\n');
    }

    static JsonContent Body(object body) => JsonContent.Create(body, body.GetType());

    async Task<T> AskAsync<T>(
        PprlInstance instance, string caller, HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", tokens.Of(caller, [caller == "lead" ? "lead" : "site"], ["*"]));
        using var response = await instance.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{path}: {text}");
        return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
    }
}
