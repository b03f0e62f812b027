using System.Collections.Concurrent;
using System.Collections.Frozen;
using TrustCenter.Events;
using TrustCenter.Fhir;

namespace TrustCenter.Consents;

/// <summary>A domain with its forms and the policies they speak of.</summary>
public sealed record GatewayDomain(DomainSettings Settings, FrozenDictionary<string, TemplateDefinition> Templates)
{
    const string GicsPolicies = "/CodeSystem/gics/Policy";

    readonly FrozenDictionary<string, PolicyCode> _byName = Policies(Templates.Values)
        .DistinctBy(policy => policy.Name).ToFrozenDictionary(policy => policy.Name, policy => policy.Code);

    readonly FrozenDictionary<PolicyCode, FrozenSet<string>> _versions = Policies(Templates.Values)
        .GroupBy(policy => policy.Code)
        .ToFrozenDictionary(group => group.Key, group => group.Select(policy => policy.Version).ToFrozenSet());

    bool IsMii => Settings.PolicySystem == PolicyCode.MiiSystem;

    /// <summary>A form by its key; one that nobody knows is shown by its key alone.</summary>
    public TemplateDefinition Template(string key)
    {
        if (Templates.TryGetValue(key, out var template)) return template;
        var bar = key.LastIndexOf('|');
        var (name, version) = bar < 0 ? (key, "") : (key[..bar], key[(bar + 1)..]);
        return new(Settings.Name, name, version, TemplateType.ConsentOptIn, Signatory.Patient, "de", name, null, null,
            null, null, null, [], []);
    }

    /// <summary>A policy by the domain's code system or by its name; false where no form speaks of it.</summary>
    public bool TryFindPolicy(Coding coding, out PolicyCode policy)
    {
        policy = new(coding.System ?? "", coding.Code ?? "");
        if (_versions.ContainsKey(policy) || IsMii && MiiPolicyList.Find(policy) is { IsModule: false }) return true;
        if (coding.Code is not { } name || !IsNameSystem(coding.System)) return false;
        if (_byName.TryGetValue(name, out policy)) return true;
        if (!IsMii || MiiPolicyList.FindByName(name) is not { } shipped) return false;
        policy = shipped.Code;
        return true;
    }

    public bool HasVersion(PolicyCode policy, string version) => _versions.TryGetValue(policy, out var versions)
        ? versions.Contains(version)
        : version == MiiPolicyList.PolicyVersion;

    // the incumbent names the system with or without the domain, under its own address or under a site's
    bool IsNameSystem(string? system) => system is not null && (system == Settings.PolicyNameSystem
        || system.EndsWith(GicsPolicies, StringComparison.Ordinal)
        || system.EndsWith($"{GicsPolicies}/{Settings.Name}", StringComparison.Ordinal));

    static IEnumerable<ModulePolicy> Policies(IEnumerable<TemplateDefinition> templates) =>
        templates.SelectMany(template => template.Modules).SelectMany(module => module.Policies);
}

/// <summary>
/// Domains as the gateway needs them. What is kept only ever grows (final forms, types of identifiers), so whatever is
/// found in it is true; whatever is not found is looked for again.
/// </summary>
public sealed class GatewayCatalog
{
    readonly ConcurrentDictionary<string, GatewayDomain> _kept = new(StringComparer.Ordinal);

    /// <summary>Names of all domains there are.</summary>
    public async Task<List<string>> NamesAsync(IQuerySession session, CancellationToken ct)
    {
        await using var command = session.DataSource.CreateCommand("select name from consent.domains order by name");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var names = new List<string>();
        while (await reader.ReadAsync(ct)) names.Add(reader.GetString(0));
        return names;
    }

    public GatewayDomain? Kept(string name) => _kept.GetValueOrDefault(name);

    /// <summary>The domain as it is now; null where there is none.</summary>
    public async Task<GatewayDomain?> ReadAsync(IQuerySession session, string name, CancellationToken ct)
    {
        if (await DomainSettings.FindAsync(session, name, ct) is not { } settings) return null;
        var templates = await TemplateRows.ReadAsync(
            session, "select definition from consent.templates where domain = $1 and status <> 'draft'", [name], ct);
        var domain = new GatewayDomain(settings, templates.ToFrozenDictionary(template => template.Key));
        _kept[name] = domain;
        return domain;
    }
}
