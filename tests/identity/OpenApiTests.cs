using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TrustCenter.Identities.Tests;

/// <summary>
/// The committed OpenAPI document is what the service serves. After a wanted change: TRUSTCENTER_WRITE_OPENAPI=1
/// ./test identity
/// </summary>
public sealed class OpenApiTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    [Fact]
    public async Task The_committed_document_is_the_served_one()
    {
        using var response = await app.GetAsync($"/openapi/{IdentitiesService.OpenApi}.json", "lead");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var served = Canonical(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var file = Committed();
        if (Environment.GetEnvironmentVariable("TRUSTCENTER_WRITE_OPENAPI") == "1")
            await File.WriteAllTextAsync(file, served, TestContext.Current.CancellationToken);

        var committed = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.True(served == committed, $"{Path.GetFileName(file)} is not what the service serves; first difference: "
            + FirstDifference(committed, served));
    }

    [Fact]
    public async Task Every_operation_says_what_it_does()
    {
        using var response = await app.GetAsync($"/openapi/{IdentitiesService.OpenApi}.json", "lead");
        var document = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        var silent = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Where(operation => operation.Value?["summary"] is null)
                .Select(operation => $"{operation.Key} {path.Key}"));

        Assert.True(document["paths"]!.AsObject().Count > 20);
        Assert.Empty(silent);
    }

    /// <summary>Without the address it happens to be served at.</summary>
    static string Canonical(string json)
    {
        var document = JsonNode.Parse(json)!.AsObject();
        document.Remove("servers");
        return document.ToJsonString(Indented) + "\n";
    }

    static string FirstDifference(string one, string other)
    {
        var (left, right) = (one.Split('\n'), other.Split('\n'));
        var at = Enumerable.Range(0, Math.Min(left.Length, right.Length)).FirstOrDefault(i => left[i] != right[i], -1);
        return at < 0
            ? $"{left.Length} and {right.Length} lines" : $"line {at + 1}: {left[at].Trim()} | {right[at].Trim()}";
    }

    static string Committed([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "contracts", "openapi",
            $"{IdentitiesService.OpenApi}.json");
}
