using System.Text.Json;
using System.Text.Json.Nodes;

namespace TrustCenter.Testing;

/// <summary>
/// An OpenAPI document as it is committed and as a service serves it. After a wanted change the committed ones are
/// written anew by <c>TRUSTCENTER_WRITE_OPENAPI=1 ./test NAME</c>.
/// </summary>
public sealed class OpenApiFile
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    readonly JsonObject _document;
    readonly string _name;

    /// <param name="name">Name of the document, without the ending.</param>
    /// <param name="served">What the service serves, JSON.</param>
    public OpenApiFile(string name, string served)
    {
        (_name, _document) = (name, JsonNode.Parse(served)!.AsObject());
        _document.Remove("servers"); // the address it happens to be served at
    }

    /// <summary>How many paths it has.</summary>
    public int Paths => _document["paths"]!.AsObject().Count;

    /// <summary>Operations that do not say what they do.</summary>
    public IReadOnlyList<string> Silent() => [.. _document["paths"]!.AsObject().SelectMany(path =>
        path.Value!.AsObject().Where(operation => operation.Value?["summary"] is null)
            .Select(operation => $"{operation.Key} {path.Key}"))];

    /// <summary>The first line by which the committed document is another, or null.</summary>
    public string? Difference()
    {
        var file = Path.Combine(Sources.Root().FullName, "contracts", "openapi", $"{_name}.json");
        var served = _document.ToJsonString(Indented) + "\n";
        if (Environment.GetEnvironmentVariable("TRUSTCENTER_WRITE_OPENAPI") == "1") File.WriteAllText(file, served);
        var (left, right) = (File.ReadAllText(file).Split('\n'), served.Split('\n'));
        if (left.AsSpan().SequenceEqual(right)) return null;
        var at = Enumerable.Range(0, Math.Min(left.Length, right.Length)).FirstOrDefault(i => left[i] != right[i], -1);
        return at < 0
            ? $"{left.Length} and {right.Length} lines" : $"line {at + 1}: {left[at].Trim()} | {right[at].Trim()}";
    }
}
