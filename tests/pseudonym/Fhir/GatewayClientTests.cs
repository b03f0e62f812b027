using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace TrustCenter.Pseudonyms.Tests;

/// <summary>
/// The requests that real clients send, byte for byte, and what each of their parsers needs of the answer.
/// </summary>
public sealed class GatewayClientTests(PseudonymApp app) : IClassFixture<PseudonymApp>
{
    const string Firely = "application/fhir+json; charset=utf-8";
    static readonly XNamespace Fhir = "http://hl7.org/fhir";

    static string Json(params (string Name, string Value)[] parameters) =>
        $$"""{"resourceType":"Parameters","parameter":[{{string.Join(',', parameters.Select(parameter =>
            $$"""{"name":"{{parameter.Name}}",{{parameter.Value}}}"""))}}]}""";

    static (string, string) Text(string name, string value) => (name, $"\"valueString\":\"{value}\"");

    [Fact]
    public async Task The_fhir_pseudonymizer_gets_an_identifier_in_the_first_parameter()
    {
        var domain = await app.DomainAsync(new(ResolvableBy: [new("diz", "research")]));
        async Task<JsonNode> Ask(string operation, string name, string value)
        {
            using var response = await app.AsClientAsync($"{Gateway.Base}/${operation}",
                Json(Text("target", domain), Text(name, value)), Firely, Firely);
            Assert.Equal("application/fhir+json", response.Content.Headers.ContentType!.MediaType);
            return await Gateway.JsonAsync(response);
        }

        var pseudonym = First(await Ask("pseudonymizeAllowCreate", "original", "12345"), "pseudonym");
        Assert.Equal(pseudonym, First(await Ask("pseudonymizeAllowCreate", "original", "12345"), "pseudonym"));
        Assert.Equal("12345", First(await Ask("dePseudonymize", "pseudonym", pseudonym), "original"));
    }

    [Fact]
    public async Task Its_Mii_mode_gets_texts()
    {
        var domain = await app.DomainAsync(new(ResolvableBy: [new("diz", "research")]));
        foreach (var address in new[] { Gateway.Base, Gateway.Mii })
        {
            using var made = await app.AsClientAsync($"{address}/$pseudonymize", Json(Text("target", domain),
                Text("original", "12345"), ("allowCreate", "\"valueBoolean\":true")), Firely, Firely);
            var pseudonym = (string)Named(await Gateway.JsonAsync(made), "pseudonym")["valueString"]!;
            Assert.Equal((await app.GetAsync(domain, "12345")).Results[0].Pseudonym, pseudonym);

            using var found = await app.AsClientAsync($"{Gateway.Mii}/$de-pseudonymize",
                Json(Text("target", domain), Text("pseudonym", pseudonym)), Firely, Firely);
            var original = Named(await Gateway.JsonAsync(found), "original");
            Assert.Equal("12345", (string)Part(original, "value")["valueIdentifier"]!["value"]!);
        }
    }

    [Fact]
    public async Task Its_entici_mode_gets_an_identifier()
    {
        var domain = await app.DomainAsync(name: "https://entici.invalid/patients");
        using var response = await app.AsClientAsync($"{Gateway.Base}/$pseudonymize", Json(
            ("identifier", $$"""
                "valueIdentifier":{"system":"{{domain}}","value":"12345"}
                """), ("resourceType", "\"valueCode\":\"Patient\""), Text("project", "project-1")), Firely, Firely);
        var pseudonym = (string)Named(await Gateway.JsonAsync(response), "pseudonym")["valueIdentifier"]!["value"]!;
        Assert.Equal((await app.GetAsync(domain, "12345")).Results[0].Pseudonym, pseudonym);
    }

