using System.Text.Json;
using System.Text.Json.Nodes;

namespace TrustCenter.Consents;

/// <summary>Reads an exchange file's tree: whatever isn't there, or isn't what it should be, is nothing.</summary>
static class ExchangeNode
{
    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if ((node as JsonObject)?[name] is JsonValue value)
                return value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
        }

        return null;
    }

    /// <summary>One or many, as objects or texts.</summary>
    public static IReadOnlyList<JsonNode> Many(this JsonNode? node, string name) => (node as JsonObject)?[name] switch
    {
        JsonArray array => [.. array.OfType<JsonNode>()],
        { } one => [one],
        null => [],
    };

    public static bool Flag(this JsonNode? node, string name) =>
        string.Equals(node.Text(name), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Properties written <c>key=value;key=value</c>.</summary>
    public static string? Property(this JsonNode? node, string list, string key) =>
        (node.Text(list) ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2, StringSplitOptions.TrimEntries))
            .FirstOrDefault(pair => pair.Length == 2 && string.Equals(pair[0], key, StringComparison.OrdinalIgnoreCase))
            is [_, { Length: > 0 } value] ? value : null;

    public static string? Validity(this JsonNode? node) => node.Property("expirationProperties", "VALIDITY_PERIOD");
}
