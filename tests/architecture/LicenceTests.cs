using System.Text.Json;
using System.Text.RegularExpressions;

namespace TrustCenter.Architecture.Tests;

/// <summary>Nothing comes in without its licence being known and allowed (docs/licences.md).</summary>
public sealed partial class LicenceTests
{
    static readonly string[] Allowed =
        ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "PostgreSQL"];

    static readonly string[] AllowedForTests =
        [.. Allowed, "ISC", "0BSD", "BlueOak-1.0.0", "Unlicense", "CC0-1.0", "(MIT OR Apache-2.0)", "(MIT OR CC0-1.0)"];

    /// <summary>What the pages are built and tested with but do not contain; fonts are files of their own.</summary>
    static readonly string[] AllowedForBuilding = [.. AllowedForTests, "MPL-2.0", "OFL-1.1", "Python-2.0"];

    [Fact]
    public void Every_locked_package_is_listed_with_an_allowed_licence()
    {
        var listed = Listed(File.ReadAllText(Path.Combine(Repository.Root, "docs", "licences.md"))
            .Split("## npm")[0]);
        var locked = Repository.Files("", "packages.lock.json").SelectMany(Locked).ToHashSet(StringComparer.Ordinal);

        Assert.True(locked.Count > 20, $"Only {locked.Count} packages found.");
        Assert.Empty(Faults(locked, listed));
        Assert.Empty(listed.Keys.Except(locked));
    }

    [Fact]
    public void Every_node_package_has_an_allowed_licence() =>
        Assert.Empty(Repository.Files("", "package-lock.json").SelectMany(NodeFaults));

    [Fact]
    public void The_rule_finds_what_it_forbids()
    {
        var listed = Listed("| Good | MIT | x |\n| Bad | AGPL-3.0-only | x |\n");

        Assert.Equal(["Bad: AGPL-3.0-only", "Unheard: not listed"], Faults(["Bad", "Good", "Unheard"], listed));
    }

    static IEnumerable<string> Faults(IEnumerable<string> packages, Dictionary<string, string> listed) =>
        packages.Order(StringComparer.Ordinal)
            .Where(package => !listed.TryGetValue(package, out var licence) || !Allowed.Contains(licence))
            .Select(package => $"{package}: {listed.GetValueOrDefault(package, "not listed")}");

    static Dictionary<string, string> Listed(string table) => Row().Matches(table)
        .Where(row => row.Groups[1].Value is not ("Package" or "---"))
        .ToDictionary(row => row.Groups[1].Value, row => row.Groups[2].Value);

    static IEnumerable<string> Locked(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return [.. document.RootElement.GetProperty("dependencies").EnumerateObject()
            .SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => package.Value.GetProperty("type").GetString() != "Project")
            .Select(package => package.Name)];
    }

    static List<string> NodeFaults(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        var pages = Repository.Name(file).StartsWith("ui-kiosk/", StringComparison.Ordinal);
        return [.. document.RootElement.GetProperty("packages").EnumerateObject()
            .Where(package => package.Name.Length > 0)
            .Select(package => (package.Name, Build: package.Value.TryGetProperty("dev", out _),
                Licence: package.Value.TryGetProperty("license", out var licence) ? licence.GetString() : "none"))
            .Where(package => !(pages && package.Build ? AllowedForBuilding : AllowedForTests)
                .Contains(package.Licence))
            .Select(package => $"{package.Name}: {package.Licence}")];
    }

    [GeneratedRegex(@"^\| ([\w.-]+) \| ([\w.-]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
