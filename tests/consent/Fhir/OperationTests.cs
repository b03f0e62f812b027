using System.Net;
using System.Net.Http.Headers;
using System.Text;
using TrustCenter.Fhir;

namespace TrustCenter.Consents.Tests;

/// <summary>
/// Every operation over HTTP, in both formats and every form of its parameters that clients are known to send.
/// </summary>
public sealed class OperationTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    public static TheoryData<string, string, FhirFormat> Requests
    {
        get
        {
            var requests = new TheoryData<string, string, FhirFormat>();
            foreach (var (example, operation) in new[]
            {
                ("is-consented-by-code", "$isConsented"), ("is-consented-as-of", "$isConsented"),
                ("all-consents-for-domain", "$allConsentsForDomain"),
                    ("all-consents-for-person", "$allConsentsForPerson"),
                ("all-consents-for-template", "$allConsentsForTemplate"),
                ("all-policy-states", "$allPolicyStatesForPerson"), ("all-policy-states", "$policyStatesForPerson"),
                ("current-policy-states", "$currentPolicyStatesForPerson"),
                ("current-consent", "$currentConsentForPersonAndTemplate"),
                ("all-consented-ids", "$getAllConsentedIdsFor"), ("add-consent", "$addConsent"),
            })
            {
                requests.Add(example, operation, FhirFormat.Json);
                requests.Add(example, operation, FhirFormat.Xml);
            }

            return requests;
        }
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Every_request_of_the_specification_is_answered_in_its_format(
        string example, string operation, FhirFormat format)
    {
        var sent = FhirJson.Parse(Encoding.UTF8.GetBytes(Gateway.Example(example)), FhirReadOptions.Gateway);
        Assert.True(sent.IsValid, sent.Problems.ToString());

        using var response = await app.SendAsync(operation, sent.Resource, "clerk", format);
        var answer = await Gateway.ReadAsync(response);

        Assert.Equal(format == FhirFormat.Xml ? "application/fhir+xml" : "application/fhir+json",
            response.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Is("Bundle") || answer.Is("Parameters"));
    }

    [Fact]
    public async Task A_consent_is_consented_and_after_a_withdrawal_it_is_not()
    {
        var person = Sample.NewPerson();
        await app.RecordAsync(Sample.Consent(person));
        Assert.True(await app.IsConsentedAsync(person, 6));
        Assert.True(await app.IsConsentedAsync(person, 8));

        await app.WithdrawAsync(Sample.Withdrawal(person, "PATDAT_Erhebungsende"));
        Assert.False(await app.IsConsentedAsync(person, 6));
        Assert.True(await app.IsConsentedAsync(person, 8));

        await app.WithdrawAsync(Sample.Withdrawal(person));
        Assert.False(await app.IsConsentedAsync(person, 8));
    }

    [Fact]
    public async Task The_state_of_a_day_gone_by_can_be_asked_for()
    {
        var person = Sample.NewPerson();
        await app.RecordAsync(Sample.Consent(person, "2024-03-01"));

        Assert.False(await app.IsConsentedAsync(person, 8, ("config",
            Config(("requestDate", new DateOnly(2024, 2, 29))))));
        Assert.True(await app.IsConsentedAsync(person, 8, ("config",
            Config(("requestDate", new DateOnly(2024, 3, 1))))));
        Assert.False(await app.IsConsentedAsync(person, 6, ("requestDate", new DateOnly(2029, 3, 1))));
        Assert.True(await app.IsConsentedAsync(person, 6, ("request-date", new DateOnly(2029, 2, 28))));
    }

    [Fact]
    public async Task A_config_may_come_as_a_resource_as_parts_or_in_a_nameless_part()
    {
        var person = Sample.NewPerson();
        await app.RecordAsync(Sample.Consent(person, "2024-03-01"));
        var day = new DateOnly(2024, 2, 1);
        var nested = Config(("requestDate", day));
        var nameless = new FhirElement("Parameters.parameter")
        {
            { "name", "config" }, { "part", new FhirElement("Parameters.parameter") { { "resource", nested } } },
        };
        var parts = Gateway.IsConsented(person, 8,
            ("config", ParameterValue.Parts(("ignoreVersionNumber", true), ("requestDate", day))));
        var inNamelessPart = Gateway.IsConsented(person, 8);
        inNamelessPart.Add("parameter", nameless);

        foreach (var body in new[] { Gateway.IsConsented(person, 8, ("config", nested)), parts, inNamelessPart })
            Assert.False(Parameters.Read(await app.AskAsync("$isConsented", body)).Boolean("consented"));
        Assert.True(await app.IsConsentedAsync(person, 8));
    }

    [Fact]
    public async Task A_policy_may_be_named_by_its_name_and_in_any_version()
    {
        var person = Sample.NewPerson();
        await app.RecordAsync(Sample.Consent(person));
        foreach (var system in new[]
        {
            "https://ths-greifswald.de/fhir/CodeSystem/gics/Policy",
            "https://ths-greifswald.de/fhir/CodeSystem/gics/Policy/MII",
                "https://mii.de/fhir/CodeSystem/gics/Policy/MII",
        })
        {
            var named = Gateway.Person(person,
                ("policy", new Coding(system, "MDAT_erheben")), ("config", Config(("ignoreVersionNumber", true))));
            Assert.True(Parameters.Read(await app.AskAsync("$isConsented", named)).Boolean("consented"));
        }
    }

    [Fact]
    public async Task Two_slashes_are_one()
    {
        var person = Sample.NewPerson();
        await app.RecordAsync(Sample.Consent(person));
        using var response = await app.SendAsync("/$isConsented", Gateway.IsConsented(person, 8), "diz");
        Assert.True(Parameters.Read(await Gateway.ReadAsync(response)).Boolean("consented"));
    }

    [Fact]
    public async Task A_technical_client_may_sign_in_with_basic()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Gateway.Base}/$isConsented")
        {
            Content = Gateway.Content(Gateway.IsConsented("nobody", 8), FhirFormat.Json),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"diz:{ConsentApp.ClientSecret}")));
        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.False(Parameters.Read(await Gateway.ReadAsync(response)).Boolean("consented"));
    }

    [Theory]
    [InlineData("Basic Og==")]
    [InlineData("Bearer nonsense")]
    [InlineData("")]
    public async Task Whoever_is_nobody_gets_401(string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Gateway.Base}/$isConsented")
        {
            Content = Gateway.Content(Gateway.IsConsented("nobody", 8), FhirFormat.Json),
        };
        if (authorization.Length > 0) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        await Gateway.RefusedAsync(response, 401);
    }

    [Fact]
    public async Task A_role_that_may_not_is_refused()
    {
        using var record = await app.SendAsync(
            "$addConsent", Gateway.Content(Gateway.AddConsent(Sample.NewPerson()).ToJsonString()), "diz");
        await Gateway.RefusedAsync(record, 403);
        using var read = await app.SendAsync("$allConsentsForDomain", Parameters.Of(("domain", "MII")), "auditor");
        await Gateway.RefusedAsync(read, 403);
    }

    [Fact]
    public async Task Capabilities_name_the_operations_without_signing_in()
    {
        using var response = await app.Client.GetAsync(
            $"{Gateway.Base}/metadata?_elements=rest.operation", TestContext.Current.CancellationToken);
        var statement = await Gateway.ReadAsync(response);
        var names = statement["rest"]!.All("operation").Select(operation => operation.Text("name")).ToList();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("allConsentsForDomain", names);
        Assert.Contains("allConsentsForPerson", names);
        Assert.Equal(11, names.Count);
    }

    [Fact]
    public async Task An_unknown_person_has_an_empty_list_and_no_consent()
    {
        foreach (var operation in new[]
        {
            "$allConsentsForPerson", "$currentPolicyStatesForPerson", "$allPolicyStatesForPerson",
                "$policyStatesForPerson",
            "$currentConsentForPersonAndTemplate",
        })
        {
            var answer = await app.AskAsync(operation, Gateway.Person(
                "nobody at all", ("template", "MII;Patienteneinwilligung MII;1.6.d")));
            Assert.Equal("0", answer.Text("total"));
            Assert.Empty(answer.All("entry"));
        }

        Assert.False(await app.IsConsentedAsync("nobody at all", 8));
    }

    static FhirResource Config(params (string Name, ParameterValue Value)[] parameters) => Parameters.Of(parameters);
}
