using System.Collections.Immutable;
using System.Text.Json;
using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities;

/// <summary>How a domain of the index works, complete and checked.</summary>
public sealed record DomainSettings(
    string Label, MpiFormat MpiFormat, ImmutableArray<Source> Sources, ImmutableArray<Authority> Authorities,
    ImmutableArray<string> RequiredFields, ClearingRules? Clearing = null)
{
    public Source? FindSource(string? name) => Sources.FirstOrDefault(source => source.Name == name);

    public Authority? FindAuthority(string? name) => Authorities.FirstOrDefault(authority => authority.Name == name);

    public IEnumerable<string> Compared =>
        Authorities.Where(authority => authority.Compared).Select(authority => authority.Name);

    public ClearingRules ClearingRules => Clearing ?? ClearingRules.Usual;

    public DomainSettingsView View =>
        new(Label, MpiFormat, Sources, Authorities, RequiredFields, ClearingRules.View);

    // records with arrays compare by reference, so what they hold is compared as stored
    public bool Same(DomainSettings other) => Json() == other.Json();

    public static DomainSettings Parse(string json) =>
        JsonSerializer.Deserialize<DomainSettings>(json, StoredJson.Options)!;

    public string Json() => JsonSerializer.Serialize(this, StoredJson.Options);
}
