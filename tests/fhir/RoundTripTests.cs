using System.Text.Json.Nodes;

namespace TrustCenter.Fhir.Tests;

public sealed class RoundTripTests
{
    [Fact]
    public void Reference_files_come_back_as_they_were()
    {
        var files = Corpus.SharedFiles().ToArray();
        Assert.SkipWhen(files.Length == 0, $"No reference files at {Corpus.Shared}.");
        foreach (var file in files) Come_back(file);
    }

    static void Come_back(string file)
    {
        var bytes = File.ReadAllBytes(file);
        var input = FhirJson.Parse(bytes);
        Assert.True(input.IsValid, $"{file}\n{input.Problems}");
        var again = FhirJson.ToBytes(input.Resource);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(bytes), JsonNode.Parse(again)), file);
    }
}