    [Fact]
    public async Task FTSnext_finds_the_operation_and_pairs_in_every_parameter()
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, $"{Gateway.Base}/metadata?_elements=rest.operation");
        using var metadata = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Contains("pseudonymizeAllowCreate", Operations(await Gateway.JsonAsync(metadata)));

        var domain = await app.DomainAsync();
        string[] originals = ["Salt_4711", "PT336H_4711", "4711", "fall 7/ä|b", "4711"];
        using var response = await app.AsClientAsync($"{Gateway.Base}/$pseudonymizeAllowCreate",
            Json([Text("target", domain), .. originals.Select(original => Text("original", original))]));
        var found = (await Gateway.JsonAsync(response))["parameter"]!.AsArray().Select(parameter => (
            Original: (string)Part(parameter!, "original")["valueIdentifier"]!["value"]!,
            Pseudonym: (string)Part(parameter!, "pseudonym")["valueIdentifier"]!["value"]!)).ToList();
        Assert.Equal(originals, found.Select(pair => pair.Original));
        Assert.Equal(4, found.Select(pair => pair.Pseudonym).Distinct().Count());
    }

    [Fact]
    public async Task The_etl_processor_sends_plain_JSON_accepts_text_and_counts_in_texts()
    {
        const string Accept = "text/plain, */*";
        var single = await app.DomainAsync();
        using var one = await app.AsClientAsync($"{Gateway.Base}/$pseudonymizeAllowCreate",
            Json(Text("target", single), Text("original", "P1")), "application/json", Accept);
        Assert.NotEmpty(First(await Gateway.JsonAsync(one), "pseudonym"));

        var several = await app.DomainAsync(new(Several: true));
        using var more = await app.AsClientAsync($"{Gateway.Base}/$pseudonymize-secondary", Json(("original",
            $$"""
                "part":[{"name":"target","valueString":"{{several}}"},{"name":"value","valueString":"P1"},
                {"name":"count","valueString":"1"}]
                """)), "application/json", Accept);
        Assert.NotEmpty(First(await Gateway.JsonAsync(more), "value"));
    }

    [Fact]
    public async Task DicomShield_speaks_XML_to_both_kinds_of_servers()
    {
        var domain = await app.DomainAsync(new(ResolvableBy: [new("diz", "research")]));
        async Task<(string Original, string Pseudonym)[]> Ask(
            string path, string parameter, params (string Name, string Value)[] parameters)
        {
            var body = $"<?xml version='1.0' encoding='UTF-8'?><Parameters xmlns=\"{Fhir}\">"
                + "<id value=\"Pseudonymization-DicomShield\"/>"
                + string.Concat(parameters.Prepend(("target", domain)).Select(sent =>
                    $"<parameter><name value=\"{sent.Item1}\"/><valueString value=\"{sent.Item2}\"/></parameter>"))
                + "</Parameters>";
            using var response = await app.AsClientAsync(path, body, Gateway.Xml, "*/*");
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, text);
            return [.. XDocument.Parse(text).Root!.Elements(Fhir + "parameter").Select(element =>
            {
                Assert.Equal(parameter, Value(element, "name"));
                return (XmlPart(element, "original"), XmlPart(element, "pseudonym"));
            })];
        }

        var gpas = await Ask($"{Gateway.Base}/$pseudonymizeAllowCreate", "pseudonym",
            ("original", "A"), ("original", "B"));
        var mii = await Ask($"{Gateway.Base}/$pseudonymize", "pseudonym",
            ("allowCreate", "true"), ("original", "A"), ("original", "C"));
        Assert.Equal(["A", "B"], gpas.Select(pair => pair.Original));
        Assert.Equal(gpas[0], mii[0]);
        Assert.Equal("C", mii[1].Original);
        foreach (var path in new[] { $"{Gateway.Base}/$dePseudonymize", $"{Gateway.Mii}/$de-pseudonymize" })
        {
            Assert.Equal(gpas, await Ask(path, "original",
                ("pseudonym", gpas[0].Pseudonym), ("pseudonym", gpas[1].Pseudonym)));
        }
    }

    [Fact]
    public async Task Ttp_idm_sends_no_Accept_and_reads_errors_behind_what_was_found()
    {
        var domain = await app.DomainAsync();
        await app.CreateAsync(domain, "known");
        using var response = await app.AsClientAsync($"{Gateway.Base}/$pseudonymize",
            Json(Text("target", domain), Text("original", "unknown"), Text("original", "known")), accept: null);
        var parameters = (await Gateway.JsonAsync(response))["parameter"]!.AsArray();
        Assert.Equal(["pseudonym", "error"], parameters.Select(parameter => (string)parameter!["name"]!));
        Assert.Equal("known", (string)Part(parameters[0]!, "original")["valueIdentifier"]!["value"]!);
        Assert.Equal("unknown", (string)Part(parameters[1]!, "original")["valueIdentifier"]!["value"]!);
        Assert.Equal("Not Found", (string)Part(parameters[1]!, "error-code")["valueCoding"]!["display"]!);
    }

    [Fact]
    public async Task Clients_of_older_gPAS_are_served_where_that_is_switched_on()
    {
        var domain = await app.DomainAsync(new(ResolvableBy: [new("diz", "research")]));
        await using var older = await app.StartAsync(
            ("Pseudonym:OlderNames", "true"), ("Pseudonym:IdentifiersInAddresses", "true"));
        using var client = new HttpClient { BaseAddress = new(older.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = Gateway.Basic;
        var ct = TestContext.Current.CancellationToken;

        var got = JsonNode.Parse(await client.GetStringAsync(
            $"{Gateway.Base}/$pseudonymize-allow-create?domain={domain}&original=12345", ct))!["parameter"]![0]!;
        Assert.Equal("12345", (string)got["name"]!);
        var pseudonym = (string)got["valueString"]!;
        var back = JsonNode.Parse(await client.GetStringAsync(
            $"{Gateway.Base}/$de-pseudonymize?domain={domain}&pseudonym={pseudonym}", ct))!["parameter"]![0]!;
        Assert.Equal((pseudonym, "12345"), ((string)back["name"]!, (string)back["valueString"]!));

        using var posted = await app.SendAsync($"{Gateway.Base}/$pseudonymize-allow-create",
            Gateway.Content(Gateway.Asking(domain, "12345")), client: client, authorization: Gateway.Basic);
        Assert.Equal(pseudonym,
            (string)Part((await Gateway.JsonAsync(posted))["parameter"]![0]!, "pseudonym")["valueString"]!);
        using var resolved = await app.SendAsync($"{Gateway.Base}/$de-pseudonymize",
            Gateway.Content(Gateway.Resolving(domain, pseudonym)), client: client, authorization: Gateway.Basic);
        Assert.Equal("12345",
            (string)Part((await Gateway.JsonAsync(resolved))["parameter"]![0]!, "original")["valueString"]!);
        Assert.Contains("de-pseudonymize",
            Operations(JsonNode.Parse(await client.GetStringAsync($"{Gateway.Base}/metadata", ct))!));
    }

    [Fact]
    public async Task Older_names_and_addresses_with_identifiers_are_unknown_by_default()
    {
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, "$pseudonymize-allow-create?domain=D&original=canary-7"),
            (HttpMethod.Get, "$de-pseudonymize?domain=D&pseudonym=canary-7"),
            (HttpMethod.Post, "$pseudonymize-allow-create"), (HttpMethod.Post, "$de-pseudonymize"),
            (HttpMethod.Get, "$pseudonymizeAllowCreate?target=D&original=canary-7"),
        })
        {
            using var request = new HttpRequestMessage(method, $"{Gateway.Base}/{path}");
            request.Headers.Authorization = Gateway.Basic;
            using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True(response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed, path);
            Assert.DoesNotContain("canary-7", Gateway.Text(
                await Gateway.ReadAsync(response, (int)response.StatusCode)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Two_slashes_are_one()
    {
        var domain = await app.DomainAsync();
        using var response = await app.SendAsync(
            "/ttp-fhir//fhir/gpas//$pseudonymizeAllowCreate", Gateway.Asking(domain, "1"));
        await Gateway.ReadAsync(response);
    }

    static IEnumerable<string> Operations(JsonNode statement) => statement["rest"]!.AsArray()
        .SelectMany(rest => rest!["operation"]!.AsArray()).Select(operation => (string)operation!["name"]!);

    static string First(JsonNode answer, string part) =>
        (string)Part(answer["parameter"]![0]!, part)["valueIdentifier"]!["value"]!;

    static JsonNode Named(JsonNode answer, string name) =>
        answer["parameter"]!.AsArray().Single(parameter => (string)parameter!["name"]! == name)!;

    static JsonNode Part(JsonNode parameter, string name) =>
        parameter["part"]!.AsArray().Single(part => (string)part!["name"]! == name)!;

    static string XmlPart(XElement parameter, string name) => Value(parameter.Elements(Fhir + "part")
        .Single(part => Value(part, "name") == name).Element(Fhir + "valueIdentifier")!, "value");

    static string Value(XElement element, string name) => (string)element.Element(Fhir + name)!.Attribute("value")!;
}
