using System.Net;
using System.Text.Json.Nodes;

namespace TrustCenter.Consents.Tests;

/// <summary>A form's life over HTTP: draft, change, final, retired.</summary>
public sealed class TemplateHttpTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    const string Forms = "/api/consent/domains/MII/templates";

    [Fact]
    public async Task A_form_with_a_placeholder_cannot_be_made_final_and_a_final_one_cannot_be_changed()
    {
        var draft = await ShippedAsync();
        draft["name"] = "Formular des Hauses";
        draft["modules"]![0]!["text"] = "Die [Name der Einrichtung] fragt.";
        Assert.Equal(HttpStatusCode.Created, await PostAsync(Forms, draft));

        var form = $"{Forms}/{Uri.EscapeDataString("Formular des Hauses")}/{draft["version"]}";
        var (refused, why) = await SendAsync(HttpMethod.Post, $"{form}/final", new JsonObject());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused);
        Assert.Contains("modules[0].text", why, StringComparison.Ordinal);

        draft["modules"]![0]!["text"] = "Das Haus fragt.";
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Put, form, draft)).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Post, $"{form}/final", new JsonObject())).Status);
        draft["title"] = "Anders";
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(HttpMethod.Put, form, draft)).Status);
    }

    [Fact]
    public async Task A_second_domain_with_its_own_rules_is_a_matter_of_one_call()
    {
        var domain = new JsonObject
        {
            ["name"] = "GenomDE",
            ["settings"] =
                new JsonObject { ["signerIdTypes"] = new JsonArray("Fallnummer"), ["revokeIsPermanent"] = true },
        };

        Assert.Equal(HttpStatusCode.Created, await PostAsync("/api/consent/domains", domain));
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync("/api/consent/domains", domain));
    }

    async Task<JsonObject> ShippedAsync()
    {
        using var response = await app.GetAsync(
            $"{Forms}/{Uri.EscapeDataString("Patienteneinwilligung MII")}/1.6.d", "lead");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return (JsonNode.Parse(text)!["template"]?.DeepClone() ?? JsonNode.Parse(text)!).AsObject();
    }

    async Task<HttpStatusCode> PostAsync(string path, JsonNode body) =>
        (await SendAsync(HttpMethod.Post, path, body)).Status;

    async Task<(HttpStatusCode Status, string Text)> SendAsync(HttpMethod method, string path, JsonNode body)
    {
        using var content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var request = app.Request(method, path, content, "lead");
        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
