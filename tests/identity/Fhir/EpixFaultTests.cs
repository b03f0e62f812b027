using System.Text;
using TrustCenter.Fhir;

namespace TrustCenter.Identities.Tests;

/// <summary>Bad input at the gateway: a 4xx OperationOutcome that names the place, nothing stored, and what was sent in
/// no answer and no log.</summary>
public sealed class EpixFaultTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    const string Canary = "Kanarienvogel";
    const string Doctype = "<!DOCTYPE Parameters [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";

    static readonly string[] Everywhere =
    [
        .. new[]
        {
            "$addPatient", "$updatePatient", "$queryPossibleMatches", "$addPossibleMatch", "$removePossibleMatches",
            "$assignIdentity", "$assignIdentityByIdentifier", "$setReferenceIdentity", "Patient/$match",
            "Patient/$ihe-pix",
        }.Select(name => $"{Epix.Base}/{name}"),
        $"{IheService.Prefix}/MII/Patient/$match", $"{IheService.Prefix}/MII/Patient/$ihe-pix",
    ];

    public static TheoryData<string, string, string, int> Bodies => new()
    {
        { "nothing", "", Epix.Json, 400 },
        { "cut off JSON", "{\"resourceType\":\"Parameters\",\"parameter\":[{", Epix.Json, 400 },
        { "cut off XML", "<Parameters xmlns=\"http://hl7.org/fhir\"><parameter>", Epix.Xml, 400 },
        { "an entity", Doctype + "<Parameters xmlns=\"http://hl7.org/fhir\"><id value=\"&x;\"/></Parameters>",
            Epix.Xml, 400 },
        { "nested objects", string.Concat(Enumerable.Repeat("{\"parameter\":[", 5_000)), Epix.Json, 400 },
        { "a Patient", $$$"""{"resourceType":"Patient","id":"{{{Canary}}}"}""", Epix.Json, 400 },
        {
            "medical data", $$"""{"resourceType":"Observation","status":"final","id":"{{Canary}}"}""", Epix.Json, 400
        },
        { "plain text", Canary, "text/plain", 415 },
        {
            "an unknown parameter", $$$"""
                {"resourceType":"Parameters","parameter":[{"name":"{{{Canary}}}","valueString":"{{{Canary}}}"}]}
                """, Epix.Json, 400
        },
        {
            "wrong types", $$$"""
                {"resourceType":"Parameters","parameter":[{"name":"domain","valueInteger":7},
                {"name":"identity","valueString":"{{{Canary}}}"},{"name":"mpiId","valueBoolean":true}]}
                """, Epix.Json, 400
        },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_that_is_none_is_refused_by_every_operation(
        string what, string body, string type, int status)
    {
        var before = await app.StoredAsync();
        foreach (var path in Everywhere)
        {
            using var response = await app.SendAsync(path, Epix.Content(body, type), "lead");
            var outcome = Epix.Text(await Epix.RefusedAsync(response, status));
            Assert.DoesNotContain("root:", outcome, StringComparison.Ordinal);
            Assert.False(outcome.Contains(Canary, StringComparison.Ordinal), what + outcome);
        }

        Assert.Equal(before, await app.StoredAsync());
        Assert.DoesNotContain(Canary, app.Logs.Everything, StringComparison.Ordinal);
    }

    static FhirResource Patient(Action<FhirResource> change)
    {
        var patient = Epix.Patient(Canary, "Anna", "1962-12-17", "female", "K-1");
        change(patient);
        return patient;
    }

    static FhirResource Without(string name)
    {
        var whole = Epix.Adding(Patient(_ => { }));
        var left = new FhirResource("Parameters");
        foreach (var parameter in whole.All("parameter"))
            if (parameter.Text("name") != name) left.Add("parameter", parameter.Clone());
        return left;
    }

    public static TheoryData<string, int, string, FhirResource> Requests => new()
    {
        { "no source", 400, "'source'", Without("source") },
        { "no identity", 400, "'identity'", Without("identity") },
        { "no save action", 400, "'saveAction'", Without("saveAction") },
        { "no force", 400, "'forceReferenceUpdate'", Without("forceReferenceUpdate") },
        { "an unknown save action", 400, "'saveAction'", Epix.Adding(Patient(_ => { }), "SAVE_NOTHING") },
        { "an unknown domain", 404, "'domain'", Epix.Adding(Patient(_ => { }), domain: "nowhere") },
        { "an unknown source", 404, "'source'", Epix.Adding(Patient(_ => { }), source: "nobody") },
        { "no family name", 422, "identity').resource.name", Epix.Adding(Patient(patient => patient.Remove("name"))) },
        { "no birth date", 422, "resource.birthDate", Epix.Adding(Patient(patient => patient.Remove("birthDate"))) },
        { "a day to come", 422, "resource.birthDate", Epix.Adding(Patient(p => p.Set("birthDate", "2190-01-01"))) },
        { "markup in a name", 422, "resource.name.family", Epix.Adding(
            Epix.Patient("<b>" + Canary, "Anna", "1962-12-17", "female", null)) },
        { "an unknown system", 422, "resource.identifier[1].system", Epix.Adding(Patient(patient =>
            patient.Add("identifier", new Identifier("https://elsewhere.example", Canary)))) },
        { "an identifier without value", 422, "resource.identifier[1].value", Epix.Adding(Patient(patient =>
            patient.Add("identifier", new Identifier(EpixNames.Identifiers + "patient-number", null)))) },
        { "two names", 422, "resource.name[1]", Epix.Adding(Patient(patient =>
            patient.Add("name", new FhirElement("HumanName") { { "family", Canary } }))) },
        { "a contact person", 422, "resource.contact", Epix.Adding(Patient(patient => patient.Add("contact",
            new FhirElement("Patient.contact") { { "name", new FhirElement("HumanName") { { "text", Canary } } } }))) },
        { "an organisation as identity", 400, "'identity'", Epix.Adding(
            new FhirResource("Organization") { { "name", Canary } }) },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_request_with_a_fault_is_refused_with_its_place_and_nothing_is_stored(
        string what, int status, string place, FhirResource request)
    {
        var before = await app.StoredAsync();
        foreach (var format in Enum.GetValues<FhirFormat>())
        {
            using var response = await app.SendAsync($"{Epix.Base}/$addPatient", request, "lead", format);
            var outcome = await Epix.RefusedAsync(response, status);
            Assert.True(outcome.All("issue").Any(issue => issue.Text("expression")?.Contains(place,
                StringComparison.Ordinal) == true), $"{what}: {Epix.Text(outcome)}");
            Assert.DoesNotContain(Canary, Epix.Text(outcome), StringComparison.Ordinal);
        }

        Assert.Equal(before, await app.StoredAsync());
    }

    [Theory]
    [InlineData("\"birthDate\":\"1962-02-31\"", "birthDate")]
    [InlineData("\"gender\":\"Kanarienvogel\"", "gender")]
    [InlineData("\"Kanarienvogel\":1", "")]
    [InlineData("\"contained\":[{\"resourceType\":\"Condition\",\"code\":{\"text\":\"Kanarienvogel\"}}]", "contained")]
    [InlineData("\"contained\":[{\"resourceType\":\"Observation\",\"status\":\"final\"}]", "contained")]
    public async Task A_patient_that_is_none_or_brings_medical_data_is_refused(string element, string place)
    {
        var before = await app.StoredAsync();
        using var response = await app.SendAsync($"{Epix.Base}/$addPatient", Epix.Content($$$"""
            {"resourceType":"Parameters","parameter":[{"name":"domain","valueString":"MII"},
            {"name":"source","valueString":"kis"},{"name":"identity","resource":{"resourceType":"Patient",
            "name":[{"family":"Kanarienvogel"}],{{{element}}}}},{"name":"saveAction","valueCoding":{"code":"SAVE_ALL"}},
            {"name":"forceReferenceUpdate","valueBoolean":false}]}
            """));
        Assert.True((int)response.StatusCode is 400 or 422, $"{response.StatusCode}");
        var outcome = await Epix.RefusedAsync(response, (int)response.StatusCode);
        Assert.Contains(place, outcome.Text("issue.expression"), StringComparison.Ordinal);
        Assert.DoesNotContain("\"Kanarienvogel\"", Epix.Text(outcome), StringComparison.Ordinal);
        Assert.Equal(before, await app.StoredAsync());
    }

    [Fact]
    public async Task Medical_data_beside_a_patient_are_refused()
    {
        var body = Epix.Adding(Patient(_ => { }));
        using var response = await app.SendAsync($"{Epix.Base}/$addPatient", Epix.Content(Epix.Text(body).Replace(
            "\"parameter\":[", "\"parameter\":[{\"name\":\"identity\",\"resource\":{\"resourceType\":\"Observation\","
            + "\"status\":\"final\"}},", StringComparison.Ordinal)));
        await Epix.RefusedAsync(response, 400);
    }

    [Fact]
    public async Task A_huge_body_is_refused()
    {
        var body = new byte[40 << 20];
        Array.Fill(body, (byte)' ');
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Epix.Base}/$addPatient")
        {
            Content = Epix.Content(body, Epix.Json),
            Headers = { Authorization = new("Bearer", app.Tokens.For("clerk")), ExpectContinue = true },
        };
        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        await Epix.RefusedAsync(response, 413);
    }

    [Fact]
    public async Task Who_has_too_few_rights_or_the_domain_not_is_refused()
    {
        foreach (var path in Everywhere.Append($"{Epix.Base}/Person/_search"))
        {
            using var response = await app.SendAsync(path, Epix.Content("{}"), "diz");
            await Epix.RefusedAsync(response, 403);
        }

        var (patient, _, _) = Epix.Somebody();
        using var elsewhere = await app.SendAsync(
            $"{Epix.Base}/$addPatient", Epix.Adding(patient), domains: ["another"]);
        using var nowhere = await app.SendAsync($"{Epix.Base}/$addPatient", Epix.Adding(patient, domain: "nowhere"));
        var (one, other) = (await Epix.RefusedAsync(elsewhere, 404), await Epix.RefusedAsync(nowhere, 404));
        one.Remove("id");
        other.Remove("id");
        Assert.Equal(Epix.Text(one), Epix.Text(other));
        using var ward = await app.SendAsync($"{Epix.Base}/Patient/$match", Epix.Content("{}"), "ward");
        await Epix.RefusedAsync(ward, 403);
    }

    [Fact]
    public async Task Nothing_that_identifies_anybody_is_in_the_log_the_trail_or_the_events()
    {
        var family = "Zwitscherlinde" + Epix.Letters();
        var known = await app.KnownAsync(family);
        var other = await app.KnownAsync(family, "Gelbschnabel", "1911-02-03", "male");
        await app.SearchAsync("Person", ("organization:identifier", "MII"), ("patient.family", family));
        await app.AskAsync("$addPossibleMatch", Parameters.Of(
            ("mpiId", Epix.Mpi(known.MpiId)), ("aliasMpiId", Epix.Mpi(other.MpiId))));
        await app.AskAsync("$setReferenceIdentity", Parameters.Of(("mpiId", Epix.Mpi(known.MpiId)),
            ("identityReference", new Reference($"Patient/{known.Identity}")), ("comment", $"{family} war es")));
        foreach (var canary in new[] { family, "Gelbschnabel", known.Number, known.MpiId })
        {
            Assert.DoesNotContain(canary, app.Logs.Everything, StringComparison.OrdinalIgnoreCase);
            var hex = Convert.ToHexString(Encoding.UTF8.GetBytes(canary));
            foreach (var table in new[]
            {
                "audit.entries", "events.events", "vault.items", "identity.pairs", "identity.pair_links",
                "identity.mpi_ids", "identity.records", "identity.identifiers", "hosting.answers",
            })
            {
                Assert.Equal(0, await app.CountAsync(
                    $"select count(*) from {table} t where t::text ilike '%{canary}%' or t::text ilike '%{hex}%'"));
            }
        }
    }
}
