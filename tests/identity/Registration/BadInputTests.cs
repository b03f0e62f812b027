using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities.Tests;

public sealed class BadInputTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    const string Path = "/api/identity/registrations";

    [Theory]
    [InlineData("{\"familyName\":\"\"}", "required", "identity.familyName")]
    [InlineData("{\"birthDate\":null}", "required", "identity.birthDate")]
    [InlineData("{\"birthDate\":\"2025-02-29\"}", "date-invalid", "identity.birthDate")]
    [InlineData("{\"birthDate\":\"29.02.2024\"}", "date-invalid", "identity.birthDate")]
    [InlineData("{\"birthDate\":\"2999-01-01\"}", "date-in-future", "identity.birthDate")]
    [InlineData("{\"birthDate\":\"1700-01-01\"}", "date-out-of-range", "identity.birthDate")]
    [InlineData("{\"gender\":\"w\"}", "value-unknown", "identity.gender")]
    [InlineData("{\"vitalStatus\":\"undead\"}", "value-unknown", "identity.vitalStatus")]
    [InlineData("{\"givenName\":\"<script>\"}", "markup-not-allowed", "identity.givenName")]
    [InlineData("{\"givenName\":\"Zero\\u0000\"}", "character-not-allowed", "identity.givenName")]
    [InlineData("{\"givenName\":\"\\u202eevE\"}", "character-not-allowed", "identity.givenName")]
    [InlineData("{\"identifiers\":[{\"authority\":\"nobody\",\"value\":\"1\"}]}", "authority-unknown",
        "identity.identifiers[0].authority")]
    [InlineData("{\"identifiers\":[{\"authority\":\"patient-number\",\"value\":\" \"}]}", "identifier-invalid",
        "identity.identifiers[0].value")]
    [InlineData("{\"contacts\":[{\"validFrom\":\"2026-02-01\",\"validTo\":\"2026-01-01\"}]}", "period-invalid",
        "identity.contacts[0].validTo")]
    [InlineData("{\"values\":{\"na me\":\"x\"}}", "field-unknown", "identity.values")]
    public async Task A_fault_is_named_with_its_place_and_nothing_is_stored(string change, string code, string path)
    {
        var before = await app.CountAsync("select count(*) from audit.entries");
        var body = JsonSerializer.SerializeToNode(new RegisterIdentity(IdentityApp.Domain, "default", People.New()),
            JsonSerializerOptions.Web)!;
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
            body["identity"]![name] = value?.DeepClone();

        var problem = await RefusedAsync(HttpStatusCode.BadRequest, body);
        Assert.Equal((code, path), ((string?)problem["code"], (string?)problem["path"]));
        Assert.Equal(before, await app.CountAsync("select count(*) from audit.entries"));
    }

    [Theory]
    [InlineData("domain", "elsewhere", HttpStatusCode.NotFound, "domain-unknown")]
    [InlineData("source", "elsewhere", HttpStatusCode.NotFound, "source-unknown")]
    [InlineData("saveAction", "maybe", HttpStatusCode.BadRequest, "value-unknown")]
    [InlineData("colour", "blue", HttpStatusCode.BadRequest, "malformed-json")]
    public async Task So_is_one_beside_the_identity(string name, string value, HttpStatusCode status, string code)
    {
        var body = JsonSerializer.SerializeToNode(new RegisterIdentity(IdentityApp.Domain, "default", People.New()),
            JsonSerializerOptions.Web)!;
        body[name] = value;
        Assert.Equal(code, (string?)(await RefusedAsync(status, body))["code"]);
    }

    [Fact]
    public async Task Somebody_of_another_domain_is_nobody()
    {
        var registered = await app.RegisterAsync(People.New());
        using var request = new HttpRequestMessage(
            HttpMethod.Post, $"/api/identity/persons/{registered.Person}/view")
        { Content = Json(new JsonObject()) };
        request.Headers.Authorization = new("Bearer", app.Tokens.For("lead", "another"));
        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_stale_version_changes_nothing()
    {
        var somebody = People.New();
        var registered = await app.RegisterAsync(somebody);
        using var request = app.Request(HttpMethod.Post,
            $"/api/identity/persons/{registered.Person}/deactivation", new { }, "lead");
        request.Headers.TryAddWithoutValidation("If-Match", "\"7\"");
        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.PreconditionFailed, response.StatusCode);
    }

    async Task<JsonNode> RefusedAsync(HttpStatusCode status, JsonNode body)
    {
        using var response = await app.PostAsync(Path, Json(body), "ward");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == response.StatusCode, $"{response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    static StringContent Json(JsonNode body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");
}
