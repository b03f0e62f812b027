using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using TrustCenter.Testing;

namespace TrustCenter.Suite.Tests;

public sealed class RestartTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_and_started_again_it_is_healthy_has_the_same_keys_and_knows_what_it_was_told()
    {
        await using var suite = await SuiteProcess.StartAsync(ct: Ct);
        var keys = Fingerprints(suite);
        Assert.Equal(HttpStatusCode.Created, await RecordAsync(suite, "RESTART-1"));
        await suite.KillAsync();
        await suite.StartAgainAsync(Ct);

        Assert.Equal(keys, Fingerprints(suite));
        Assert.True(await IsPermittedAsync(suite, "RESTART-1"));
        Assert.Equal(0, await suite.StopAsync());
        Assert.False(File.Exists(Path.Combine(suite.Data, "suite.json")));
        var (_, token, errors) = await suite.CommandAsync("token", "ward");
        Assert.Equal("", token);
        Assert.Contains("No suite is running", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_its_PostgreSQL_is_killed_the_next_start_is_healthy()
    {
        await using var suite = await SuiteProcess.StartAsync(ct: Ct);
        Assert.Equal(HttpStatusCode.Created, await RecordAsync(suite, "RESTART-2"));
        using (var postgres = System.Diagnostics.Process.GetProcessById(suite.PostgresProcessId)) postgres.Kill();
        await suite.KillAsync();
        await suite.StartAgainAsync(Ct);

        Assert.True(await IsPermittedAsync(suite, "RESTART-2"));
    }

    [Fact]
    public async Task Two_suites_run_side_by_side_and_neither_believes_the_others_tokens()
    {
        await using var one = await SuiteProcess.StartAsync(ct: Ct);
        await using var other = await SuiteProcess.StartAsync(ct: Ct);
        Assert.NotEqual(one.Url, other.Url);
        Assert.Equal(HttpStatusCode.Created, await RecordAsync(one, "SIDE-1"));
        using var stranger = new HttpClient { BaseAddress = new(other.Url) };
        stranger.DefaultRequestHeaders.Authorization = new("Bearer", one.Token("ward"));
        using var refused = await stranger.PostAsJsonAsync(
            new Uri("/api/consent/check", UriKind.Relative), Question("SIDE-1"), Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.False(await IsPermittedAsync(other, "SIDE-1"));
        Assert.True(await IsPermittedAsync(one, "SIDE-1"));
    }

    [Fact]
    public async Task Without_one_of_its_keys_it_refuses_to_start_rather_than_make_a_new_one()
    {
        await using var suite = await SuiteProcess.StartAsync(ct: Ct);
        Assert.Equal(0, await suite.StopAsync());
        var key = Path.Combine(suite.Data, "keys/consent.json");
        File.Move(key, key + ".away");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => suite.StartAgainAsync(Ct));

        Assert.Contains($"{key} is gone", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(key));
    }

    static string[] Fingerprints(SuiteProcess suite) =>
    [
        .. Directory.GetFiles(Path.Combine(suite.Data, "keys")).Order(StringComparer.Ordinal).Select(file =>
            $"{Path.GetFileName(file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"),
    ];

    static async Task<HttpStatusCode> RecordAsync(SuiteProcess suite, string pseudonym)
    {
        using var client = suite.Client("ward");
        using var answer = await client.PostAsJsonAsync(new Uri("/api/consent/consents", UriKind.Relative), new
        {
            domain = "MII",
            template = "Patienteneinwilligung MII|1.6.d",
            identifiers = Person(pseudonym),
            signedAt = "2026-03-01",
            answers = new Dictionary<string, string> { ["PATDAT_erheben_speichern_nutzen"] = "accepted" },
            signers = new[] { new { role = "patient" } },
        }, Ct);
        return answer.StatusCode;
    }

    static async Task<bool> IsPermittedAsync(SuiteProcess suite, string pseudonym)
    {
        using var client = suite.Client("diz");
        using var answer = await client.PostAsJsonAsync(
            new Uri("/api/consent/check", UriKind.Relative), Question(pseudonym), Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct));
        return json.RootElement.GetProperty("permitted").GetBoolean();
    }

    static object Question(string pseudonym) =>
        new { domain = "MII", identifiers = Person(pseudonym), purpose = "research-mdat", at = "2026-06-01" };

    static object[] Person(string pseudonym) => [new { type = "Pseudonym", value = pseudonym }];
}
