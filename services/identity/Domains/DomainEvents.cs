using System.Text.Json;
using TrustCenter.Events;

namespace TrustCenter.Identities;

public sealed record DomainCreated(string Name, DomainSettings Settings);

public sealed record DomainSettingsChanged(DomainSettings Settings);

/// <param name="Configuration">A linkage configuration as its library writes it.</param>
/// <param name="Note">Where the reason lies, in the vault with the domain's key.</param>
public sealed record ConfigurationAdded(int Version, JsonElement Configuration, Guid? Note = null);

public sealed record ConfigurationActivated(int Version, Guid? Note = null);

/// <summary>What the events of one domain add up to.</summary>
public sealed record IdentityDomain(string Name, DomainSettings? Settings, int Configurations, int Active)
    : IFold<IdentityDomain>
{
    public static IdentityDomain Initial { get; } = new("", null, 0, 0);

    public static IdentityDomain Evolve(IdentityDomain domain, object @event) => @event switch
    {
        DomainCreated e => domain with { Name = e.Name, Settings = e.Settings },
        DomainSettingsChanged e => domain with { Settings = e.Settings },
        ConfigurationAdded e => domain with { Configurations = e.Version },
        ConfigurationActivated e => domain with { Active = e.Version },
        _ => domain,
    };
}
