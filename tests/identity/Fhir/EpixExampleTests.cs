using TrustCenter.Fhir;

namespace TrustCenter.Identities.Tests;

/// <summary>The committed examples, sent one after the other. Ids that only the server can give take the place of
/// those in the files.</summary>
public sealed class EpixExampleTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    const string One = "2000000000015";
    const string Other = "2000000000022";
    const string Identity = "01990000-0000-7000-8000-000000000001";

    readonly Dictionary<string, string> _ids = [];

    [Fact]
    public async Task Every_example_is_answered()
    {
        var person = Part(await SendAsync("add-patient", "$addPatient")).Resource("mpiPerson")!;
        _ids[One] = person.Text("identifier.value")!;
        var other = await app.KnownAsync();
        _ids[Other] = other.MpiId;
        var updated = Parameters.Read(await SendAsync("update-patient", "$updatePatient"));
        _ids[Identity] = $"{Epix.Linked(updated.Resource("mpiPerson")!)[1]}";
        var reference = Parameters.Read(await SendAsync("set-reference-identity", "$setReferenceIdentity"));
        Assert.Equal(_ids[Identity], $"{Epix.Reference(reference.Resource("mpiPerson")!)}");
        Assert.Equal("1", (await SendAsync("match", "Patient/$match")).Text("total"));
        Assert.Equal(_ids[One], Parameters.Read(await SendAsync("ihe-pix", "Patient/$ihe-pix"))
            .Identifier("targetIdentifier")!.Value);
        _ids["4711"] = await LinkAsync();
        Assert.Equal(_ids["4711"], $"{Part(await SendAsync("query-possible-matches", "$queryPossibleMatches"), "match")
            .Integer("linkId")}");
        await SendAsync("assign-identity-by-identifier", "$assignIdentityByIdentifier");

        // the identity of the pair is the other person's now, so two new references make another pair
        _ids["4711"] = await LinkAsync();
        _ids[Identity] = $"{other.Identity}";
        Assert.Equal("match resolved, identity moved.",
            (await SendAsync("assign-identity", "$assignIdentity")).Text("issue.diagnostics"));
        _ids[One] = (await app.KnownAsync()).MpiId;
        _ids["4711"] = await LinkAsync();
        Assert.Equal("removed 1 possible match(es).",
            (await SendAsync("remove-possible-matches", "$removePossibleMatches")).Text("issue.diagnostics"));
        Assert.Equal(10, Directory.EnumerateFiles(Folder(), "identity-*").Count());
    }

    async Task<string> LinkAsync() =>
        $"{Part(await SendAsync("add-possible-match", "$addPossibleMatch"), "match").Integer("linkId")}";

    async Task<FhirResource> SendAsync(string example, string operation)
    {
        var body = await File.ReadAllTextAsync(
            Path.Combine(Folder(), $"identity-{example}-request.json"), TestContext.Current.CancellationToken);
        foreach (var (id, ours) in _ids) body = body.Replace(id, ours, StringComparison.Ordinal);
        using var response = await app.SendAsync($"{Epix.Base}/{operation}", Epix.Content(body));
        return await Epix.ReadAsync(response);
    }

    static Parameters Part(FhirResource answer, string name = "matchResult") => Parameters.Read(answer).Part(name);

    static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "TrustCenter.sln"))) folder = folder.Parent;
        return Path.Combine(folder.FullName, "contracts", "fhir", "examples", "valid");
    }
}
