using System.Text.RegularExpressions;

namespace TrustCenter.Deploy.Tests;

/// <summary>The ingress leads every address of a service to it, and none that operators need outside.</summary>
public sealed partial class RouteTests
{
    static readonly Dictionary<string, string> Folders = new()
    {
        ["consent"] = "consent",
        ["pseudonym"] = "pseudonym",
        ["identity"] = "identity",
    };

    [Fact]
    public async Task Every_prefix_of_the_services_is_routed_to_its_service()
    {
        var values = Checkout.File("tests", "deploy", "Chart", "values", "hospital.yaml");
        var rendering = await ChartRenderer.RenderAsync([values], ct: TestContext.Current.CancellationToken);
        var routes = rendering.Of("Ingress").SelectMany(one => one.Find("paths")).SelectMany(paths => paths.AsArray())
            .ToDictionary(path => (string)path!["path"]!, path => (string)path!["backend"]!["service"]!["name"]!);

        foreach (var (service, folder) in Folders)
        {
            var prefixes = Prefixes(folder).ToArray();
            Assert.True(prefixes.Length >= 2, service);
            foreach (var prefix in prefixes)
                Assert.Equal($"clinic-trustcenter-{service}", routes.GetValueOrDefault(prefix) ?? $"none for {prefix}");

            Assert.Equal($"clinic-trustcenter-{service}", routes[$"/.well-known/audit/{service}"]);
            Assert.Equal($"clinic-trustcenter-{service}", routes[$"/openapi/{service}.v1.json"]);
        }

        Assert.DoesNotContain(routes.Keys, path => path.StartsWith("/metrics", StringComparison.Ordinal)
            || path.StartsWith("/health", StringComparison.Ordinal));
    }

    static IEnumerable<string> Prefixes(string folder) => Directory
        .EnumerateFiles(Checkout.File("services", folder), "*.cs", SearchOption.AllDirectories)
        .SelectMany(file => Prefix().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value));

    [GeneratedRegex("(?:Map(?:Fhir)?Service\\([\\w.]+, |Prefix = )\"(/[^\"]+)\"")]
    private static partial Regex Prefix();
}
