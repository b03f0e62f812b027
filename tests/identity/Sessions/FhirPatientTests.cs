using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using TrustCenter.Fhir;

namespace TrustCenter.Identities.Tests;

/// <summary>Servers and pages that send patients as FHIR, as transFAIR does.</summary>
public sealed class FhirPatientTests(StudyServer study) : IClassFixture<StudyServer>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_finds_the_service_and_its_types_of_ids_and_gets_those_it_asks_for()
    {
        using (var there = new HttpRequestMessage(HttpMethod.Get, "/mainzelliste/"))
        {
            there.Headers.Add("Accept", "application/json");
            using var alive = await study.Http.SendAsync(there, Ct);
            Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        }

        using var listed = await study.AsServerAsync(HttpMethod.Get, "/mainzelliste/configuration/idTypes", null);
        var types = (await StudyServer.JsonAsync(listed)).Deserialize<string[]>()!;
        var form = StudyServer.Form("Überleiterin", "1943");
        var patient = StudyServer.Patient(form, types[1], types[0]);
        patient["gender"] = "female";
        patient["identifier"]!.AsArray().Insert(1, new JsonObject { ["system"] = "labId", ["value"] = "T-1" });
        using var sent = await study.SendFhirAsync(patient, StudyServer.Key);
        var answer = await Epix.ReadAsync(sent, 201);
        Assert.Equal(Epix.Json, sent.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["psn", "pid"], answer.All("identifier").Select(id => id.Text("system")!));
        Assert.All(answer.All("identifier"), id => Assert.Equal("secondary", id.Text("use")));
        Assert.StartsWith("PSN-", answer.Text("identifier.value"), StringComparison.Ordinal);
        Assert.Equal(["id", "identifier", "resourceType"], Members(answer).Order());

        var again = await AddedAsync(patient);
        Assert.True(again.ContentEquals(answer)); // its own id, too: clients keep it
        patient["id"] = "the-clients-own";
        Assert.Equal("the-clients-own", (await AddedAsync(patient)).Id);
        var known = await study.AddedAsync(form, "pid");
        Assert.Equal(Id(answer, "pid"), known[0].GetProperty("idString").GetString());
        var read = await study.TokenAsync(new
        {
            type = "readPatients",
            data = new
            {
                searchIds = new[] { new { idType = "labId", idString = "T-1" } },
                resultFields = new[] { "nachname", "geburtsjahr", "wohnort" },
                resultIds = new[] { "pid" },
            },
        });
        using var seen = await study.GetAsync($"/mainzelliste/patients?tokenId={read}");
        var fields = (await StudyServer.JsonAsync(seen))[0].GetProperty("fields");
        Assert.Equal(("Überleiterin", "1943", form["wohnort"]), (fields.GetProperty("nachname").GetString(),
            fields.GetProperty("geburtsjahr").GetString(), fields.GetProperty("wohnort").GetString()));
        Assert.True(await study.App.CountAsync("""
            select count(*) from audit.entries where actor = 'study' and action = 'identity-registered'
            """) > 0);
    }

    [Fact]
    public async Task Whoever_asks_for_no_ids_gets_the_usual_one()
    {
        var answer = await AddedAsync(StudyServer.Patient(StudyServer.Form("Fragloserin", "1938")));
        Assert.Equal("pid", Assert.Single(answer.All("identifier")).Text("system"));
        Assert.Null(answer["identifier"]!.Text("use"));
    }

    [Theory]
    [InlineData("resourceType", "\"Person\"", 400, "Patient")]
    [InlineData("name", null, 422, "Patient.name.family")]
    [InlineData("birthDate", null, 422, "Patient.birthDate")]
    [InlineData("birthDate", "\"gestern\"", 400, "Patient.birthDate")]
    [InlineData("birthDate", "\"2950-01-01\"", 422, "Patient.birthDate")]
    [InlineData("active", "false", 422, "Patient.active")]
    [InlineData("link", """[{"type": "seealso", "other": {"reference": "Patient/1"}}]""", 422, "Patient.link")]
    [InlineData("telephone", "1", 400, "Patient.telephone")]
    [InlineData("identifier", """[{"system": "pid"}, {"system": "nobodys"}]""", 422, "Patient.identifier[1].system")]
    [InlineData("identifier", """[{"use": "secondary"}]""", 422, "Patient.identifier[0].system")]
    [InlineData("identifier", """[{"system": "pid"}, {"system": "pid", "value": "0003Y0WZ"}]""", 422,
        "Patient.identifier[1].system")]
    [InlineData("identifier", """[{"system": "urn:of:nobody", "value": "1"}]""", 422, "Patient.identifier[0].system")]
    public async Task What_is_missing_or_can_not_be_kept_is_named_and_nothing_is_kept(
        string name, string? value, int status, string element)
    {
        var patient = StudyServer.Patient(StudyServer.Form("Fehlgeburtlinger", "1909"));
        if (value is null) patient.Remove(name);
        else patient[name] = JsonNode.Parse(value);
        var before = await study.App.CountAsync("select count(*) from identity.identities");
        using var answer = await study.SendFhirAsync(patient, StudyServer.Key);
        var outcome = await Epix.RefusedAsync(answer, status);
        Assert.Contains(element, outcome.All("issue").Select(issue => issue.Text("expression")));
        Assert.Equal(before, await study.App.CountAsync("select count(*) from identity.identities"));
    }

    [Fact]
    public async Task Who_may_not_register_or_has_no_key_is_told_so_as_FHIR_does()
    {
        var patient = StudyServer.Patient(StudyServer.Form("Türklinkerin", "1928"));
        using var reader = await study.SendFhirAsync(patient, StudyServer.KeyOfReader);
        await Epix.RefusedAsync(reader, 403);
        using var nobody = await study.SendFhirAsync(patient, StudyServer.Key + "x");
        await Epix.RefusedAsync(nobody, 401);
        using var worn = await study.SendFhirAsync(patient, StudyServer.Key, new string('0', 64));
        await Epix.RefusedAsync(worn, 401); // a token that is none is not mended by a key
        Assert.Equal(0, await study.App.CountAsync("select count(*) from audit.entries where actor = 'reader'"));
    }

    [Fact]
    public async Task What_nobody_can_say_for_certain_is_told_unless_the_server_is_sure_or_has_nobody_to_ask()
    {
        await AddedAsync(StudyServer.Patient(StudyServer.Form("Zwielichterin", "1952")));
        var alike = StudyServer.Patient(StudyServer.Form("Zwielichterin", "1952"), "pid");
        alike["name"]![0]!["given"]![0] = "Annelore";
        var known = await study.App.CountAsync("select count(*) from identity.persons");
        using var asked = await study.SendFhirAsync(alike, StudyServer.Key);
        var outcome = await Epix.RefusedAsync(asked, 409);
        Assert.Equal("patient-unsure", outcome.Text("issue.details.coding.code"));
        Assert.Equal(known, await study.App.CountAsync("select count(*) from identity.persons"));

        var kept = await AddedAsync(alike, query: "?sureness=true");
        Assert.Equal("temp", kept.Text("identifier.use"));
        Assert.Equal(known + 1, await study.App.CountAsync("select count(*) from identity.persons"));

        alike["name"]![0]!["given"]![0] = "Wilfriede";
        Assert.Equal("temp", (await AddedAsync(alike, StudyServer.KeyOfSender)).Text("identifier.use"));
        Assert.Equal(known + 2, await study.App.CountAsync("select count(*) from identity.persons"));
    }

    [Fact]
    public async Task With_a_token_its_own_rules_hold()
    {
        var form = StudyServer.Form("Tokenträgerin", "1947");
        var token = await study.TokenAsync(new
        {
            type = "addPatient",
            data = new
            {
                fields = new { wohnort = "Festgelegt", geburtsjahr = "1948" },
                ids = new { labId = "F-7" },
                idTypes = new[] { "labId", "pid" },
                callback = study.CallbackOf("fhir"),
            },
        });
        using var foreign = await study.SendFhirAsync(
            StudyServer.Patient(form), token: token, origin: "https://evil.example.org");
        await Epix.RefusedAsync(foreign, 403);
        using var other = await study.SendFhirAsync(StudyServer.Patient(form, "psn"), token: token);
        Assert.Equal("id-type-unknown",
            (await Epix.RefusedAsync(other, 422)).Text("issue.details.coding.code"));
        var patient = StudyServer.Patient(form, "pid");
        patient["identifier"]!.AsArray().Add(new JsonObject { ["system"] = "labId", ["value"] = "X-9" });
        using var sent = await study.SendFhirAsync(patient, token: token, origin: StudyServer.Page);
        var answer = await Epix.ReadAsync(sent, 201);
        Assert.Equal(StudyServer.Page, sent.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal(["labId", "pid"], answer.All("identifier").Select(id => id.Text("system")!));
        Assert.Equal("F-7", Id(answer, "labId"));
        Assert.Contains(Id(answer, "pid"), Assert.Single(
            study.Told, told => told.Listener == "fhir").Content, StringComparison.Ordinal);
        using var twice = await study.SendFhirAsync(patient, token: token);
        await Epix.RefusedAsync(twice, 401);

        form["wohnort"] = "Festgelegt"; // with what was preset she is the same one by a form
        form["geburtsjahr"] = "1948";
        var same = await study.AddedAsync(form, "pid");
        Assert.Equal(Id(answer, "pid"), same[0].GetProperty("idString").GetString());
    }

    [Fact]
    public async Task Of_many_who_come_with_one_token_at_once_one_gets_in()
    {
        var token = await study.TokenAsync(new { type = "addPatient" });
        var before = await study.App.CountAsync("select count(*) from identity.persons");
        string[] names = ["Aschenbach", "Buddenbrook", "Castorp", "Dombrowski", "Effenberg", "Faustinus"];
        var answers = await Task.WhenAll(names.Select((name, i) => study.SendFhirAsync(
            StudyServer.Patient(StudyServer.Form(name, $"{1930 + i * 9}")), token: token)));
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.All(answers, answer => Assert.True(
            answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.Unauthorized));
        Assert.Equal(before + 1, await study.App.CountAsync("select count(*) from identity.persons"));
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task Where_no_pseudonym_is_made_the_server_gets_none_and_later_the_one_of_the_same_person()
    {
        var patient = StudyServer.Patient(StudyServer.Form("Nachzüglerin", "1933"), "psn");
        study.Refuses = true;
        try
        {
            using var refused = await study.SendFhirAsync(patient, StudyServer.Key);
            var outcome = await Epix.RefusedAsync(refused, 409);
            Assert.Equal("pseudonym-refused", outcome.Text("issue.details.coding.code"));
        }
        finally
        {
            study.Refuses = false;
        }

        var persons = await study.App.CountAsync("select count(*) from identity.persons");
        Assert.StartsWith("PSN-", Id(await AddedAsync(patient), "psn"), StringComparison.Ordinal);
        Assert.Equal(persons, await study.App.CountAsync("select count(*) from identity.persons"));
    }

    async Task<FhirResource> AddedAsync(JsonNode patient, string key = StudyServer.Key, string query = "")
    {
        using var sent = await study.SendFhirAsync(patient, key, query: query);
        return await Epix.ReadAsync(sent, 201);
    }

    static IEnumerable<string> Members(FhirResource resource) =>
        JsonNode.Parse(FhirJson.ToText(resource))!.AsObject().Select(member => member.Key);

    static string Id(FhirResource patient, string type) =>
        Assert.Single(patient.All("identifier"), id => id.Text("system") == type).Text("value")!;
}
