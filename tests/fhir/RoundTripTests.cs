using System.Text.Json.Nodes;

namespace TrustCenter.Fhir.Tests;

public sealed class RoundTripTests
{
    [Fact]
    public void Reference_files_come_back_as_they_were()
    {
        var files = Corpus.SharedFiles().ToArray();
        Assert.SkipWhen(files.Length == 0, $"No reference files at {Corpus.Shared}.");
        foreach (var file in files) Json_comes_back(file);
    }

    [Fact]
    public void A_Bundle_response_with_an_outcome_comes_back_as_it_was()
    {
        var bundle = FhirJson.Parse("""
            {"resourceType":"Bundle","type":"batch-response","entry":[{"response":{"status":"400","outcome":
            {"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"value"}]}}}]}
            """u8);
        Assert.True(bundle.IsValid, bundle.Problems.ToString());
        Goes_through_every_format(bundle.Resource, FhirReadOptions.Strict, "batch-response");
        Assert.DoesNotContain(R4.Types, type => type.Slots.Any(slot => slot.Type.Kind == FhirKind.Resource));
    }

    [Fact]
    public void Json_examples_come_back_as_they_were()
    {
        var files = Corpus.Valid("json").ToArray();
        Assert.NotEmpty(files);
        foreach (var file in files) Json_comes_back(file);
    }

    [Fact]
    public void Xml_examples_come_back_as_they_were()
    {
        var files = Corpus.Valid("xml").ToArray();
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var input = FhirXml.Parse(File.ReadAllBytes(file), Corpus.OptionsFor(file));
            Assert.True(input.IsValid, $"{file}\n{input.Problems}");
            Goes_through_every_format(input.Resource, Corpus.OptionsFor(file), file);
        }
    }

    static void Json_comes_back(string file)
    {
        var bytes = File.ReadAllBytes(file);
        var options = Corpus.OptionsFor(file);
        var input = FhirJson.Parse(bytes, options);
        Assert.True(input.IsValid, $"{file}\n{input.Problems}");
        var again = FhirJson.ToBytes(input.Resource);
        Assert.True(SameJson(bytes, again), file);
        Goes_through_every_format(input.Resource, options, file);
    }

    internal static void Goes_through_every_format(FhirResource resource, FhirReadOptions options, string what)
    {
        var json = FhirJson.Parse(FhirJson.ToBytes(resource), options);
        Assert.True(json.IsValid, $"{what}\n{json.Problems}");
        Assert.True(resource.ContentEquals(json.Resource), $"{what}: JSON lost something");
        var xml = FhirXml.Parse(FhirXml.ToBytes(resource), options);
        Assert.True(xml.IsValid, $"{what}\n{xml.Problems}\n{FhirXml.ToText(resource)}");
        Assert.True(resource.ContentEquals(xml.Resource), $"{what}: XML lost something\n{FhirXml.ToText(resource)}");
        var back = FhirJson.Parse(FhirJson.ToBytes(xml.Resource, indented: true), options);
        Assert.True(resource.ContentEquals(back.Resource), $"{what}: JSON → XML → JSON lost something");
        Assert.Equal(FhirXml.ToText(xml.Resource), FhirXml.ToText(
            FhirXml.Parse(FhirXml.ToBytes(xml.Resource), options).Resource!));
    }

    // Numbers are compared by their digits: 1.10 must not come back as 1.1.
    internal static bool SameJson(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        Same(JsonNode.Parse(left), JsonNode.Parse(right));

    static bool Same(JsonNode? left, JsonNode? right) => (left, right) switch
    {
        (null, null) => true,
        (JsonObject a, JsonObject b) => a.Count == b.Count
            && a.All(p => b.ContainsKey(p.Key) && Same(p.Value, b[p.Key])),
        (JsonArray a, JsonArray b) => a.Count == b.Count && a.Zip(b).All(p => Same(p.First, p.Second)),
        (JsonValue a, JsonValue b) => a.GetValueKind() == b.GetValueKind()
            && (a.GetValueKind() == System.Text.Json.JsonValueKind.String
                ? a.GetValue<string>() == b.GetValue<string>() : a.ToJsonString() == b.ToJsonString()),
        _ => false,
    };
}
