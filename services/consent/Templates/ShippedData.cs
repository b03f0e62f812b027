using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace TrustCenter.Consents;

sealed record PolicyFile(
    string System, string Prefix, string Version, string Source, ImmutableArray<PolicyEntry> Policies);

sealed record PolicyEntry(
    int Arc, string Name, string Display, string DisplayEn, bool Module = false, int? Parent = null,
    string? Validity = null, bool SingleUse = false, bool Deprecated = false, string[]? Aliases = null);

sealed record ModuleFile(ImmutableArray<ModuleEntry> Modules);

/// <summary>A reusable module; a code means that it is a question with boxes.</summary>
sealed record ModuleEntry(
    string Name, string Version, string Title, string Text, ImmutableArray<int> Policies, int? Code = null,
    string? Question = null, bool SilentWhenDeclined = false);

sealed record TemplateFile(string Domain, string Language, ImmutableArray<TemplateEntry> Templates);

sealed record TemplateEntry(
    string Name, string Version, TemplateType Type, Signatory Signatory, string Title, string VersionLabel,
    string Introduction, string Closing, ImmutableArray<ModuleUse> Modules, ImmutableArray<string> Withdraws,
    string? PolicyUri = null, string? Validity = null);

/// <summary>A module as one form uses it; the parent is named without version.</summary>
sealed record ModuleUse(string Module, bool Mandatory = false, string? Parent = null);

/// <summary>The data files inside the assembly. Whatever they don't spell exactly right fails at once.</summary>
static class ShippedData
{
    public static PolicyFile Policies { get; } = Read("mii-policies.json", ShippedJson.Default.PolicyFile);
    public static ModuleFile Modules { get; } = Read("mii-modules.json", ShippedJson.Default.ModuleFile);
    public static TemplateFile Templates { get; } = Read("mii-templates.json", ShippedJson.Default.TemplateFile);
    public static DomainSettings Domain { get; } = Read("mii-domain.json", ShippedJson.Default.DomainSettings);

    static T Read<T>(string file, JsonTypeInfo<T> type)
    {
        var assembly = typeof(ShippedData).Assembly;
        var name = assembly.GetManifestResourceNames().Single(
            resource => resource.EndsWith($".Templates.data.{file}", StringComparison.Ordinal));
        using var stream = assembly.GetManifestResourceStream(name)!;
        return JsonSerializer.Deserialize(stream, type) ?? throw new InvalidDataException($"{file} holds nothing.");
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(KebabEnum<TemplateType>), typeof(KebabEnum<Signatory>), typeof(KebabEnum<Compatibility>)])]
[JsonSerializable(typeof(PolicyFile))]
[JsonSerializable(typeof(ModuleFile))]
[JsonSerializable(typeof(TemplateFile))]
[JsonSerializable(typeof(DomainSettings))]
sealed partial class ShippedJson : JsonSerializerContext;
