using System.Net;
using System.Net.Http.Json;

namespace TrustCenter.Identities.Tests;

/// <summary>A study's server, its browser page and the trust centre.</summary>
public sealed class SessionTests(StudyServer study) : IClassFixture<StudyServer>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_browser_registers_a_patient_once_and_the_server_sees_the_id_only()
    {
        var token = await study.TokenAsync(new { type = "addPatient" });
        using var added = await study.AddAsync(token, StudyServer.Form("Sitzungsfrau", "1961"));
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        var id = (await StudyServer.JsonAsync(added))[0];
        Assert.Equal("pid", id.GetProperty("idType").GetString());
        Assert.False(id.GetProperty("tentative").GetBoolean());
        Assert.Equal(13, id.GetProperty("idString").GetString()!.Length);

        using var again = await study.AddAsync(token, StudyServer.Form("Sitzungsfrau", "1961"));
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
        var same = await study.AddedAsync(StudyServer.Form("Sitzungsfrau", "1961"), "pid");
        Assert.Equal(id.GetProperty("idString").GetString(), same[0].GetProperty("idString").GetString());
    }

    [Fact]
    public async Task Of_many_who_come_with_one_token_at_once_one_gets_in()
    {
        string[] names =
        [
            "Ambrosius", "Bergengrün", "Czerny", "Dünnebier", "Ehrenpreis", "Fahrenkrug", "Gottschalk", "Hülsenbeck",
            "Ittenbach",
        ];
        var token = await study.TokenAsync(new { type = "addPatient" });
        var before = await study.App.CountAsync("select count(*) from identity.persons");
        var answers = await Task.WhenAll(
            names.Select((name, i) => study.AddAsync(token, StudyServer.Form(name, $"{1940 + i * 3}"))));
        Assert.InRange(answers.Count(answer => answer.StatusCode == HttpStatusCode.Created), 1, 9);
        Assert.Equal(before + 1, await study.App.CountAsync("select count(*) from identity.persons"));
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task What_nobody_can_say_for_certain_is_asked_back_and_kept_only_with_sureness()
    {
        await study.AddedAsync(StudyServer.Form("Zweifelhagen", "1958"), "pid");
        var known = await study.App.CountAsync("select count(*) from identity.persons");
        var token = await study.TokenAsync(new { type = "addPatient" });
        var alike = StudyServer.Form("Zweifelhagen", "1958");
        alike["vorname"] = "Annelore";
        using var asked = await study.AddAsync(token, alike);
        Assert.Equal(HttpStatusCode.Conflict, asked.StatusCode);
        Assert.Equal(known, await study.App.CountAsync("select count(*) from identity.persons"));

        alike["sureness"] = "true";
        using var sure = await study.AddAsync(token, alike);
        Assert.Equal(HttpStatusCode.Created, sure.StatusCode);
        Assert.True((await StudyServer.JsonAsync(sure))[0].GetProperty("tentative").GetBoolean());
        Assert.Equal(known + 1, await study.App.CountAsync("select count(*) from identity.persons"));
    }

    [Fact]
    public async Task A_patient_is_seen_and_corrected_with_tokens_for_that()
    {
        var session = await study.SessionAsync();
        var added = await study.AddedAsync(StudyServer.Form("Lesefrau", "1949"), "pid");
        var patient = new { idType = "pid", idString = added[0].GetProperty("idString").GetString() };
        var edit = await study.TokenAsync(new
        {
            type = "editPatient",
            data = new { patientId = patient, fields = new[] { "nachname", "wohnort" }, ids = new[] { "labId" } },
        }, session);
        using var edited = await study.Http.PutAsJsonAsync($"/mainzelliste/patients/tokenId/{edit}",
            new { nachname = "Schreibfrau", wohnort = "Bonn", labId = "L-4711" }, Ct);
        Assert.Equal(HttpStatusCode.NoContent, edited.StatusCode);

        var byNumber = new { idType = "labId", idString = "L-4711" };
        var wish = new
        {
            type = "readPatients",
            data = new
            {
                searchIds = new[] { byNumber },
                resultFields = new[] { "nachname", "geburtsjahr", "wohnort" },
                resultIds = new[] { "pid", "labId" },
            },
        };
        var read = await study.TokenAsync(wish, session);
        using var seen = await study.GetAsync($"/mainzelliste/patients?tokenId={read}");
        var answer = (await StudyServer.JsonAsync(seen))[0];
        Assert.Equal("Schreibfrau", answer.GetProperty("fields").GetProperty("nachname").GetString());
        Assert.Equal("1949", answer.GetProperty("fields").GetProperty("geburtsjahr").GetString());
        Assert.Equal("Bonn", answer.GetProperty("fields").GetProperty("wohnort").GetString());
        Assert.Equal([patient.idString, "L-4711"], answer.GetProperty("ids").EnumerateArray()
            .Select(id => id.GetProperty("idString").GetString()));
        using var twice = await study.GetAsync($"/mainzelliste/patients?tokenId={read}");
        Assert.Equal(HttpStatusCode.Unauthorized, twice.StatusCode);
        Assert.Equal(1, await study.App.CountAsync(
            "select count(*) from audit.entries where actor = 'study' and action = 'identity-found'"));
    }

    [Fact]
    public async Task Redirects_and_callbacks_go_only_where_it_was_configured()
    {
        var session = await study.SessionAsync();
        foreach (var target in new[]
        {
            "https://evil.example.org/", "https://study.example.org.evil.org/", "//evil.example.org",
            "http://study.example.org/", "https://study.example.org@evil.org/", "javascript:alert(1)",
        })
        {
            using var refused = await study.AskAsync(
                session, new { type = "addPatient", data = new { redirect = target } });
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            using var alike = await study.AskAsync(
                session, new { type = "addPatient", data = new { callback = target } });
            Assert.Equal(HttpStatusCode.BadRequest, alike.StatusCode);
        }

        var token = await study.TokenAsync(
            new { type = "addPatient", data = new { redirect = StudyServer.Page + "/done?id={pid}" } });
        using var sent = await study.AddAsync(token, StudyServer.Form("Weiterleiterin", "1977"));
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        Assert.StartsWith(
            StudyServer.Page + "/done?id=", sent.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_configured_pages_and_keys_get_in_and_a_session_ends_with_its_tokens()
    {
        using var nobody = await study.Http.PostAsync(new Uri("/mainzelliste/sessions", UriKind.Relative), null, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        var session = await study.SessionAsync();
        var token = await study.TokenAsync(new { type = "addPatient" }, session);
        using var foreign = await study.AddAsync(
            token, StudyServer.Form("Fremdling", "1980"), "https://evil.example.org");
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        Assert.False(foreign.Headers.Contains("Access-Control-Allow-Origin"));
        using var allowed = new HttpRequestMessage(HttpMethod.Options, "/mainzelliste/patients");
        allowed.Headers.Add("Origin", StudyServer.Page);
        using var preflight = await study.Http.SendAsync(allowed, Ct);
        Assert.Equal(StudyServer.Page, preflight.Headers.GetValues("Access-Control-Allow-Origin").Single());

        using var ended = await study.AsServerAsync(HttpMethod.Delete, $"/mainzelliste/sessions/{session}/", null);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        using var gone = await study.AsServerAsync(HttpMethod.Get, $"/mainzelliste/sessions/{session}/", null);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        using var late = await study.AddAsync(token, StudyServer.Form("Spätling", "1980"));
        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
    }

    [Fact]
    public async Task A_session_says_its_address_as_the_Mainzelliste_does_so_that_tokens_are_asked_for_below_it()
    {
        using var opened = await study.AsServerAsync(HttpMethod.Post, "/mainzelliste/sessions", null);
        var uri = (await StudyServer.JsonAsync(opened)).GetProperty("uri").GetString()!;
        Assert.EndsWith("/", uri, StringComparison.Ordinal);
        using var asked = await study.AsServerAsync(
            HttpMethod.Post, uri + "tokens", new { type = "addPatient", allowedUses = "2" });
        var token = await StudyServer.JsonAsync(asked);
        Assert.Equal(token.GetProperty("id").GetString(), token.GetProperty("tokenId").GetString());
        Assert.Equal(2, token.GetProperty("remainingUses").GetInt32());
        using var shown = await study.AsServerAsync(HttpMethod.Get, token.GetProperty("uri").GetString()!, null);
        Assert.Equal("addPatient", (await StudyServer.JsonAsync(shown)).GetProperty("type").GetString());
        using var types = await study.AsServerAsync(HttpMethod.Get, "/mainzelliste/configuration/idTypes", null);
        Assert.Equal(["pid", "psn", "labId"], (await StudyServer.JsonAsync(types)).EnumerateArray()
            .Select(type => type.GetString()));
    }
}
