namespace TrustCenter.Architecture.Tests;

public sealed class DependencyTests
{
    static readonly string[] Shared =
    [
        "TrustCenter.Codes", "TrustCenter.Events", "TrustCenter.Fhir", "TrustCenter.Hl7", "TrustCenter.Hosting",
        "TrustCenter.Postgres",
    ];
    static readonly string[] Services = ["TrustCenter.Consents", "TrustCenter.Pseudonyms", "TrustCenter.Identities"];

    [Fact]
    public void Projects_depend_only_downwards() => Assert.Empty(Violations(Repository.Projects()));

    [Fact]
    public void The_rule_finds_what_it_forbids()
    {
        var wrong = new Dictionary<string, string[]>
        {
            ["TrustCenter.Contracts"] = ["TrustCenter.Fhir"],
            ["TrustCenter.Events"] = ["TrustCenter.Consents"],
            ["TrustCenter.Consents"] = ["TrustCenter.Pseudonyms", "TrustCenter.Postgres"],
            ["TrustCenter.Unheard"] = ["TrustCenter.Consents"],
            ["TrustCenter.Pseudonyms"] = ["TrustCenter.Identities.Linkage"],
            ["TrustCenter.Identities.Linkage"] = ["TrustCenter.Contracts"],
        };

        Assert.Equal(7, Violations(wrong).Count);
    }

    [Fact]
    public void Linkage_needs_nothing_but_the_platform() =>
        Assert.DoesNotContain("PackageReference", File.ReadAllText(Path.Combine(
            Repository.Root, "services", "identity", "Linkage", "TrustCenter.Identities.Linkage.csproj")));

    [Fact]
    public void Only_the_local_host_and_tests_see_the_embedded_database() =>
        Assert.Empty(Repository.Projects()
            .Where(project => !project.Key.EndsWith(".Tests", StringComparison.Ordinal)
                && project.Value.Contains("TrustCenter.Postgres"))
            .Select(project => project.Key)
            .Except(["TrustCenter.Local", "TrustCenter.Testing", "TrustCenter.Bench"]));

    static List<string> Violations(IReadOnlyDictionary<string, string[]> projects)
    {
        var found = new List<string>();
        foreach (var (project, references) in projects)
        {
            var allowed = Allowed(project);
            found.AddRange(references.Where(reference => !allowed(reference))
                .Select(reference => $"{project} -> {reference}"));
        }

        return found;
    }

    /// <summary>Which references a project may have: contracts none, shared only shared, services contracts and
    /// shared; identities the linkage library besides, which stands on its own.</summary>
    static Predicate<string> Allowed(string project) => project switch
    {
        "TrustCenter.Contracts" => _ => false,
        "TrustCenter.Hosting" => reference => reference is "TrustCenter.Events" or "TrustCenter.Fhir",
        "TrustCenter.Codes" => reference => reference is "TrustCenter.Events",
        _ when Shared.Contains(project) => _ => false,
        "TrustCenter.Identities.Linkage" => _ => false,
        "TrustCenter.Pages" => reference => reference is "TrustCenter.Hosting",
        _ when Services.Contains(project) => reference =>
            (project == "TrustCenter.Identities" && reference is "TrustCenter.Identities.Linkage" or "TrustCenter.Hl7")
            || reference is "TrustCenter.Contracts" or "TrustCenter.Codes" or "TrustCenter.Events"
                or "TrustCenter.Fhir" or "TrustCenter.Hosting",
        "TrustCenter.Local" or "TrustCenter.Bench" or "TrustCenter.Testing" => _ => true,
        _ when project.EndsWith(".Tests", StringComparison.Ordinal) => _ => true,
        _ => _ => false,
    };
}
