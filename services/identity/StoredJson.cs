using System.Text.Json;
using System.Text.Json.Serialization;

namespace TrustCenter.Identities;

/// <summary>How JSON is stored. Changing a name here changes what is in the database.</summary>
static class StoredJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };
}
