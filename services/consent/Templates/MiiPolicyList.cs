using System.Collections.Frozen;
using System.Collections.Immutable;

namespace TrustCenter.Consents;

/// <summary>A code of the MII policy code system.</summary>
/// <param name="Name">Name pipelines know it by, for example <c>MDAT_erheben</c>.</param>
/// <param name="Module">Module a policy belongs to; null: this is a module itself, which no provision may name.</param>
/// <param name="Validity">ISO 8601 period from the signature; null: modules, and policies that are used once.</param>
/// <param name="Aliases">Names it had in older forms of the incumbent.</param>
public sealed record MiiPolicy(
    PolicyCode Code, string Name, string Display, string DisplayEn, PolicyCode? Module, string? Validity,
    bool SingleUse, bool Deprecated, ImmutableArray<string> Aliases)
{
    public bool IsModule => Module is null;
}

/// <summary>The MII policy code system, all versions of the Broad Consent and all add-ons.</summary>
public static class MiiPolicyList
{
    static readonly Lazy<FrozenDictionary<PolicyCode, MiiPolicy>> ByCode =
        new(() => Read().ToFrozenDictionary(policy => policy.Code));

    static readonly Lazy<FrozenDictionary<string, MiiPolicy>> ByName =
        new(() => All.Where(policy => !policy.IsModule)
            .SelectMany(policy => policy.Aliases.Append(policy.Name), (policy, name) => (policy, name))
            .ToFrozenDictionary(pair => pair.name, pair => pair.policy));

    /// <summary>Version the incumbent gives the policies of its Broad Consent.</summary>
    public static string PolicyVersion { get; } = ShippedData.Policies.Version;

    public static ImmutableArray<MiiPolicy> All => ByCode.Value.Values;

    public static MiiPolicy? Find(PolicyCode code) => ByCode.Value.GetValueOrDefault(code);

    /// <summary>By one of the names pipelines use; modules are not found.</summary>
    public static MiiPolicy? FindByName(string name) => ByName.Value.GetValueOrDefault(name);

    static IEnumerable<MiiPolicy> Read()
    {
        var file = ShippedData.Policies;
        if (file.System != PolicyCode.MiiSystem || file.Prefix != PolicyCode.MiiPrefix)
            throw new InvalidDataException("The shipped policies are of another code system.");
        return file.Policies.Select(entry => entry.Module == entry.Parent is not null
            ? throw new InvalidDataException($"Shipped policy {entry.Arc} must be a module or belong to one.")
            : new MiiPolicy(PolicyCode.Mii(entry.Arc), entry.Name, entry.Display, entry.DisplayEn,
                entry.Parent is { } parent ? PolicyCode.Mii(parent) : null, entry.Validity, entry.SingleUse,
                entry.Deprecated, [.. entry.Aliases ?? []]));
    }
}
