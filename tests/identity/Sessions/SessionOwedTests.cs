using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace TrustCenter.Identities.Tests;

/// <summary>What is not certain yet when a patient is registered: the pseudonym, and whether the study heard of it.
/// </summary>
public sealed class SessionOwedTests(StudyServer study) : IClassFixture<StudyServer>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_study_hears_of_pseudonyms_and_of_nothing_else_and_trouble_is_tried_again()
    {
        study.Troubles.Enqueue(503);
        var token = await study.TokenAsync(new
        {
            type = "addPatient",
            data = new { idtypes = new[] { "psn" }, callback = study.CallbackOf("troubled") },
        });
        using var added = await study.AddAsync(token, StudyServer.Form("Rückruferin", "1951"));
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        var psn = (await StudyServer.JsonAsync(added))[0].GetProperty("idString").GetString()!;
        var heard = study.Told.Where(told => told.Listener == "troubled").Select(told => told.Content).ToList();
        Assert.Equal(2, heard.Count);
        Assert.All(heard, told =>
        {
            Assert.Contains(psn, told, StringComparison.Ordinal);
            foreach (var value in StudyServer.Form("Rückruferin", "1951").Values.Where(value => value.Length > 2))
                Assert.DoesNotContain(value, told, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whoever_could_not_be_told_is_told_with_the_same_token_and_nobody_is_registered_twice(int uses)
    {
        foreach (var status in new[] { 500, 500, 500 }) study.Troubles.Enqueue(status);
        var token = await study.TokenAsync(new
        {
            type = "addPatient",
            allowedUses = uses,
            data = new { callback = study.Callback },
        });
        var form = StudyServer.Form($"Schuldnerin{(char)('a' + uses)}", $"{1920 + uses * 30}");
        using var owed = await study.AddAsync(token, form);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, owed.StatusCode);
        var before = await study.App.CountAsync("select count(*) from identity.identities");
        using var paid = await study.AddAsync(token, form);
        Assert.Equal(HttpStatusCode.Created, paid.StatusCode);
        Assert.Equal(before, await study.App.CountAsync("select count(*) from identity.identities"));
        using var late = await study.AddAsync(token, form);
        Assert.Equal(uses == 1 ? HttpStatusCode.Unauthorized : HttpStatusCode.Created, late.StatusCode);
    }

    [Fact]
    public async Task Without_the_consent_that_a_pseudonym_requires_the_server_gets_none()
    {
        study.Refuses = true;
        try
        {
            var token = await study.TokenAsync(new { type = "addPatient", data = new { idtypes = new[] { "psn" } } });
            using var refused = await study.AddAsync(token, StudyServer.Form("Verweigerin", "1927"));
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
            Assert.Contains("pseudonym-refused", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }
        finally
        {
            study.Refuses = false;
        }
    }

    [Fact]
    public async Task What_the_token_presets_is_not_for_the_page_to_say()
    {
        var token = await study.TokenAsync(new
        {
            type = "addPatient",
            data = new
            {
                fields = new { wohnort = "Festgelegt" },
                ids = new { labId = "F-1" },
                idTypes = new[] { "labId" },
            },
        });
        var form = StudyServer.Form("Vorgaberin", "1969");
        form["labId"] = "X-9";
        using var added = await study.AddAsync(token, form);
        Assert.Equal("F-1", (await StudyServer.JsonAsync(added))[0].GetProperty("idString").GetString());
    }

    [Fact]
    public async Task The_form_served_here_registers_without_scripts_and_gives_back_what_was_written()
    {
        var token = await study.TokenAsync(new
        {
            type = "addPatient",
            data = new { redirect = StudyServer.Page + "/back?id={pid}" },
        });
        using var page = await study.GetAsync($"/mainzelliste/html/createPatient?tokenId={token}");
        var html = await page.Content.ReadAsStringAsync(Ct);
        Assert.Contains("name=\"nachname\"", html, StringComparison.Ordinal);
        Assert.Contains($"value=\"{token}\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", policy, StringComparison.Ordinal);
        Assert.Contains($"form-action 'self' {StudyServer.Page};", policy, StringComparison.Ordinal);
        Assert.Equal("no-store", page.Headers.GetValues("Cache-Control").Single());

        var form = StudyServer.Form("\"><script>alert(1)</script>", "1890x");
        form.Remove("wohnort");
        using var refused = await SendAsync(form);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        html = await refused.Content.ReadAsStringAsync(Ct);
        Assert.Contains("role=\"alert\"", html, StringComparison.Ordinal);
        Assert.Contains("1890x", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);

        form = StudyServer.Form("Formularin", "1971");
        form.Remove("wohnort");
        using var sent = await SendAsync(form);
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        Assert.StartsWith(
            StudyServer.Page + "/back?id=", sent.Headers.Location!.ToString(), StringComparison.Ordinal);
        using var over = await SendAsync(form);
        Assert.Equal(HttpStatusCode.Unauthorized, over.StatusCode);

        async Task<HttpResponseMessage> SendAsync(Dictionary<string, string> fields)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/mainzelliste/patients")
            {
                Content = new FormUrlEncodedContent(
                    new Dictionary<string, string>(fields) { ["tokenId"] = token }),
            };
            request.Headers.Add("Accept", "text/html");
            request.Headers.Add("Origin", study.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));
            return await study.Http.SendAsync(request, Ct);
        }
    }

    [Fact]
    public async Task The_form_for_corrections_shows_what_is_known_and_keeps_what_was_changed()
    {
        var ids = await study.AddedAsync(StudyServer.Form("Korrekturin", "1974"), "pid");
        var token = await study.TokenAsync(new
        {
            type = "editPatient",
            data = new { patientId = ids[0], fields = new[] { "nachname", "wohnort" } },
        });
        using var page = await study.GetAsync($"/mainzelliste/html/editPatient?tokenId={token}");
        var html = await page.Content.ReadAsStringAsync(Ct);
        Assert.Contains("value=\"Korrekturin\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("vorname", html, StringComparison.Ordinal);
        using var more = await PostAsync(new() { ["vorname"] = "Ilse" });
        Assert.Equal(HttpStatusCode.BadRequest, more.StatusCode);
        using var done = await PostAsync(new() { ["nachname"] = "Berichtigt", ["wohnort"] = "Jena" });
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);

        async Task<HttpResponseMessage> PostAsync(Dictionary<string, string> fields)
        {
            fields["tokenId"] = token;
            using var request = new HttpRequestMessage(HttpMethod.Post, "/mainzelliste/html/editPatient")
            {
                Content = new FormUrlEncodedContent(fields),
            };
            request.Headers.Add("Accept", "text/html");
            return await study.Http.SendAsync(request, Ct);
        }
    }

    [Fact]
    public async Task Neither_secrets_nor_people_are_found_in_the_database_or_the_log()
    {
        var form = StudyServer.Form("Sperlingsgasse", "1906");
        form["labId"] = "GEHEIM-77";
        var session = await study.SessionAsync();
        var tokens = new List<string> { session, StudyServer.Key };
        var token = await study.TokenAsync(new
        {
            type = "addPatient",
            data = new { fields = new { wohnort = "Rauhfußkauzdorf" }, redirect = StudyServer.Page + "/?{pid}" },
        }, session);
        tokens.Add(token);
        using (var sent = await study.AddAsync(token, form))
        {
            var where = sent.Headers.Location!.ToString();
            Assert.DoesNotContain("Sperlingsgasse", where, StringComparison.Ordinal);
            Assert.DoesNotContain("GEHEIM", where, StringComparison.Ordinal);
        }

        var many = await study.TokenAsync(new { type = "addPatients" }, session);
        tokens.Add(many);
        using (await study.Http.PostAsJsonAsync(
            $"/mainzelliste/jobs?tokenId={many}", new[] { new { fields = form } }, Ct))
        {
        }

        var fhir = await study.TokenAsync(new { type = "addPatient" }, session);
        tokens.Add(fhir);
        var patient = StudyServer.Patient(form, "pid", "psn");
        patient["identifier"]!.AsArray().Add(new JsonObject { ["system"] = "labId", ["value"] = "GEHEIM-77" });
        await FhirAsync(201, StudyServer.Key, null);
        await FhirAsync(422, null, fhir);
        patient["identifier"]!.AsArray().RemoveAt(1);
        await FhirAsync(201, null, fhir);
        patient["birthDate"] = "Sperlingsgasse";
        await FhirAsync(400, StudyServer.Key, null);
        patient["birthDate"] = "2906-01-02";
        patient["address"]![0]!["text"] = "Rauhfußkauzdorf";
        patient["name"]![0]!["text"] = "Sperlingsgasse";
        await FhirAsync(422, StudyServer.Key, null);

        var unused = await study.TokenAsync(new
        {
            type = "addPatient",
            data = new { fields = new { nachname = "Sperlingsgasse" } },
        }, session);
        tokens.Add(unused);
        var everything = string.Join('\n', await Everything.TextsAsync(study.App)) + study.App.Logs.Everything;
        Assert.Contains("token-created", everything, StringComparison.Ordinal);
        foreach (var canary in tokens.Concat(["Sperlingsgasse", "GEHEIM-77", "Rauhfußkauzdorf"])
            .SelectMany(Everything.Writings))
            Assert.DoesNotContain(canary, everything, StringComparison.OrdinalIgnoreCase);

        async Task FhirAsync(int status, string? key, string? token)
        {
            using var answer = await study.SendFhirAsync(patient, key, token, "?sureness=true");
            var text = await answer.Content.ReadAsStringAsync(Ct);
            Assert.True((int)answer.StatusCode == status, text);
            foreach (var canary in new[] { "Sperlingsgasse", "GEHEIM-77", "Rauhfußkauzdorf" })
                Assert.DoesNotContain(canary, text, StringComparison.OrdinalIgnoreCase);
        }
    }
}
