using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TrustCenter.Contracts.Identity;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities.Tests;

/// <summary>A linkage project with its sites, as they act over HTTP.</summary>
sealed class Sites(IdentityApp app, Func<string, EncodingProfile>? kind = null)
{
    static readonly ProjectSecret Secret = new(RandomNumberGenerator.GetBytes(32));
    static readonly ECDsa Signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    FilterEncoder? _encoder;

    public string Name { get; } = $"study-{Epix.Letters()}";

    public Guid Id => StreamIds.OfProject(Name);

    public string Path => $"/api/identity/projects/{Id}";

    /// <summary>Accounts bear the project's name, so that no other project's site is one of this.</summary>
    public string Client(string site) => $"{Name}-{site}";

    public EncodingProfile Profile =>
        (kind ?? StandardProfiles.Default)(Name) with { SecretCheck = Secret.Check(Name) };

    public EncodedHead Head => new(EncodedHead.Name, Name, ProjectProfiles.Digest(Terms().Profile), 1, Profile.Bits());

    public ProjectTerms Terms(params string[] sites)
    {
        _file ??= ProjectProfiles.File(Profile, Signer);
        return new("Herzstudie", "§ 6 GDNG; Votum 12/2026",
            [.. (sites is [] ? ["north", "south"] : sites).Select(site => new ProjectSite(site, Client(site)))],
            _file, 0.8, new(Today.AddDays(10), Today.AddDays(20), Today.AddDays(100)));
    }

    ProfileFile? _file;

    public static DateOnly Today => Days.Of(TimeProvider.System.GetUtcNow());

    public Task<ProjectView> CreateAsync(params string[] sites) =>
        app.PostAsync<ProjectView>("/api/identity/projects", new CreateProject(Name, Terms(sites)));

    public async Task<ProjectView> OpenAsync(params string[] sites)
    {
        var project = await CreateAsync(sites);
        foreach (var site in project.Sites)
            await PostAsync<ProjectView>(site.Name, "agreement", new AgreeToProject(project.Terms));
        return await app.PostAsync<ProjectView>($"{Path}/open", new { });
    }

    public Task<T> PostAsync<T>(string site, string path, object body) =>
        app.PostAsAsync<T>(Client(site), "site", $"{Path}/{path}", body);

    public Task<T> GetAsync<T>(string site, string path) =>
        app.GetAsAsync<T>(Client(site), "site", $"{Path}/{path}");

    public async Task<HttpResponseMessage> AskAsync(string site, HttpMethod method, string path, HttpContent? content)
    {
        using var request = app.Request(method, $"{Path}/{path}", content, "site");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", app.Tokens.Of(Client(site), ["site"], ["*"]));
        return await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> SendAsync(string site, string file) =>
        AskAsync(site, HttpMethod.Put, "encodings", new StringContent(file, Encoding.UTF8, "application/x-ndjson"));

    public async Task<EncodingsView> SendAsync(string site, IEnumerable<(UInt128 Id, PersonData Person)> people)
    {
        using var response = await SendAsync(site, File(people));
        return await ReadAsync<EncodingsView>(response);
    }

    public string File(IEnumerable<(UInt128 Id, PersonData Person)> people) =>
        File(people.Select(one => (RecordIds.Write(one.Id), Filter(one.Person))));

    public string Filter(PersonData person)
    {
        var words = Encode(person);
        return Convert.ToBase64String(FilterBits.Bytes(words, words.Length * 64));
    }

    public ulong[] Encode(PersonData person)
    {
        _encoder ??= new(Profile, Secret);
        return _encoder.Encode(person);
    }

    public string File(IEnumerable<(string Id, string Filter)> records)
    {
        var text = new StringBuilder();
        text.Append(Json(Head)).Append('\n');
        var count = 0;
        foreach (var (id, filter) in records)
        {
            text.Append(Json(new EncodedRecord(id, filter))).Append('\n');
            count++;
        }

        var sum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        return text.Append(Json(new EncodedEnd(count, sum))).Append('\n').ToString();
    }

    /// <summary>People as a hospital writes them down; the same number is the same person.</summary>
    public static PersonData Person(int number)
    {
        var rest = unchecked((uint)number * 2654435761u);
        return new()
        {
            GivenName = $"{Syllables(rest)}{Syllables(rest >> 7)}",
            FamilyName = $"{Syllables(rest >> 3)}{Syllables(rest >> 11)}mann",
            BirthDate = new DateOnly(1930, 1, 1).AddDays((int)(rest % 30_000)).ToString("yyyy-MM-dd", null),
            Sex = number % 2 == 0 ? "F" : "M",
            Postcode = $"{10_000 + rest % 80_000}",
            City = $"{Syllables(rest >> 5)}stadt",
            Street = $"{Syllables(rest >> 9)}{Syllables(rest >> 13)}weg {number % 90 + 1}",
        };
    }

    static string Syllables(uint number) =>
        ((string[])["Bar", "Del", "Fri", "Gon", "Hus", "Jan", "Kel", "Lom", "Mir", "Nor", "Pet", "Rul", "Sam", "Tok",
            "Ult", "Wen"])[number % 16];

    public static async Task<T> ReadAsync<T>(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {text}");
        return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
    }

    public static async Task RefusedAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} {text}");
        Assert.Equal(code, JsonSerializer.Deserialize<JsonElement>(text).GetProperty("code").GetString());
    }

    static string Json<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);
}
