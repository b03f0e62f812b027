using System.Net.Http.Headers;
using TrustCenter.Fhir;

namespace TrustCenter.Identities.Tests;

/// <summary>The committed examples, sent one after the other. What only the server can give takes the place of what
/// stands in the files.</summary>
public sealed class DispatcherExampleTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    const string Pseudonym = "PSN-4711";

    readonly Sites _sites = new(app);
    readonly Dictionary<string, string> _values = [];

    [Fact]
    public async Task Every_example_is_answered()
    {
        await _sites.OpenAsync();
        _values["herzstudie"] = _sites.Name;
        _values["RWluIEZpbHRlciBlaW5lciBQZXJzb24uIA=="] = _sites.Filter(Sites.Person(1));
        var first = await SendAsync("request-psn-from-bf", "$requestPsnFromBfWorkflow");
        _values[Pseudonym] = Parameters.Read(first).Part("pseudonym-bf").Identifier("pseudonym")!.Value!;
        var study = Parameters.Read(await SendAsync("request-psn", "$requestPsnWorkflow")).Part("pseudonym")
            .Identifier("pseudonym")!.Value;
        Assert.Equal("MSG_UPDATED", (await SendAsync("update-bf", "$updateBf")).Text("issue.details.coding.code"));
        Assert.Empty(Parameters.Read(await SendAsync("request-tasks", "$requestTasks")).Names);
        var entry = Assert.Single(Bundle.Entries(await SendAsync("pseudonymize-patient", "")));
        Assert.Equal([_values[Pseudonym], study], Parameters.Read(entry.Resource!).Parts("pseudonym")
            .Select(part => part.Identifier("value")!.Value));
        await SendAsync("provide-patient-data", "$providePatientData", 404); // nothing waits
        Assert.Equal(6, Directory.EnumerateFiles(Folder(), "dispatcher-*").Count());
    }

    async Task<FhirResource> SendAsync(string example, string operation, int status = 200)
    {
        var body = await File.ReadAllTextAsync(
            Path.Combine(Folder(), $"dispatcher-{example}-request.json"), TestContext.Current.CancellationToken);
        foreach (var (text, value) in _values) body = body.Replace(text, value, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{DispatcherService.Prefix}/{operation}")
        {
            Content = Epix.Content(body),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", app.Tokens.Of(_sites.Client("north"), ["site"], ["*"]));
        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await Epix.ReadAsync(response, status);
    }

    static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "TrustCenter.sln"))) folder = folder.Parent;
        return Path.Combine(folder.FullName, "contracts", "fhir", "examples", "valid");
    }
}
