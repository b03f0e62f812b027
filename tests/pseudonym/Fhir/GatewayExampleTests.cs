namespace TrustCenter.Pseudonyms.Tests;

/// <summary>The committed examples, sent one after the other.</summary>
public sealed class GatewayExampleTests(PseudonymApp app) : IClassFixture<PseudonymApp>
{
    [Fact]
    public async Task Every_example_is_answered()
    {
        await app.DomainAsync(
            new(Deletable: true, ResolvableBy: [new("lead-1", "quality assurance")]), "Study-A");
        await app.DomainAsync(new(Several: true), "Samples");
        var order = new (string Example, string Path)[]
        {
            ("insert-pairs", $"{Gateway.Base}/$insertValuePseudonymPairs"),
            ("pseudonymize-allow-create", $"{Gateway.Base}/$pseudonymizeAllowCreate"),
            ("pseudonymize", $"{Gateway.Base}/$pseudonymize"),
            ("de-pseudonymize", $"{Gateway.Base}/$dePseudonymize"),
            ("pseudonymize-secondary", $"{Gateway.Base}/$pseudonymize-secondary"),
            ("mii-pseudonymize", $"{Gateway.Mii}/$pseudonymize"),
            ("mii-de-pseudonymize", $"{Gateway.Mii}/$de-pseudonymize"),
            ("mii-pseudonymize-multiple", $"{Gateway.Mii}/$pseudonymize-multiple"),
            ("mii-batch", Gateway.Mii),
            ("anonymize-originals", $"{Gateway.Base}/$anonymizeOriginals"),
            ("delete-pseudonyms", $"{Gateway.Base}/$deletePseudonyms"),
        };
        foreach (var (example, path) in order)
        {
            var body = await File.ReadAllTextAsync(
                Path.Combine(Folder(), $"pseudonym-{example}-request.json"), TestContext.Current.CancellationToken);
            using var response = await app.SendAsync(path, Gateway.Content(body), "lead");
            Assert.DoesNotContain("OperationOutcome", Gateway.Text(await Gateway.ReadAsync(response)),
                StringComparison.Ordinal);
        }

        Assert.Equal(order.Length, Directory.EnumerateFiles(Folder(), "pseudonym-*").Count());
    }

    static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "TrustCenter.sln"))) folder = folder.Parent;
        return Path.Combine(folder.FullName, "contracts", "fhir", "examples", "valid");
    }
}
