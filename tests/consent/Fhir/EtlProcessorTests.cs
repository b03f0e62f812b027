using TrustCenter.Fhir;
using TrustCenter.Testing;

namespace TrustCenter.Consents.Tests;

/// <summary>
/// The way of the DNPM's etl-processor: XML by its plain type in, JSON out, the config in a nameless part. And what the
/// gateway emits over HTTP, judged by foreign validators.
/// </summary>
public sealed class EtlProcessorTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    [Fact]
    public async Task Plain_xml_is_answered_in_json()
    {
        var person = Sample.NewPerson();
        await app.RecordAsync(Sample.Consent(person));
        var body = Gateway.IsConsented(person, 6, ("config",
            ParameterValue.Parts(("ignoreVersionNumber", false), ("unknownStateIsConsideredAsDecline", true))));
        using var response = await app.SendAsync("$isConsented",
            Gateway.Content(body, FhirFormat.Xml, "application/xml"), "diz");
        Assert.Equal("application/fhir+json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(Parameters.Read(await Gateway.ReadAsync(response)).Boolean("consented"));
    }

    [Theory]
    [InlineData("application/fhir+xml", "*/*", "application/fhir+xml")]
    [InlineData("application/fhir+xml", "application/fhir+json", "application/fhir+json")]
    [InlineData("application/fhir+json", "application/fhir+xml;q=0.5, application/fhir+json", "application/fhir+json")]
    [InlineData("application/json", "text/plain, */*", "application/fhir+json")]
    public async Task The_answer_has_the_format_that_was_asked_for(string type, string accept, string answered)
    {
        var body = Gateway.Content(Gateway.IsConsented("nobody", 8),
            type.Contains("xml", StringComparison.Ordinal) ? FhirFormat.Xml : FhirFormat.Json, type);
        using var response = await app.SendAsync("$isConsented", body, "diz", accept);
        Assert.Equal(answered, response.Content.Headers.ContentType?.MediaType);
        await Gateway.ReadAsync(response);
    }

    [Fact]
    public async Task States_are_asked_for_with_the_config_in_a_nameless_part()
    {
        var person = Sample.NewPerson();
        await app.RecordAsync(Sample.Consent(person));
        var config = Parameters.Of(
            ("idMatchingType", new Coding(GatewayNames.IdMatching, "AT_LEAST_ONE")), ("ignoreVersionNumber", false),
            ("unknownStateIsConsideredAsDecline", true), ("requestDate",
                LegalDays.Of(TimeProvider.System.GetUtcNow())));
        var body = Gateway.Person(person);
        body.Add("parameter", new FhirElement("Parameters.parameter")
        {
            { "name", "config" }, { "part", new FhirElement("Parameters.parameter") { { "resource", config } } },
        });
        using var response = await app.SendAsync(
            "$currentPolicyStatesForPerson", Gateway.Content(body, FhirFormat.Xml, "application/xml"), "diz");
        var states = Gateway.Json(await Gateway.ReadAsync(response));
        var permitted = GatewayClients.Array(states, "entry")
            .Select(entry => entry["resource"]!["provision"]!["provision"]![0]!)
            .Where(provision => (string)provision["type"]! == "permit")
            .SelectMany(provision => GatewayClients.Array(provision["code"]![0], "coding"))
                .Select(coding => (string)coding["code"]!);
        Assert.Contains(PolicyCode.Mii(7).Code, permitted);
        Assert.Contains(PolicyCode.Mii(8).Code, permitted);
        var first = GatewayClients.Array(states, "entry").First();
        Assert.EndsWith((string)first["resource"]!["id"]!, (string)first["fullUrl"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_emitted_is_valid()
    {
        var person = Sample.NewPerson();
        using var added =
            await app.SendAsync("$addConsent", Gateway.Content(Gateway.AddConsent(person).ToJsonString()));
        var emitted = new List<FhirResource> { await Gateway.ReadAsync(added) };
        await app.WithdrawAsync(Sample.Withdrawal(person, "PATDAT_Erhebungsende"));
        foreach (var operation in new[]
        {
            "$allConsentsForPerson", "$allConsentsForDomain", "$allConsentsForTemplate",
                "$currentPolicyStatesForPerson",
            "$allPolicyStatesForPerson", "$policyStatesForPerson", "$currentConsentForPersonAndTemplate",
        })
        {
            emitted.Add(await app.AskAsync(operation, Gateway.Person(
                person, ("template", "MII;Patienteneinwilligung MII;1.6.d"))));
        }

        using var metadata = await app.GetAsync($"{Gateway.Base}/metadata");
        emitted.Add(await Gateway.ReadAsync(metadata));
        using var refused = await app.SendAsync("$isConsented", Parameters.Of(("domain", "MII")));
        emitted.Add(await Gateway.RefusedAsync(refused, 400));

        var problems = await FhirOracle.ValidateAsync(
            emitted.Select(resource => FhirJson.ToBytes(resource)), profile: true,
                TestContext.Current.CancellationToken);

        // R4 knows no total on a collection; the incumbent sends one, and a client pages by it
        Assert.Empty(problems.Where(problem => !problem.Message.Contains("bdl-1", StringComparison.Ordinal))
            .Select(problem => $"{problem.File} {problem.Tool} {problem.Expression} {problem.Message}"));
    }
}
