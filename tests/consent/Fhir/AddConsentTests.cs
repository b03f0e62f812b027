using System.Text;
using System.Text.Json.Nodes;
using TrustCenter.Contracts.Consent;
using TrustCenter.Fhir;

namespace TrustCenter.Consents.Tests;

/// <summary>Recording by <c>$addConsent</c> and <c>$addConsentOptOut</c>.</summary>
public sealed class AddConsentTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    [Fact]
    public async Task A_form_is_recorded_with_signatures_and_scan_and_counts_at_once()
    {
        var person = Sample.NewPerson();
        var bundle = await AddAsync(Gateway.AddConsent(person));

        foreach (var type in new[]
        {
            "QuestionnaireResponse", "Consent", "Provenance", "DocumentReference", "Patient", "VerificationResult",
        }) Assert.Single(Bundle.Resources(bundle, type));
        Assert.True(await app.IsConsentedAsync(person, 8));
        Assert.True(await app.IsConsentedAsync(person, 22));
        Assert.False(await app.IsConsentedAsync(person, 15));

        var consent = Bundle.Resources(bundle, "Consent").Single();
        var detail = await app.GetAsync($"/api/consent/consents/{consent.Id}");
        Assert.True(detail.IsSuccessStatusCode);
        var verdict = Bundle.Resources(bundle, "VerificationResult").Single();
        Assert.Equal("not_checked", verdict.Text("validationType.text"));
        var provenance = Bundle.Resources(bundle, "Provenance").Single();
        Assert.Equal(["1.2.840.10065.1.12.1.7", "1.2.840.10065.1.12.1.5"],
            provenance.All("signature").Select(signature => signature.Text("type.code")));
        Assert.Equal("Musterstadt",
            provenance["signature"]!.Extension(GatewayNames.SignatureLocation)!.Text("valueString"));
        var scan = Bundle.Resources(bundle, "DocumentReference").Single();
        Assert.Equal("application/pdf", scan.Text("content.attachment.contentType"));
        Assert.Equal("paper.pdf", scan.Text("description"));
    }

    [Fact]
    public async Task A_scan_is_read_by_those_who_may_see_documents()
    {
        var bundle = await AddAsync(Gateway.AddConsent(Sample.NewPerson()));
        var sent = Bundle.Resources(bundle, "DocumentReference").Single();
        using var seen = await app.GetAsync($"{Gateway.Base}/DocumentReference/{sent.Id}");
        var read = await Gateway.ReadAsync(seen);
        Assert.Equal(sent.Text("content.attachment.data"), read.Text("content.attachment.data"));
        Assert.Equal("application/pdf", read.Text("content.attachment.contentType"));
        using var hidden = await app.GetAsync($"{Gateway.Base}/DocumentReference/{sent.Id}", "diz");
        await Gateway.RefusedAsync(hidden, 403);
        using var unknown = await app.GetAsync($"{Gateway.Base}/DocumentReference/{Guid.Empty}");
        await Gateway.RefusedAsync(unknown, 404);
    }

    [Fact]
    public async Task Ids_are_new_and_references_stay_within_the_bundle()
    {
        var bundle = await AddAsync(Gateway.AddConsent(Sample.NewPerson()));
        var known = Bundle.Entries(bundle).Select(entry => $"{entry.Resource!.TypeName}/{entry.Resource.Id}")
            .ToHashSet();
        Assert.DoesNotContain("Patient/p1", known);
        Assert.Equal(known.Count, Bundle.Entries(bundle).Select(entry => entry.FullUrl).Distinct().Count());
        var references = Gateway.Text(bundle).Split("\"reference\":\"").Skip(1)
            .Select(text => text[..text.IndexOf('"')]);
        Assert.All(references.Where(text => !text.StartsWith("ResearchStudy/", StringComparison.Ordinal)),
            reference => Assert.Contains(reference, known));
    }

    [Fact]
    public async Task What_is_not_understood_is_kept_sealed_and_nothing_readable_is_stored()
    {
        var person = Sample.NewPerson();
        var bundle = await AddAsync(Gateway.AddConsent(person, body =>
            body.Resource("questionnaireResponse")["extension"] =
            new JsonArray(new JsonObject { ["url"] = "urn:site:ward", ["valueString"] = "Station Ω4" })));
        var id = Guid.Parse(Bundle.Resources(bundle, "Consent").Single().Id!);
        Assert.Equal(1, await app.CountAsync($"select count(*) from vault.items where field = '{id:N}/received'"));
        Assert.Equal(0, await app.CountAsync("""
            select count(*) from vault.items where position('Station'::bytea in content) > 0
            or position('resourceType'::bytea in content) > 0
            """));
    }

    [Fact]
    public async Task The_incumbent_s_answer_codes_are_understood_and_a_withdrawal_on_its_form()
    {
        var person = Sample.NewPerson();
        await AddAsync(Gateway.AddConsent(person, body =>
        {
            foreach (var item in body.Resource("questionnaireResponse")["item"]!.AsArray())
                item!["answer"]![0]!["valueCoding"] = Status("ACCEPTED");
        }));
        Assert.True(await app.IsConsentedAsync(person, 15));

        await AddAsync(Gateway.AddConsent(person, body =>
        {
            var response = body.Resource("questionnaireResponse");
            response["questionnaire"] = GatewayNames.Questionnaire("MII",
                "Teilwiderruf (kompatibel zu Patienteneinwilligung MII 1.6d)", "2.0");
            response["authored"] = "2025-01-01";
            response["item"] = new JsonArray(new JsonObject
            {
                ["linkId"] = "PATDAT_Erhebungsende|2.0",
                ["answer"] = new JsonArray(new JsonObject { ["valueCoding"] = Status("WITHDRAWN") }),
            });
        }));
        Assert.False(await app.IsConsentedAsync(person, 6));
        Assert.True(await app.IsConsentedAsync(person, 8));
    }

    [Fact]
    public async Task Xml_is_recorded_as_json_is()
    {
        var person = Sample.NewPerson();
        var input = FhirJson.Parse(Encoding.UTF8.GetBytes(Gateway.AddConsent(person).ToJsonString()),
            FhirReadOptions.Gateway);
        using var response = await app.SendAsync("$addConsent", input.Resource!, "ward", FhirFormat.Xml);
        Assert.True((await Gateway.ReadAsync(response)).Is("Bundle"));
        Assert.True(await app.IsConsentedAsync(person, 8));
    }

    [Fact]
    public async Task The_same_request_with_its_key_is_carried_out_once()
    {
        var person = Sample.NewPerson();
        var body = Gateway.AddConsent(person).ToJsonString();
        var answers = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            var request = app.Request(HttpMethod.Post, $"{Gateway.Base}/$addConsent", Gateway.Content(body), "ward",
                person);
            using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
            answers.Add(Gateway.Text(await Gateway.ReadAsync(response)));
        }

        Assert.Equal(answers[0], answers[1]);
        var states = await app.AskAsync("$allConsentsForPerson", Gateway.Person(person));
        Assert.Equal("1", states.Text("total"));
    }

    [Fact]
    public async Task An_opt_out_form_applies_without_a_signature_until_somebody_objects()
    {
        const string domain = "opt-out";
        using var created = await app.PostAsync("/api/consent/domains", new CreateDomain(domain, new(
            ["Pseudonym"], PolicySystem: "https://ths-greifswald.de/fhir/CodeSystem/gics/Policy/opt-out",
            PolicyNameSystem: "https://ths-greifswald.de/fhir/CodeSystem/gics/Policy/opt-out")), "lead");
        var form = new ConsentTemplate("Routinedaten", "1.0", "consent-opt-out", "Nutzung von Routinedaten",
        [
            new("Routinedaten_nutzen", "1.0", "Routinedaten", "<p>Routinedaten dürfen genutzt werden.</p>", Policies:
            [
                new("https://ths-greifswald.de/fhir/CodeSystem/gics/Policy/opt-out|Routinedaten_nutzen",
                    "Routinedaten_nutzen", "Routinedaten nutzen", "1.0"),
            ]),
        ]);
        using var drafted = await app.PostAsync($"/api/consent/domains/{domain}/templates", form, "lead");
        Assert.True(drafted.IsSuccessStatusCode,
            await drafted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var final = await app.PostAsync($"/api/consent/domains/{domain}/templates/Routinedaten/1.0/final",
            new { }, "lead");
        Assert.True(final.IsSuccessStatusCode,
            await final.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        using var response = await app.SendAsync(
            "$addConsentOptOut", Gateway.Content(Gateway.Example("add-consent-opt-out")), "ward");
        var bundle = await Gateway.ReadAsync(response);
        var consent = Bundle.Resources(bundle, "Consent").Single();
        Assert.Equal("permit", consent.Text("provision.type"));
        Assert.Equal("permit", consent.Text("provision.provision.type"));
        Assert.Equal("3000-01-01T00:00:00+01:00", consent.Text("provision.provision.period.end"));

        var asked = Parameters.Of(("personIdentifier", Gateway.Identifier("exa-psn-0002")), ("domain", domain),
            ("policy", new Coding("https://ths-greifswald.de/fhir/CodeSystem/gics/Policy/opt-out",
                "Routinedaten_nutzen")),
            ("version", "1.0"));
        Assert.True(Parameters.Read(await app.AskAsync("$isConsented", asked)).Boolean("consented"));

        using var signed = await app.SendAsync("$addConsentOptOut",
            Gateway.Content(Gateway.Example("add-consent-opt-out")
            .Replace("\"opt-out\"", "\"MII\"", StringComparison.Ordinal)
            .Replace("opt-out/Routinedaten|1.0", "MII/Patienteneinwilligung+MII|1.6.d", StringComparison.Ordinal)),
                "ward");
        await Gateway.RefusedAsync(signed, 422);
    }

    async Task<FhirResource> AddAsync(JsonObject body)
    {
        using var response = await app.SendAsync("$addConsent", Gateway.Content(body.ToJsonString()), "ward");
        return await Gateway.ReadAsync(response);
    }

    static JsonObject Status(string code) => new() { ["system"] = GatewayNames.ConsentStatus, ["code"] = code };
}
