using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using TrustCenter.Fhir;

namespace TrustCenter.Pseudonyms.Tests;

/// <summary>Talks to the gateway as pipelines do.</summary>
public static class Gateway
{
    public const string Base = GatewayNames.Prefix;
    public const string Mii = GatewayNames.MiiPrefix;
    public const string Json = "application/fhir+json";
    public const string Xml = "application/fhir+xml";

    /// <summary>The user and secret of the technical client that the tests know.</summary>
    public static AuthenticationHeaderValue Basic { get; } = new("Basic",
        Convert.ToBase64String("diz:a-secret-of-the-tests-only"u8));

    public static async Task<HttpResponseMessage> SendAsync(
        this PseudonymApp app, string path, HttpContent content, string role = "diz", string? accept = Json,
        AuthenticationHeaderValue? authorization = null, string[]? domains = null, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Authorization = authorization ?? new("Bearer", app.Tokens.For(role, domains ?? []));
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        return await (client ?? app.Client).SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>As the technical client, in JSON.</summary>
    public static Task<HttpResponseMessage> AsClientAsync(
        this PseudonymApp app, string path, string body, string type = Json, string? accept = Json) =>
        app.SendAsync(path, Content(body, type), accept: accept, authorization: Basic);

    public static Task<HttpResponseMessage> SendAsync(
        this PseudonymApp app, string path, FhirResource body, string role = "diz",
        FhirFormat format = FhirFormat.Json) => app.SendAsync(path, Content(body, format), role, accept: null);

    public static HttpContent Content(FhirResource body, FhirFormat format = FhirFormat.Json) =>
        Content(FhirDocument.ToBytes(format, body), format == FhirFormat.Xml ? Xml : Json);

    public static HttpContent Content(string body, string type = Json) => Content(Encoding.UTF8.GetBytes(body), type);

    static ByteArrayContent Content(byte[] body, string type)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    /// <summary>The answer to a request that must succeed.</summary>
    public static async Task<FhirResource> AskAsync(
        this PseudonymApp app, string path, FhirResource body, string role = "diz",
        FhirFormat format = FhirFormat.Json)
    {
        using var response = await app.SendAsync(path, body, role, format);
        return await ReadAsync(response);
    }

    public static async Task<FhirResource> ReadAsync(HttpResponseMessage response, int status = 200)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} {Encoding.UTF8.GetString(bytes)}");
        var format = response.Content.Headers.ContentType?.MediaType == Xml ? FhirFormat.Xml : FhirFormat.Json;
        var input = FhirDocument.Parse(format, bytes, FhirReadOptions.Strict);
        Assert.True(input.IsValid, input.Problems.ToString());
        return input.Resource;
    }

    /// <summary>The OperationOutcome of a request that must be refused.</summary>
    public static async Task<FhirResource> RefusedAsync(HttpResponseMessage response, int status)
    {
        var outcome = await ReadAsync(response, status);
        Assert.Equal("OperationOutcome", outcome.TypeName);
        return outcome;
    }

    public static async Task<JsonNode> JsonAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    public static FhirResource Asking(string domain, params string[] originals) => Parameters.Of(
        [("target", domain), .. originals.Select(original => ("original", (ParameterValue)original))]);

    public static FhirResource Resolving(string domain, params string[] pseudonyms) => Parameters.Of(
        [("target", domain), .. pseudonyms.Select(pseudonym => ("pseudonym", (ParameterValue)pseudonym))]);

    public static FhirResource Pairs(params (string Domain, string Original, string Pseudonym)[] triples) =>
        Parameters.Of(triples.Select(triple => ("pseudonym", ParameterValue.Parts(("target", triple.Domain),
            ("original", triple.Original), ("value", triple.Pseudonym)))));

    public static FhirResource Further(params (string Domain, string Original, ParameterValue Count)[] triples) =>
        Parameters.Of(triples.Select(triple => ("original", ParameterValue.Parts(("target", triple.Domain),
            ("value", triple.Original), ("count", triple.Count)))));

    /// <summary>The texts of a part of every parameter of a name.</summary>
    public static string[] Values(FhirResource answer, string parameter, string part) =>
        [.. Parameters.Read(answer).Parts(parameter).Select(parts => parts.Identifier(part)!.Value!)];

    public static string[] Codes(FhirResource answer, string parameter, string part = "result-code") =>
        [.. Parameters.Read(answer).Parts(parameter).Select(parts => parts.Coding(part)!.Code!)];

    public static string[] Names(FhirResource answer) => [.. Parameters.Read(answer).Names];

    public static string Text(FhirResource resource) => FhirJson.ToText(resource);
}
