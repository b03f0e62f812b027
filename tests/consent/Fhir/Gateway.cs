using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using TrustCenter.Fhir;

namespace TrustCenter.Consents.Tests;

/// <summary>Talks to the gateway as pipelines do.</summary>
public static class Gateway
{
    public const string Base = "/ttp-fhir/fhir/gics";

    public static string Examples { get; } = Path.Combine(Root(), "contracts", "fhir", "examples", "valid");

    public static string Example(string name) =>
        File.ReadAllText(Path.Combine(Examples, $"gateway-{name}-request.json"));

    public static FhirResource Person(
        string person, params (string Name, ParameterValue Value)[] more) => Parameters.Of(
        [("personIdentifier", Identifier(person)), ("domain", "MII"), .. more]);

    public static Identifier Identifier(string value, string type = "Pseudonym") =>
        new(GatewayNames.SignerId + type, value);

    public static Coding Policy(int arc) => new(PolicyCode.MiiSystem, $"{PolicyCode.MiiPrefix}{arc}");

    public static FhirResource IsConsented(string person, int arc, params (string Name, ParameterValue Value)[] more) =>
        Person(person, [("policy", Policy(arc)), ("version", "1.1"), .. more]);

    public static Task<HttpResponseMessage> SendAsync(
        this ConsentApp app, string operation, HttpContent content, string role = "clerk", string? accept = null)
    {
        var request = app.Request(HttpMethod.Post, $"{Base}/{operation}", content, role);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        return app.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static Task<HttpResponseMessage> SendAsync(
        this ConsentApp app, string operation, FhirResource body, string role = "clerk",
        FhirFormat format = FhirFormat.Json) => app.SendAsync(operation, Content(body, format), role);

    public static HttpContent Content(FhirResource body, FhirFormat format, string? mediaType = null) =>
        Content(FhirDocument.ToBytes(format, body),
            mediaType ?? (format == FhirFormat.Xml ? "application/fhir+xml" : "application/fhir+json"));

    public static HttpContent Content(byte[] body, string mediaType)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return content;
    }

    public static HttpContent Content(string body, string mediaType = "application/fhir+json") =>
        Content(Encoding.UTF8.GetBytes(body), mediaType);

    /// <summary>The answer to a request that must succeed.</summary>
    public static async Task<FhirResource> AskAsync(
        this ConsentApp app, string operation, FhirResource body, string role = "clerk")
    {
        using var response = await app.SendAsync(operation, body, role);
        return await ReadAsync(response);
    }

    public static async Task<FhirResource> ReadAsync(HttpResponseMessage response)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {Encoding.UTF8.GetString(bytes)}");
        var format = response.Content.Headers.ContentType?.MediaType == "application/fhir+xml"
            ? FhirFormat.Xml : FhirFormat.Json;
        var input = FhirDocument.Parse(format, bytes, FhirReadOptions.Strict);
        Assert.True(input.IsValid, input.Problems.ToString());
        return input.Resource;
    }

    /// <summary>The OperationOutcome of a request that must be refused.</summary>
    public static async Task<FhirResource> RefusedAsync(HttpResponseMessage response, int status)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} {Encoding.UTF8.GetString(bytes)}");
        var format = response.Content.Headers.ContentType?.MediaType == "application/fhir+xml"
            ? FhirFormat.Xml : FhirFormat.Json;
        var input = FhirDocument.Parse(format, bytes);
        Assert.True(input.IsValid, input.Problems.ToString());
        Assert.Equal("OperationOutcome", input.Resource.TypeName);
        return input.Resource;
    }

    public static async Task<bool> IsConsentedAsync(
        this ConsentApp app, string person, int arc, params (string Name, ParameterValue Value)[] more)
    {
        var answer = await app.AskAsync("$isConsented", IsConsented(person, arc, more), "diz");
        return Parameters.Read(answer).Boolean("consented")!.Value;
    }

    public static string Text(FhirResource resource) => FhirJson.ToText(resource);

    public static JsonNode Json(FhirResource resource) => JsonNode.Parse(Text(resource))!;

    /// <summary>An <c>$addConsent</c> for a person, from the example, with a change.</summary>
    public static JsonObject AddConsent(string person, Action<JsonObject>? change = null)
    {
        var body = JsonNode.Parse(Example("add-consent").Replace("exa-psn-0002", person,
            StringComparison.Ordinal))!.AsObject();
        change?.Invoke(body);
        return body;
    }

    public static JsonNode Resource(this JsonObject parameters, string name) => parameters["parameter"]!.AsArray()
        .First(parameter => (string)parameter!["name"]! == name)!["resource"]!;

    static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "TrustCenter.sln"))) folder = folder.Parent;
        return folder.FullName;
    }
}
