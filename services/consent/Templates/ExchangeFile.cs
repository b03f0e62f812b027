using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>
/// A file in the incumbent's exchange format, as JSON or XML, read into one tree: objects, lists and texts. XML is
/// FHIR-like: a leaf is an element with the attribute <c>value</c>, a repeated element is a list.
/// </summary>
public static class ExchangeFile
{
    public const string Root = "ExchangeFormatDefinition";

    static readonly XmlReaderSettings Strict = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = 20_000_000,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    static readonly JsonDocumentOptions Shallow = new() { MaxDepth = 32 };

    public static Rejection? TryRead(string text, out JsonObject file)
    {
        file = [];
        try
        {
            var read = text.AsSpan().TrimStart() is ['<', ..] ? ReadXml(text) : JsonNode.Parse(text, null, Shallow);
            if (read is not JsonObject { } found || found["resourceType"]?.GetValueKind() != JsonValueKind.String
                || found["resourceType"]!.GetValue<string>() != Root)
            {
                return Rejection.Invalid("exchange-format-unknown", $"This is no {Root}.", "resourceType");
            }

            file = found;
            return null;
        }
        catch (Exception e) when (e is JsonException or XmlException)
        {
            return Rejection.Invalid("exchange-file-malformed", e switch
            {
                XmlException xml => $"The XML is malformed in line {xml.LineNumber}.",
                JsonException { LineNumber: { } line } => $"The JSON is malformed in line {line + 1}.",
                _ => "The JSON is malformed.",
            });
        }
    }

    static JsonObject ReadXml(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text), Strict);
        var root = XDocument.Load(reader).Root!;
        var file = Children(root, depth: 0);
        file["resourceType"] = root.Name.LocalName;
        return file;
    }

    static JsonObject Children(XElement element, int depth)
    {
        if (depth > 32) throw new XmlException("Too deep.");
        var read = new JsonObject();
        foreach (var group in element.Elements().GroupBy(child => child.Name.LocalName))
        {
            var values = group.Select(child => Value(child, depth)).ToArray();
            read[group.Key] = values.Length == 1 ? values[0] : new JsonArray(values);
        }

        return read;
    }

    static JsonNode? Value(XElement element, int depth) => element.HasElements
        ? Children(element, depth + 1)
        : JsonValue.Create(element.Attribute("value")?.Value ?? element.Value);
}
