using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using TrustCenter.Fhir;

namespace TrustCenter.Identities.Tests;

/// <summary>Talks to the gateway as clients do.</summary>
static class Epix
{
    public const string Base = EpixNames.Prefix;
    public const string Json = "application/fhir+json";
    public const string Xml = "application/fhir+xml";

    public static async Task<HttpResponseMessage> SendAsync(
        this IdentityApp app, string path, HttpContent? content, string role = "clerk", string? accept = null,
        string[]? domains = null, HttpMethod? method = null, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", app.Tokens.For(role, domains ?? []));
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        return await (client ?? app.Client).SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static Task<HttpResponseMessage> SendAsync(
        this IdentityApp app, string path, FhirResource body, string role = "clerk",
        FhirFormat format = FhirFormat.Json, string[]? domains = null) =>
        app.SendAsync(path, Content(body, format), role, domains: domains);

    public static async Task<FhirResource> AskAsync(
        this IdentityApp app, string operation, FhirResource body, string role = "clerk",
        FhirFormat format = FhirFormat.Json)
    {
        using var response = await app.SendAsync($"{Base}/{operation}", body, role, format);
        return await ReadAsync(response);
    }

    public static async Task<FhirResource> SearchAsync(
        this IdentityApp app, string type, params (string Name, string Value)[] parameters)
    {
        using var response = await app.SendAsync($"{Base}/{type}/_search", Form(parameters));
        return await ReadAsync(response);
    }

    public static FormUrlEncodedContent Form(params (string Name, string Value)[] parameters) =>
        new(parameters.Select(parameter => new KeyValuePair<string, string>(parameter.Name, parameter.Value)));

    public static HttpContent Content(FhirResource body, FhirFormat format = FhirFormat.Json) =>
        Content(FhirDocument.ToBytes(format, body), format == FhirFormat.Xml ? Xml : Json);

    public static HttpContent Content(string body, string type = Json) => Content(Encoding.UTF8.GetBytes(body), type);

    public static HttpContent Content(byte[] body, string type)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    /// <summary>A resource that keeps all that R4 demands.</summary>
    public static async Task<FhirResource> ReadAsync(
        HttpResponseMessage response, int status = 200, FhirReadOptions? options = null)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} {Encoding.UTF8.GetString(bytes)}");
        var format = response.Content.Headers.ContentType?.MediaType == Xml ? FhirFormat.Xml : FhirFormat.Json;
        var input = FhirDocument.Parse(format, bytes, options ?? FhirReadOptions.Strict);
        Assert.True(input.IsValid, input.Problems.ToString());
        return input.Resource;
    }

    public static async Task<FhirResource> RefusedAsync(HttpResponseMessage response, int status)
    {
        var outcome = await ReadAsync(response, status);
        Assert.Equal("OperationOutcome", outcome.TypeName);
        return outcome;
    }

    /// <summary>Somebody new, with a local identifier of the hospital.</summary>
    public static (FhirResource Patient, string Number, string Family) Somebody(
        string? family = null, string given = "Stefanie", string? birthDate = null, string gender = "female")
    {
        var number = $"ABC_{RandomNumberGenerator.GetHexString(16)}";
        family ??= Letters();
        return (Patient(family, given, birthDate ?? Born(family), gender, number), number, family);
    }

    /// <summary>A birth date of those of a name, so that strangers are not alike.</summary>
    public static string Born(string family, int later = 0)
    {
        var day = new DateOnly(1930, 1, 1).AddDays(Number(family, 25_000));
        day = day.AddDays(-Math.Max(0, day.Day - 27)); // the day after is in the same month
        return day.AddDays(later).ToString("yyyy-MM-dd", null);
    }

    static int Number(string text, int most) => text.Aggregate(7, (sum, c) => (sum * 31 + c) % 1_000_003) % most;

    public static FhirResource Patient(
        string family, string given, string birthDate, string gender, string? number) => new("Patient")
        {
            { "meta", new FhirElement("Meta") { { "profile", EpixNames.PatientProfile } } },
            { "identifier", number is null ? null : new Identifier(EpixNames.Identifiers + "patient-number", number) },
            { "name", new FhirElement("HumanName") { { "family", family }, { "given", given } } },
            { "gender", gender }, { "birthDate", birthDate },
            {
                "address", new FhirElement("Address")
                {
                    { "line", $"{family[..6]}weg {Number(family, 200) + 1}" }, { "city", "Greifswald" },
                    { "postalCode", $"{10_000 + Number(family, 80_000)}" },
                }
            },
        };

    public static FhirResource Adding(
        FhirResource patient, string action = "SAVE_ALL", bool force = false, string domain = IdentityApp.Domain,
        string source = "kis") => Parameters.Of(
            ("domain", domain), ("source", source), ("identity", patient),
            ("saveAction", new Coding("https://ths-greifswald.de/fhir/CodeSystem/epix/SaveAction", action)),
            ("forceReferenceUpdate", force));

    public static Identifier Mpi(string id) => new(EpixNames.Mpi, id);

    public static Identifier Number(string number) => new(EpixNames.Identifiers + "patient-number", number);

    /// <summary>Registers somebody and gives the id, the keys and the number.</summary>
    public static async Task<(string MpiId, Guid Person, Guid Identity, string Number, string Family)> KnownAsync(
        this IdentityApp app, string? family = null, string given = "Stefanie", string? birthDate = null,
        string gender = "female")
    {
        var (patient, number, name) = Somebody(family, given, birthDate, gender);
        var answer = await app.AskAsync("$addPatient", Adding(patient));
        var result = Parameters.Read(answer).Part("matchResult");
        var person = result.Resource("mpiPerson", "Person")!;
        return (person.Text("identifier.value")!, Guid.Parse(person.Id!), Linked(person)[^1], number, name);
    }

    public static string? Status(FhirResource answer) =>
        Parameters.Read(answer).Part("matchResult").Coding("matchStatus")?.Code;

    public static Guid[] Linked(FhirResource person) =>
        [.. person.All("link").Select(link => Guid.Parse(link.Text("target.reference")!["Patient/".Length..]))];

    public static Guid Reference(FhirResource person) => Assert.Single(person.All("link")
        .Where(link => link.Text("assurance") == "level4")
        .Select(link => Guid.Parse(link.Text("target.reference")!["Patient/".Length..])));

    public static string Text(FhirResource resource) => FhirJson.ToText(resource);

    public static string Letters() => RandomNumberGenerator.GetString("abcdefghiklmnoprstu", 12);

    public static Task<long> StoredAsync(this IdentityApp app) => app.CountAsync("select count(*) from events.events");
}
