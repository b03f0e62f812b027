using System.Text.Json.Nodes;
using TrustCenter.Fhir;

namespace TrustCenter.Consents.Tests;

/// <summary>
/// Bad input at the gateway: a 4xx OperationOutcome that names the place, nothing stored, never a 5xx.
/// </summary>
public sealed class GatewayFaultTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    const string Doctype = "<!DOCTYPE Parameters [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";

    public static TheoryData<string, int, string, Action<JsonObject>> Forms => new()
    {
        { "a day that does not exist", 400, "authored", body => Response(body)["authored"] = "2024-02-31" },
        { "a year for a day", 400, "authored", body => Response(body)["authored"] = "2024" },
        { "no date", 400, "authored", body => Response(body).Remove("authored") },
        { "a signature in the future", 422, "authored", body => Response(body)["authored"] = "2099-01-01" },
        {
            "a signature before birth", 422, "authored",
            body => body.Resource("patient")["birthDate"] = "2024-06-01"
        },
        { "a form nobody knows", 404, "questionnaire", body => Response(body)["questionnaire"] =
            Canonical("MII", "Nichts", "1") },
        {
            "a form of another domain", 404, "questionnaire",
            body => Response(body)["questionnaire"] = Canonical("NUM", "Patienteneinwilligung MII", "1.6.d")
        },
        { "no form", 400, "questionnaire", body => Response(body).Remove("questionnaire") },
        {
            "a form without version", 404, "questionnaire",
            body => Response(body)["questionnaire"] = Canonical("MII", "Patienteneinwilligung MII", "1.6.d")[..^6]
        },
        { "an open form", 422, "status", body => Response(body)["status"] = "in-progress" },
        { "a mandatory module unanswered", 422, "item", body => Items(body).RemoveAt(0) },
        { "a module nobody knows", 422, "item[1].linkId", body => Items(body)[1]!["linkId"] = "Nichts|1.0" },
        {
            "a module in another version", 422, "item[0].linkId",
            body => Items(body)[0]!["linkId"] = "PATDAT_erheben_speichern_nutzen|9.9"
        },
        { "a linkId without version", 400, "item[2].linkId", body => Items(body)[2]!["linkId"] = "Freitext" },
        { "an answer nobody knows", 422, "item[0].answer[0]", body => Coding(body)["code"] = "MAYBE" },
        { "an answer of another system", 422, "item[0].answer[0]", body => Coding(body)["system"] = "urn:x" },
        { "a text for an answer", 422, "item[0].answer[0]", body => Items(body)[0]!["answer"] =
            new JsonArray(new JsonObject { ["valueString"] = "ja" }) },
        { "a module answered twice", 400, "item[1].linkId", body => Items(body)[1]!["linkId"] =
            (string)Items(body)[0]!["linkId"]! },
        {
            "a child without its parent", 422, "item[2]",
            body => Items(body)[1]!["answer"]![0]!["valueCoding"]!["code"] = "2.16.840.1.113883.3.1937.777.24.5.2.2"
        },
        { "items inside items", 422, "item[0].item", body => Items(body)[0]!["item"] =
            new JsonArray(Items(body)[1]!.DeepClone()) },
        { "an identifier of nobody's system", 422, "identifier[0].system", body => Identifier(body)["system"] =
            "urn:x" },
        { "an unknown type of identifier", 422, "identifier[0].system", body => Identifier(body)["system"] =
            GatewayNames.SignerId + "Nichts" },
        { "an identifier without value", 422, "identifier[0].value", body => Identifier(body).Remove("value") },
        { "nobody", 422, "patient", body => body.Resource("patient").AsObject().Remove("identifier") },
        { "no patient", 400, "patient", body => Parameter(body).RemoveAt(0) },
        { "a signature of no kind", 422, "signature[0].type", body => Signature(body)["type"]![0]!["code"] = "1.2.3" },
        { "a signature that is no picture", 422, "signature[0].data", body => Signature(body)["data"] = "bm8=" },
        { "a signature on no day", 400, "signature[0].when", body => Signature(body)["when"] = "2024-02-30T00:00:00Z" },
        {
            "a scan that is not what it says", 400, "documentReference",
            body => Attachment(body)["data"] = "bm8="
        },
        { "a scan by address", 422, "attachment", body => { Attachment(body).Remove("data"); Attachment(body)["url"] =
            "http://127.0.0.1/x"; } },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_form_with_a_fault_is_refused_with_the_place_and_not_stored(
        string what, int status, string place, Action<JsonObject> change)
    {
        var before = await StoredAsync();
        using var response = await app.SendAsync(
            "$addConsent", Gateway.Content(Gateway.AddConsent(Sample.NewPerson(), change).ToJsonString()));
        var outcome = await Gateway.RefusedAsync(response, status);
        Assert.True(outcome.All("issue").Any(issue => issue.Text("expression")?.Contains(place,
            StringComparison.Ordinal) == true),
            $"{what}: {Gateway.Text(outcome)}");
        Assert.Equal(before, await StoredAsync());
    }

    public static TheoryData<string, string, string, int> Bodies => new()
    {
        { "nothing", "", "application/fhir+json", 400 },
        { "cut off JSON", "{\"resourceType\":\"Parameters\",\"parameter\":[{", "application/fhir+json", 400 },
        { "cut off XML", "<Parameters xmlns=\"http://hl7.org/fhir\"><parameter>", "application/fhir+xml", 400 },
        { "an entity", Doctype + "<Parameters xmlns=\"http://hl7.org/fhir\"><id value=\"&x;\"/></Parameters>",
            "application/fhir+xml", 400 },
        { "a megabyte of brackets", new string('[', 1_000_000), "application/fhir+json", 400 },
        {
            "a megabyte of nested objects",
            string.Concat(Enumerable.Repeat("{\"parameter\":[", 70_000)), "application/fhir+json", 400
        },
        { "another resource", "{\"resourceType\":\"Patient\"}", "application/fhir+json", 400 },
        { "a resource nobody knows", "{\"resourceType\":\"Nothing\"}", "application/fhir+json", 400 },
        { "plain text", "consented?", "text/plain", 415 },
        { "a form", "domain=MII", "application/x-www-form-urlencoded", 415 },
        { "no parameters", "{\"resourceType\":\"Parameters\"}", "application/fhir+json", 400 },
        { "null", "null", "application/fhir+json", 400 },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_that_is_none_is_refused_by_every_operation(string what, string body, string type,
        int status)
    {
        var before = await StoredAsync();
        foreach (var operation in new[] { "$addConsent", "$isConsented", "$allConsentsForDomain",
            "$getAllConsentedIdsFor" })
        {
            using var response = await app.SendAsync(operation, Gateway.Content(body, type));
            var outcome = await Gateway.RefusedAsync(response, status);
            Assert.True(outcome["issue"]!.Text("diagnostics")?.Length > 0, what);
            Assert.DoesNotContain("root:", Gateway.Text(outcome), StringComparison.Ordinal);
        }

        Assert.Equal(before, await StoredAsync());
    }

    [Fact]
    public async Task A_body_too_large_is_refused()
    {
        using var request = app.Request(HttpMethod.Post, $"{Gateway.Base}/$isConsented",
            Gateway.Content(new string(' ', 13 * 1024 * 1024)), "clerk");
        request.Headers.ExpectContinue = true;
        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        await Gateway.RefusedAsync(response, 413);
    }

    public static TheoryData<string, string, int, string, Func<FhirResource>> Questions => new()
    {
        { "no person", "$isConsented", 400, "personIdentifier", () => Question(drop: "personIdentifier") },
        { "no domain", "$isConsented", 400, "domain", () => Question(drop: "domain") },
        { "no policy", "$isConsented", 400, "policy", () => Question(drop: "policy") },
        { "no version", "$isConsented", 400, "version", () => Question(drop: "version") },
        { "an unknown domain", "$isConsented", 404, "domain", () => Question(("domain", "Nowhere")) },
        { "a number for a domain", "$isConsented", 400, "parameter", () => Question(("domain", 17)) },
        { "an unknown policy", "$isConsented", 404, "policy", () =>
            Question(("policy", new Coding(PolicyCode.MiiSystem, "9.9"))) },
        { "a module for a policy", "$isConsented", 404, "policy", () => Question(("policy", Gateway.Policy(1))) },
        { "an unknown version", "$isConsented", 404, "version", () => Question(("version", "9.9")) },
        { "another system of identifiers", "$isConsented", 422, "personIdentifier", () =>
            Question(("personIdentifier", new Identifier("urn:x", "1"))) },
        { "a text for a config", "$isConsented", 400, "config", () =>
            Question(("config", Parameters.Of(("idMatchingType", new Coding(GatewayNames.IdMatching, "SOME"))))) },
        { "a day that does not exist", "$isConsented", 400, "requestDate", () =>
            Question(("requestDate", "2024-02-31")) },
        { "an unknown template", "$allConsentsForTemplate", 404, "template", () =>
            Question(("template", "MII;Nichts;1.0")) },
        { "a template of another domain", "$allConsentsForTemplate", 404, "template", () =>
            Question(("template", "NUM;Patienteneinwilligung MII;1.6.d")) },
        { "no template", "$currentConsentForPersonAndTemplate", 400, "template", () => Question() },
        { "an unknown profile", "$allConsentsForDomain", 404, "_profile", () => Question(("_profile", "urn:nothing")) },
        { "an unknown type of identifiers", "$getAllConsentedIdsFor", 404, "signerIdTypeName", () =>
            Question(("signerIdTypeName", "Nichts")) },
        { "no type of identifiers", "$getAllConsentedIdsFor", 400, "signerIdTypeName", () => Question() },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task A_question_with_a_fault_is_refused_with_its_parameter(
        string what, string operation, int status, string place, Func<FhirResource> question)
    {
        foreach (var format in Enum.GetValues<FhirFormat>())
        {
            using var response = await app.SendAsync(operation, question(), "clerk", format);
            var outcome = await Gateway.RefusedAsync(response, status);
            Assert.True(outcome["issue"]!.Text("expression")?.Contains(place, StringComparison.Ordinal) == true,
                $"{what}: {Gateway.Text(outcome)}");
        }
    }

    static FhirResource Question(
        (string Name, ParameterValue Value)? changed = null, string? drop = null) => Parameters.Of(
        new (string Name, ParameterValue Value)[]
        {
            ("personIdentifier", Gateway.Identifier("x")), ("domain", "MII"), ("policy", Gateway.Policy(8)),
                ("version", "1.1"),
        }.Where(parameter => parameter.Name != drop && parameter.Name != changed?.Name)
        .Concat(changed is { } one ? [one] : []));

    Task<long> StoredAsync() => app.CountAsync("""
        select (select count(*) from events.events) + (select count(*) from vault.items)
            + (select count(*) from vault.keys)
        """);

    static string Canonical(string domain, string name, string version) =>
        GatewayNames.Questionnaire(domain, name, version);

    static JsonArray Parameter(JsonObject body) => body["parameter"]!.AsArray();

    static JsonObject Response(JsonObject body) => body.Resource("questionnaireResponse").AsObject();

    static JsonArray Items(JsonObject body) => Response(body)["item"]!.AsArray();

    static JsonObject Coding(JsonObject body) => Items(body)[0]!["answer"]![0]!["valueCoding"]!.AsObject();

    static JsonObject Identifier(JsonObject body) => body.Resource("patient")["identifier"]![0]!.AsObject();

    static JsonObject Signature(JsonObject body) => body.Resource("provenance")["signature"]![0]!.AsObject();

    static JsonObject Attachment(JsonObject body) =>
        body.Resource("documentReference")["content"]![0]!["attachment"]!.AsObject();
}
