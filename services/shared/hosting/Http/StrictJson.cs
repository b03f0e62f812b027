using System.Text.Json;
using System.Text.Json.Serialization;

namespace TrustCenter.Hosting;

/// <summary>How what clients send is read: a member nobody knows is a mistake, not a wish to be ignored.</summary>
public static class StrictJson
{
    /// <summary>Names in camel case; for bodies that are read by hand.</summary>
    public static JsonSerializerOptions Options { get; } = Apply(new(JsonSerializerDefaults.Web));

    /// <summary>Makes options strict: no unknown members, none twice or missing, no null where none may be.</summary>
    /// <returns>The same options.</returns>
    public static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.AllowDuplicateProperties = false;
        return options;
    }
}
