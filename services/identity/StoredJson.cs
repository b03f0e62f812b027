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

    /// <summary>For what clients send: a member nobody knows is a mistake, not a wish to be ignored.</summary>
    public static JsonSerializerOptions Strict { get; } =
        BeStrict(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions BeStrict(JsonSerializerOptions options)
    {
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.AllowDuplicateProperties = false;
        return options;
    }
}
