using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace TrustCenter.Identities.Tests;

/// <summary>Each type of token opens its own route, as often as it says, and no other.</summary>
public sealed class TokenTests(StudyServer study) : IClassFixture<StudyServer>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static readonly (string Type, HttpMethod Method, string Path)[] Routes =
    [
        ("addPatient", HttpMethod.Post, "/patients?tokenId={0}"),
        ("addPatient", HttpMethod.Post, "/fhir/Patient"),
        ("addPatient", HttpMethod.Get, "/html/createPatient?tokenId={0}"),
        ("addPatients", HttpMethod.Post, "/jobs?tokenId={0}"),
        ("readPatients", HttpMethod.Get, "/patients?tokenId={0}"),
        ("readPatients", HttpMethod.Get, "/patients/tokenId/{0}"),
        ("editPatient", HttpMethod.Put, "/patients?tokenId={0}"),
        ("editPatient", HttpMethod.Put, "/patients/tokenId/{0}"),
        ("editPatient", HttpMethod.Get, "/html/editPatient?tokenId={0}"),
        ("editPatient", HttpMethod.Post, "/html/editPatient?tokenId={0}"),
        ("deletePatient", HttpMethod.Delete, "/patients?tokenId={0}"),
        ("deletePatient", HttpMethod.Delete, "/patients/tokenId/{0}"),
        ("createIds", HttpMethod.Post, "/ids/pid?tokenId={0}"),
        ("checkMatch", HttpMethod.Post, "/patients/checkMatch?tokenId={0}"),
        ("checkMatch", HttpMethod.Post, "/patients/checkMatch/{0}"),
    ];

    [Fact]
    public async Task A_token_opens_no_route_that_is_not_its_own()
    {
        var ids = await study.AddedAsync(StudyServer.Form("Türsteherin", "1955"), "pid");
        var session = await study.SessionAsync();
        var wrong = new List<string>();
        foreach (var type in TokenTypes.All)
        {
            var token = await study.TokenAsync(new { type, allowedUses = 100, data = About(ids[0]) }, session);
            foreach (var (own, method, path) in Routes)
            {
                if (type == own) continue;
                using var request = With(token, method, path);
                if (method != HttpMethod.Get)
                    request.Content = JsonContent.Create(StudyServer.Form("Türsteherin", "1955"));
                using var answer = await study.Http.SendAsync(request, Ct);
                if (answer.StatusCode != HttpStatusCode.Unauthorized)
                    wrong.Add($"{type} {method} {path} {answer.StatusCode}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Without_a_token_or_a_key_nothing_opens()
    {
        var session = await study.SessionAsync();
        foreach (var (_, method, path) in Routes)
        {
            foreach (var token in new[] { "", "nobody", new string('0', 64), session })
            {
                if (token.Length == 0 && path.EndsWith("/{0}", StringComparison.Ordinal)) continue;
                using var request = With(token, method, path);
                using var answer = await study.Http.SendAsync(request, Ct);
                Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path} {answer.StatusCode}");
            }
        }

        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, $"/sessions/{session}"), (HttpMethod.Delete, $"/sessions/{session}"),
            (HttpMethod.Get, $"/sessions/{session}/tokens/0"), (HttpMethod.Delete, $"/sessions/{session}/tokens/0"),
            (HttpMethod.Get, "/configuration/idTypes"), (HttpMethod.Post, "/fhir/Patient"),
        })
        {
            using var request = new HttpRequestMessage(method, "/mainzelliste" + path);
            request.Headers.Add("mainzellisteApiKey", StudyServer.Key + "x");
            using var answer = await study.Http.SendAsync(request, Ct);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_token_for_several_uses_is_used_up_by_exactly_so_many()
    {
        var token = await study.TokenAsync(new { type = "addPatient", allowedUses = 3 });
        var before = await study.App.CountAsync("select count(*) from identity.persons");
        string[] names = ["Achtermann", "Birkenfeld", "Cornelissen", "Drosselmeyer", "Eckstein"];
        var answers = await Task.WhenAll(
            names.Select((name, i) => study.AddAsync(token, StudyServer.Form(name, $"{1931 + i * 7}"))));
        Assert.Equal(before + 3, await study.App.CountAsync("select count(*) from identity.persons"));
        Assert.True(answers.Count(answer => answer.StatusCode == HttpStatusCode.Created) >= 3);
        using var late = await study.AddAsync(token, StudyServer.Form("Feuerbach", "1977"));
        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task Whether_somebody_is_known_is_asked_without_keeping_anything()
    {
        var form = StudyServer.Form("Kennenlernerin", "1966");
        var ids = await study.AddedAsync(form, "pid");
        var before = await study.App.CountAsync("select count(*) from identity.identities");
        var known = await CheckAsync(form);
        Assert.Equal(ids[0].GetProperty("idString").GetString(), known[0].GetProperty("pid").GetString());
        Assert.False(known[0].TryGetProperty("psn", out _)); // none was made yet, and none is made now
        Assert.True(known[0].GetProperty("similarityScore").GetDecimal() > 0.9m);
        Assert.Equal(0, (await CheckAsync(StudyServer.Form("Unbekannterin", "1912"))).GetArrayLength());
        Assert.Equal(before, await study.App.CountAsync("select count(*) from identity.identities"));

        async Task<JsonElement> CheckAsync(Dictionary<string, string> fields)
        {
            var token = await study.TokenAsync(
                new { type = "checkMatch", data = new { idTypes = new[] { "pid", "psn" } } });
            using var content = new FormUrlEncodedContent(fields);
            using var answer = await study.Http.PostAsync(
                new Uri($"/mainzelliste/patients/checkMatch/{token}", UriKind.Relative), content, Ct);
            return await StudyServer.JsonAsync(answer);
        }
    }

    [Fact]
    public async Task Many_patients_come_at_once_each_with_its_own_answer()
    {
        var token = await study.TokenAsync(new { type = "addPatients", data = new { idTypes = new[] { "psn" } } });
        var patients = new object[]
        {
            new { fields = StudyServer.Form("Vielfrau", "1944"), ids = new { labId = "M-1" } },
            new { fields = new { unbekannt = "x" } },
            new { fields = StudyServer.Form("Mehrmann", "1988"), sureness = true },
        };
        string? place = null;
        for (var i = 0; i < 2; i++) // the second time nothing is done any more
        {
            using var sent = await study.Http.PostAsJsonAsync($"/mainzelliste/jobs?tokenId={token}", patients, Ct);
            Assert.Equal(HttpStatusCode.Created, sent.StatusCode);
            place = sent.Headers.Location!.ToString();
        }

        using var fetched = await study.GetAsync(new Uri(place!).PathAndQuery);
        Assert.Equal(HttpStatusCode.Accepted, fetched.StatusCode);
        var answers = await StudyServer.JsonAsync(fetched);
        Assert.Equal([201, 400, 201], answers.EnumerateArray().Select(a => a.GetProperty("status").GetInt32()));
        Assert.Equal("psn", answers[0].GetProperty("body")[0].GetProperty("idType").GetString());
        Assert.Equal("field-unknown", answers[1].GetProperty("body").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Further_ids_are_made_and_lead_back_and_an_erased_patient_is_unknown()
    {
        var ids = await study.AddedAsync(StudyServer.Form("Weggängerin", "1939"), "pid");
        var token = await study.TokenAsync(new
        {
            type = "createIds",
            data = new { searchIds = new[] { ids[0] }, idTypes = new[] { "psn" } },
        });
        using var made = await study.Http.PostAsJsonAsync($"/mainzelliste/ids/psn?tokenId={token}", new { }, Ct);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var psn = (await StudyServer.JsonAsync(made))[0];
        Assert.StartsWith("PSN-", psn.GetProperty("idString").GetString(), StringComparison.Ordinal);

        var delete = await study.TokenAsync(new { type = "deletePatient", data = new { patientId = psn } });
        using var other = await study.Http.DeleteAsync(
            new Uri($"/mainzelliste/patients/{delete}/pid/{psn.GetProperty("idString")}", UriKind.Relative), Ct);
        Assert.False(other.IsSuccessStatusCode);
        using var erased = await study.Http.DeleteAsync(
            new Uri($"/mainzelliste/patients/{delete}/psn/{psn.GetProperty("idString")}", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        using var unknown = await study.AskAsync(
            await study.SessionAsync(), new { type = "readPatients", data = new { searchIds = new[] { psn } } });
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
    }

    /// <summary>With the token in the address, or in the header where the path has no room for it.</summary>
    static HttpRequestMessage With(string token, HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, "/mainzelliste" + string.Format(null, path, token));
        if (!path.Contains("{0}", StringComparison.Ordinal))
            request.Headers.TryAddWithoutValidation("Authorization", "MainzellisteToken " + token);
        return request;
    }

    static object About(JsonElement id) => new
    {
        searchIds = new[] { id },
        patientId = id,
        idTypes = new[] { "pid" },
    };
}
