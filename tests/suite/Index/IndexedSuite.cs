using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TrustCenter.Contracts.Consent;
using TrustCenter.Contracts.Identity;
using TrustCenter.Testing;

namespace TrustCenter.Suite.Tests;

/// <summary>Somebody whom the index knows.</summary>
sealed record Indexed(Guid Person, string MpiId);

/// <summary>The whole suite, seen by a clerk who merges people and by whoever asks about their consents.</summary>
sealed class IndexedSuite(SuiteProcess suite) : IDisposable
{
    static readonly string[] Modules =
    [
        "PATDAT_erheben_speichern_nutzen", "KKDAT_retrospektiv_uebertragen_speichern_nutzen",
        "KKDAT_prospektiv_uebertragen_speichern_nutzen", "BIOMAT_erheben_lagern_nutzen", "BIOMAT_Zusatzentnahme",
        "Rekontaktierung_Ergaenzungen", "Rekontaktierung_Zusatzbefund",
    ];

    static int _people;

    readonly HttpClient _clerk = suite.Client("clerk");
    readonly HttpClient _lead = suite.Client("lead");
    readonly HttpClient _diz = suite.Client("diz");
    readonly HttpClient _admin = suite.Client("admin");

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public HttpClient Lead => _lead;

    public HttpClient Clerk => _clerk;

    /// <summary>Somebody unlike everybody else.</summary>
    public async Task<Indexed> RegisterAsync()
    {
        var script = new FeedScript(1_000 + Interlocked.Increment(ref _people), 1);
        var fields = script.Lines[0].Text.Split('\r')[2].Split('|');
        var name = fields[5].Split('^');
        var born = $"{fields[7][..4]}-{fields[7][4..6]}-{fields[7][6..]}";
        var registered = await PostAsync<RegisteredIdentity>(_clerk, "/api/identity/registrations",
            new RegisterIdentity("MII", "kis", new(name[0], name[1], born)));
        return new(registered.Person!.Value, registered.MpiId!);
    }

    public Task<RecordedConsent> ConsentAsync(Indexed person) => PostAsync<RecordedConsent>(
        _clerk, "/api/consent/consents", new RecordConsent(Load.Domain, "Patienteneinwilligung MII|1.6.d",
            Ids(person), "2026-02-02", Modules.ToDictionary(module => module, _ => "accepted"), [new("patient")]));

    public Task<RecordedConsent> WithdrawAsync(Indexed person) => PostAsync<RecordedConsent>(
        _clerk, "/api/consent/withdrawals", new WithdrawConsent(Load.Domain, Ids(person)));

    public async Task<bool> PermitsAsync(Indexed person) => (await PostAsync<ConsentAnswer>(
        _diz, "/api/consent/check", new CheckConsent(Load.Domain, Ids(person), Load.Data))).Permitted;

    public Task<ChangedPerson> MergeAsync(Indexed person, Indexed into) => PostAsync<ChangedPerson>(
        _clerk, $"/api/identity/persons/{person.Person}/merge", new MergePerson(into.Person, "derselbe Mensch"));

    public Task<ChangedPerson> UndoAsync(Indexed person, Guid operation) => PostAsync<ChangedPerson>(
        _clerk, $"/api/identity/persons/{person.Person}/undo", new UndoOperation(operation, "doch zwei"));

    /// <summary>Waits until the consent service has noted that it followed this very change. That the index shows no
    /// later ones would not do: it shows a change only when everything that began before it has ended.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> FollowedAsync(ChangedPerson change, string type = "person-merged")
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        (ulong, long)? wanted = null;
        while (true)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2), "The change was not followed within two minutes.");
            wanted ??= (await GetAsync<IdentityChanges>(_clerk, "/api/identity/changes?count=1000")).Changes
                .Where(known => known.Operation == change.Operation && known.Type == type)
                .Select(known => ((ulong, long)?)Place(known.Position)).LastOrDefault();
            if (wanted is { } place
                && (await GetAsync<IndexFeed>(_admin, "/api/consent/index-feed")).Position is { } position
                && Place(position).CompareTo(place) >= 0) return clock.Elapsed;
            await Task.Delay(20, Ct);
        }
    }

    static (ulong, long) Place(string position) => position.Split('-') is [var tx, var seq]
        ? (ulong.Parse(tx, null), long.Parse(seq, null)) : throw new FormatException();

    public static async Task<T> PostAsync<T>(HttpClient client, string path, object body)
    {
        while (true)
        {
            using var content = JsonContent.Create(body, body.GetType());
            using var response = await client.PostAsync(path, content, Ct);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                await Task.Delay(100, Ct);
                continue;
            }

            var text = await response.Content.ReadAsStringAsync(Ct);
            Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
            return JsonSerializer.Deserialize<T>(text.Length == 0 ? "null" : text, JsonSerializerOptions.Web)!;
        }
    }

    public static async Task<T> GetAsync<T>(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, Ct);
        var text = await response.Content.ReadAsStringAsync(Ct);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
    }

    public void Dispose()
    {
        _clerk.Dispose();
        _lead.Dispose();
        _diz.Dispose();
        _admin.Dispose();
    }

    static PersonIdentifier[] Ids(Indexed person) => [new("PID", person.MpiId)];
}
