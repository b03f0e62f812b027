using System.Text.Json;
using System.Text.Json.Serialization;

namespace TrustCenter.Consents;

/// <summary>How the read models keep domains and forms. Changing a name here changes what is in the database.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(KebabEnum<TemplateType>), typeof(KebabEnum<Signatory>), typeof(KebabEnum<Compatibility>)])]
[JsonSerializable(typeof(DomainSettings))]
[JsonSerializable(typeof(TemplateDefinition))]
sealed partial class StoredTemplates : JsonSerializerContext;

sealed class KebabEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
