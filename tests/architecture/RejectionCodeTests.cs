using System.Reflection;
using System.Text.RegularExpressions;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Architecture.Tests;

/// <summary>Clients switch on codes, so every code is in the contracts, and none that is never sent.</summary>
public sealed partial class RejectionCodeTests
{
    [Fact]
    public void Every_code_a_service_sends_is_listed() => Assert.Empty(Sent().Except(Listed()));

    [Fact]
    public void Every_listed_code_is_sent() => Assert.Empty(Listed().Except(Sent()));

    [Fact]
    public void The_search_finds_codes() => Assert.Equal(
        ["one-code", "another-code"],
        CodesIn("""Rejection.Invalid("one-code", "Text") + Rejection.NotFound(""" + "\n    \"another-code\", \"x\")"));

    static HashSet<string> Listed() => typeof(RejectionCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).ToHashSet();

    static HashSet<string> Sent()
    {
        var byField = typeof(RejectionCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral).ToDictionary(field => field.Name, field => (string)field.GetRawConstantValue()!);
        var sources = Repository.Files("services", ".cs").Select(File.ReadAllText).ToList();
        return sources.SelectMany(CodesIn)
            .Concat(sources.SelectMany(source => ByName().Matches(source)).Select(match => byField[match.Groups[1].Value]))
            .ToHashSet();
    }

    static IEnumerable<string> CodesIn(string source) => Codes().Matches(source).Select(match => match.Groups[1].Value);

    [GeneratedRegex("""Rejection\.(?:Invalid|NotFound|Conflict|Unprocessable|Forbidden)\(\s*"([a-z0-9-]+)\"""")]
    private static partial Regex Codes();

    [GeneratedRegex("""\bRejectionCodes\.([A-Z]\w+)""")]
    private static partial Regex ByName();
}
