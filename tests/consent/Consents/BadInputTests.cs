using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TrustCenter.Consents.Tests;

/// <summary>Whatever comes in: a 4xx that names the place, nothing stored, never a 5xx.</summary>
public sealed class BadInputTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    public static TheoryData<string, string, int, string> Faults => new()
    {
        { "a day that does not exist", """{"signedAt":"2024-02-31"}""", 400, "signedAt" },
        { "a time without offset", """{"signedAt":"2024-02-28T10:00:00"}""", 400, "signedAt" },
        { "a signature in the future", """{"signedAt":"2999-01-01"}""", 422, "signedAt" },
        { "a signature before 1900", """{"signedAt":"1899-12-31"}""", 422, "signedAt" },
        { "a signature before birth", """{"birthDate":"2024-06-01"}""", 422, "signedAt" },
        { "a birth date that does not exist", """{"birthDate":"1990-04-31"}""", 400, "birthDate" },
        { "an unknown template", """{"template":"Nobody knows|9"}""", 404, "template" },
        { "an unknown domain", """{"domain":"Nowhere"}""", 404, "domain" },
        { "an unknown module", """{"answers":{"Nothing":"accepted"}}""", 422, "answers.Nothing" },
        { "an answer nobody knows", """{"answers":{"BIOMAT_erheben_lagern_nutzen":"maybe"}}""", 400, "answers.BIOMAT" },
        { "a mandatory module unanswered", """{"answers":{"BIOMAT_erheben_lagern_nutzen":"accepted"}}""", 422,
            "answers.PATDAT" },
        { "nobody", """{"identifiers":[]}""", 400, "identifiers" },
        { "an identifier type nobody knows", """{"identifiers":[{"type":"Shoe size","value":"42"}]}""", 422,
            "identifiers[0].type" },
        { "an empty identifier", """{"identifiers":[{"type":"Pseudonym","value":""}]}""", 400, "identifiers[0].value" },
        { "nobody signed", """{"signers":[]}""", 422, "signers" },
        { "a signer's role nobody knows", """{"signers":[{"role":"neighbour"}]}""", 400, "signers[0].role" },
        { "a signature that is no picture", """{"signers":[{"role":"patient","image":"bm8="}]}""", 400,
            "signers[0].image" },
        { "a scan that is not what it says", """{"scans":[{"contentType":"application/pdf","data":"bm8="}]}""", 400,
            "scans[0]" },
        { "a member nobody knows", """{"signedOn":"2024-03-01"}""", 400, "signedOn" },
        { "a number for a text", """{"template":17}""", 400, "template" },
        { "null for a required text", """{"domain":null}""", 400, "domain" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_is_named_and_nothing_is_stored(string what, string patch, int status, string place)
    {
        var before = await StoredAsync();
        var body = JsonSerializer.SerializeToNode(Sample.Consent(Sample.NewPerson()),
            JsonSerializerOptions.Web)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(patch)!.AsObject()) body[name] = value?.DeepClone();

        using var response = await SendAsync(body.ToJsonString());
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.True((int)response.StatusCode == status, $"{what}: {(int)response.StatusCode} {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(place, text, StringComparison.Ordinal);
        Assert.Equal(before, await StoredAsync());
    }

    [Fact]
    public async Task A_megabyte_of_nested_json_is_refused()
    {
        using var response = await SendAsync(new string('[', 1_000_000));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_huge_body_is_refused()
    {
        using var response = await SendAsync(new string(' ', 13 * 1024 * 1024) + "{}");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    public async Task Another_content_type_is_refused(string contentType)
    {
        using var response = await SendAsync("{}", contentType);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("\u0000")]
    [InlineData("""{"domain":"\ud800"}""")]
    [InlineData("""{"domain":"MII","domain":"MII"}""")]
    public async Task Broken_json_is_refused(string body)
    {
        using var response = await SendAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("/api/consent/check", """{"domain":"MII","identifiers":[{"type":"Pseudonym","value":"x"}]}""",
        "policy")]
    [InlineData("/api/consent/check",
        """{"domain":"MII","identifiers":[{"type":"Pseudonym","value":"x"}],"policy":"nonsense"}""", "policy")]
    [InlineData("/api/consent/check",
        """{"domain":"MII","identifiers":[{"type":"Pseudonym","value":"x"}],"purpose":"fun"}""", "purpose")]
    [InlineData("/api/consent/check",
        """{"domain":"MII","identifiers":[{"type":"Pseudonym","value":"x"}],"purpose":"insurance","at":"31.02.2024"}""",
        "at")]
    [InlineData("/api/consent/check", """{"domain":"MII","identifiers":[],"purpose":"research-mdat"}""", "identifiers")]
    [InlineData("/api/consent/withdrawals",
        """{"domain":"MII","identifiers":[{"type":"Pseudonym","value":"nobody-at-all"}]}""", "identifiers")]
    [InlineData("/api/consent/window",
        """{"domain":"MII","identifiers":[{"type":"Pseudonym","value":"x"}],"purpose":"fun"}""", "purpose")]
    public async Task Questions_are_read_as_strictly(string path, string body, string place)
    {
        using var response = await SendAsync(body, path: path,
            role: path.EndsWith("withdrawals", StringComparison.Ordinal) ? "clerk" : "diz");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.InRange((int)response.StatusCode, 400, 499);
        Assert.Contains($"\"path\":\"{place}", text, StringComparison.Ordinal);
    }

    async Task<HttpResponseMessage> SendAsync(
        string body, string contentType = "application/json", string path = "/api/consent/consents",
            string role = "ward")
    {
        using var content = new StringContent(body, Encoding.UTF8, contentType);
        using var request = app.Request(HttpMethod.Post, path, content, role);
        request.Headers.ExpectContinue = body.Length > 1_000_000;
        return await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    Task<long> StoredAsync() => app.CountAsync("""
        select (select count(*) from events.events) + (select count(*) from consent.documents)
            + (select count(*) from consent.signer_ids) + (select count(*) from vault.keys)
            + (select count(*) from vault.items)
        """);
}
