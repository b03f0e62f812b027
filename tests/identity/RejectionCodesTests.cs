using System.Text.RegularExpressions;
using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities.Tests;

public sealed class RejectionCodesTests
{
    static readonly Regex Used = new("""
        (?x)(?:Rejection\.(?:Invalid|NotFound|Conflict|Unprocessable|Forbidden)\(|\bOf\(\s*[0-9]{3},|\bFault\()
        \s*"([a-z0-9-]+)"
        """.Trim());

    [Fact]
    public void Every_refusal_has_a_listed_code()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "TrustCenter.sln"))) root = root.Parent;
        Assert.SkipWhen(root is null, "The sources are not beside the tests.");

        var used = new[] { "identity", "shared/hosting" }
            .SelectMany(folder => Directory.EnumerateFiles(
                Path.Combine(root.FullName, "services", folder), "*.cs", SearchOption.AllDirectories))
            .SelectMany(file => Used.Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .Distinct().ToArray();
        Assert.True(used.Length > 50, "The pattern finds no codes any more.");
        Assert.DoesNotContain(used, code => !RejectionCodes.All.ContainsKey(code));
    }
}
