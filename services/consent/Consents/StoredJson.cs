using System.Text.Json;
using System.Text.Json.Serialization;

namespace TrustCenter.Consents;

/// <summary>How read models store JSON. Changing a name here changes what is in the database.</summary>
public static class StoredJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };
}

/// <summary>What lists and the gateway need of a document beyond its columns.</summary>
public sealed record StoredDetail(
    string Language, IReadOnlyList<string> InformationShown, string? Channel, string ContentHash,
    IReadOnlyList<Signature> Signatures, IReadOnlyList<Guid> Signers, int Scans)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Department { get; init; }
}
