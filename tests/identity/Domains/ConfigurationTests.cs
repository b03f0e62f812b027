using System.Net;
using System.Text.Json.Nodes;
using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities.Tests;

public sealed class ConfigurationTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    const string Path = $"/api/identity/domains/{IdentityApp.Domain}/configurations";

    [Fact]
    public async Task A_version_counts_from_its_activation_on_and_the_one_before_can_come_back()
    {
        var usual = Assert.Single(await app.GetAsync<ConfigurationView[]>(Path));
        Assert.True(usual.Active);
        var strict = JsonNode.Parse(usual.Configuration.GetRawText())!;
        strict["thresholds"]!["match"] = 1_000;
        var added = await app.PostAsync<ConfigurationView>(Path, new { configuration = strict });
        Assert.Equal((2, false), (added.Version, added.Active));

        var (one, other) = (People.New(), People.New());
        await app.RegisterAsync(one);
        await app.RegisterAsync(other);
        Assert.Equal(MatchStatuses.PerfectMatch, (await app.RegisterAsync(one)).Status);
        await app.PostAsync<DomainView>($"{Path}/2/activation", new { });
        Assert.Equal(MatchStatuses.PossibleMatch, (await app.RegisterAsync(other)).Status);
        await app.PostAsync<DomainView>($"{Path}/1/activation", new { });
        Assert.Equal(MatchStatuses.PerfectMatch, (await app.RegisterAsync(one)).Status);
    }

    [Theory]
    [InlineData("thresholds", "{\"possible\":9,\"match\":1}")]
    [InlineData("blocking", "{\"passes\":[{\"name\":\"d\",\"parts\":[\"BirthDate\"]}],\"mostPersons\":100}")]
    [InlineData("further", "[\"shoe-size\"]")]
    [InlineData("colour", "\"blue\"")]
    public async Task One_that_cannot_be_used_is_refused(string name, string value)
    {
        var usual = (await app.GetAsync<ConfigurationView[]>(Path))[0];
        var wrong = JsonNode.Parse(usual.Configuration.GetRawText())!;
        wrong[name] = JsonNode.Parse(value);
        using var response = await app.PostAsync(Path, new { configuration = wrong });
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, text);
        Assert.Equal("configuration-invalid", (string?)JsonNode.Parse(text)!["code"]);
    }

    [Theory]
    [InlineData("ean-13", "1001", null, "^1001[0-9]{9}$")]
    [InlineData("digits", "", 8, "^[0-9]{9}$")]
    [InlineData("letters", "P", 7, "^P[0-9AC-HJ-NP-RTUW-Z]{9}$")]
    [InlineData("pid", "", null, "^[0-9AC-HJ-NP-RT-Z]{8}$")]
    public async Task Ids_look_as_the_domain_wants_them(string kind, string prefix, int? length, string pattern)
    {
        var name = $"{kind}-{prefix}";
        await app.PostAsync<DomainView>("/api/identity/domains",
            new CreateDomain(name, new(MpiFormat: new(kind, prefix, length))));
        var registered = await app.RegisterAsync(People.New(), domain: name);
        Assert.Matches(pattern, registered.MpiId);
        Assert.True(MpiIds.IsWellFormed(new(kind, prefix, length), registered.MpiId!));
        for (var i = prefix.Length; i < registered.MpiId!.Length; i++)
        {
            var wrong = registered.MpiId.ToCharArray();
            wrong[i] = wrong[i] == '7' ? '4' : '7';
            Assert.False(MpiIds.IsWellFormed(new(kind, prefix, length), new(wrong)));
        }
    }

    [Theory]
    [InlineData("barcode", "", null, "settings.mpiFormat.kind")]
    [InlineData("ean-13", "", 12, "settings.mpiFormat.length")]
    [InlineData("ean-13", "12345678", null, "settings.mpiFormat.length")]
    [InlineData("digits", "A", 9, "settings.mpiFormat.prefix")]
    [InlineData("digits", "", 5, "settings.mpiFormat.length")]
    [InlineData("letters", "", 31, "settings.mpiFormat.length")]
    [InlineData("pid", "", 7, "settings.mpiFormat.length")]
    public void Ids_that_cannot_be_are_refused_with_the_place(string kind, string prefix, int? length, string path) =>
        Assert.Equal(path, MpiIds.Fault(new(kind, prefix, length))?.Path);

    /// <summary>As the Mainzelliste of its documentation numbers its first patients.</summary>
    [Theory]
    [InlineData("0003Y0WZ")]
    public void Pids_made_elsewhere_are_read(string pid) => Assert.True(MpiIds.IsWellFormed(new("pid"), pid));
}
