using System.Text.RegularExpressions;

namespace TrustCenter.Testing;

/// <summary>The project's own files, for tests that read them.</summary>
public static partial class Sources
{
    /// <summary>The folder of the solution.</summary>
    /// <exception cref="DirectoryNotFoundException">The tests run somewhere else than in a checkout.</exception>
    public static DirectoryInfo Root()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "TrustCenter.sln"))) root = root.Parent;
        return root ?? throw new DirectoryNotFoundException("The sources are not beside the tests.");
    }

    /// <summary>Codes of the refusals in a service and in what all services share.</summary>
    public static IReadOnlyList<string> RejectionCodes(string service) =>
    [
        .. new[] { service, "shared/hosting" }
            .SelectMany(folder => Directory.EnumerateFiles(
                Path.Combine(Root().FullName, "services", folder), "*.cs", SearchOption.AllDirectories))
            .SelectMany(file => Refusal().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .Distinct(),
    ];

    [GeneratedRegex("""
        (?x)(?:Rejection\.(?:Invalid|NotFound|Conflict|Unprocessable|Forbidden)\(|\bOf\(\s*[0-9]{3},|\bFault\()
        \s*"([a-z0-9-]+)"
        """)]
    private static partial Regex Refusal();
}
