using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TrustCenter.Contracts.Pseudonym;

namespace TrustCenter.Suite.Tests;

/// <summary>A study's server, a browser and the whole suite: who is sent by the page comes back as a pseudonym.
/// </summary>
public sealed class SessionTests(RunningSuiteFixture running)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_registers_somebody_and_the_study_gets_the_pseudonym_that_leads_back()
    {
        var suite = await running.SuiteAsync();
        using var lead = suite.Client("lead");
        await IndexedSuite.PostAsync<PseudonymDomainView>(lead, "/api/pseudonym/domains/change",
            new ChangePseudonymDomain("MII", new(ResolvableBy: [new("identity", "patient-list")])));
        var (code, key, errors) = await suite.CommandAsync("secret", "study");
        Assert.True(code == 0, errors);
        using var server = new HttpClient { BaseAddress = new(suite.Url + "/mainzelliste/") };
        server.DefaultRequestHeaders.Add("mainzellisteApiKey", key.Trim());
        using var browser = new HttpClient { BaseAddress = server.BaseAddress };
        var session = (await SentAsync(server, "sessions", null)).GetProperty("uri").GetString();

        var add = (await SentAsync(server, session + "tokens", new { type = "addPatient" }))
            .GetProperty("id").GetString();
        var added = await SentAsync(browser, "patients?tokenId=" + add, new
        {
            vorname = "Rosalinde",
            nachname = "Quittenbaum",
            geburtstag = "7",
            geburtsmonat = "11",
            geburtsjahr = "1953",
        });
        Assert.Equal("psn", added[0].GetProperty("idType").GetString());

        var read = (await SentAsync(server, session + "tokens", new
        {
            type = "readPatients",
            data = new { searchIds = new[] { added[0] }, resultFields = new[] { "nachname", "geburtsjahr" } },
        })).GetProperty("id").GetString();
        using var seen = await browser.GetAsync(new Uri("patients?tokenId=" + read, UriKind.Relative), Ct);
        var fields = (await ReadAsync(seen))[0].GetProperty("fields");
        Assert.Equal("Quittenbaum", fields.GetProperty("nachname").GetString());
        Assert.Equal("1953", fields.GetProperty("geburtsjahr").GetString());

        // the server itself, as a client that knows nothing but this address does it
        using var alive = await server.GetAsync(server.BaseAddress, Ct);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        var patient = await SentAsync(server, "fhir/Patient", new
        {
            resourceType = "Patient",
            identifier = new[] { new { use = "secondary", system = "psn" } },
            name = new[] { new { use = "official", family = "Quittenbaum", given = new[] { "Rosalinde" } } },
            birthDate = "1953-11-07",
        });
        Assert.Equal(added[0].GetProperty("idString").GetString(),
            patient.GetProperty("identifier")[0].GetProperty("value").GetString());
    }

    static async Task<JsonElement> SentAsync(HttpClient client, string path, object? body)
    {
        using var content = body is null ? null : JsonContent.Create(body, body.GetType());
        using var answer = await client.PostAsync(new Uri(path, UriKind.RelativeOrAbsolute), content, Ct);
        Assert.True(answer.StatusCode == HttpStatusCode.Created,
            $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Ct)}");
        return await ReadAsync(answer);
    }

    static async Task<JsonElement> ReadAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement;
}
