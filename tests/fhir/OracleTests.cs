using System.Text;
using System.Text.Json.Nodes;
using TrustCenter.Testing;

namespace TrustCenter.Fhir.Tests;

/// <summary>What we emit, judged by FHIR validators that others wrote.</summary>
public sealed class OracleTests
{
    static string Example => Path.Combine(Corpus.Examples, "valid", "consent-full.json");

    [Fact]
    public async Task What_we_write_is_valid_R4()
    {
        var files = Corpus.Valid("json").Concat(Corpus.Valid("xml"))
            .Where(f => Corpus.OptionsFor(f) == FhirReadOptions.Strict).ToArray();
        var problems = await FhirOracle.ValidateAsync(files.Select(Written), ct: TestContext.Current.CancellationToken);
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [Fact]
    public async Task Consents_still_keep_the_profile_of_the_MII_after_both_formats()
    {
        var files = Corpus.SharedFiles().Where(f => f.Contains("examples-constructed", StringComparison.Ordinal))
            .Append(Example).ToArray();
        var problems = await FhirOracle.ValidateAsync(
            files.Select(Written), profile: true, TestContext.Current.CancellationToken);
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [Fact]
    public async Task Generated_resources_have_the_shape_of_the_JSON_schema()
    {
        var documents = Enumerable.Range(1, 200).Select(seed => FhirJson.ToBytes(Generated.Resource(seed)));
        var problems = await FhirOracle.ValidateAsync(documents, ct: TestContext.Current.CancellationToken);
        var shape = problems.Where(p => p.Tool == "schema").ToArray();
        Assert.True(shape.Length == 0, string.Join('\n', shape.AsEnumerable()));
    }

    // What is broken, and how: members put in the place of the consent's own, null takes one away.
    static readonly (string What, string Patch)[] Breaks =
    [
        ("an unknown status", """{"status":"aktiv"}"""),
        ("no scope", """{"scope":null}"""),
        ("a day that doesn't exist", """{"dateTime":"2024-02-31"}"""),
        ("an unknown element", """{"vorname":"x"}"""),
        ("an object for an array", """{"category":{"text":"x"}}"""),
        ("no policy", """{"policy":null}"""),
        ("a code at the root", """{"provision":{"type":"deny","period":{"start":"2024"},"code":[{"text":"x"}]}}"""),
        ("no period inside",
            """{"provision":{"type":"deny","period":{"start":"2024"},"provision":[{"type":"permit"}]}}"""),
        ("a foreign code inside", """
            {"provision":{"type":"deny","period":{"start":"2024"},"provision":[{"type":"permit",
             "period":{"start":"2024"},"code":[{"coding":[{"system":"https://example.org","code":"x"}]}]}]}}
            """),
    ];

    [Fact]
    public async Task The_judges_see_what_is_broken()
    {
        var bytes = await File.ReadAllBytesAsync(Example, TestContext.Current.CancellationToken);
        var documents = Breaks.Select(b => Broken(bytes, b.Patch)).ToArray();
        var problems = await FhirOracle.ValidateAsync(documents, profile: true, TestContext.Current.CancellationToken);
        for (var i = 0; i < Breaks.Length; i++)
            Assert.True(problems.Any(p => p.File == $"document-{i}.json"), $"Nobody noticed {Breaks[i].What}.");
    }

    static byte[] Broken(byte[] document, string patch)
    {
        var consent = JsonNode.Parse(document)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(patch)!.AsObject())
        {
            if (value is null) consent.Remove(name);
            else consent[name] = value.DeepClone();
        }

        return Encoding.UTF8.GetBytes(consent.ToJsonString());
    }

    // Through XML and back, so that both writers are judged.
    static byte[] Written(string file)
    {
        var bytes = File.ReadAllBytes(file);
        var input = FhirDocument.Parse(FhirDocument.Request(null, bytes)!.Value, bytes);
        Assert.True(input.IsValid, $"{file}\n{input.Problems}");
        return FhirJson.ToBytes(FhirXml.Parse(FhirXml.ToBytes(input.Resource)).Resource!);
    }
}
