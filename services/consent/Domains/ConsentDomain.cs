using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>What the events of one domain add up to.</summary>
public sealed record ConsentDomain(DomainSettings? Settings) : IFold<ConsentDomain>
{
    public static ConsentDomain Initial { get; } = new((DomainSettings?)null);

    public static ConsentDomain Evolve(ConsentDomain domain, object @event) => @event switch
    {
        DomainCreated e => new(e.Settings),
        DomainSettingsChanged e => new(e.Settings),
        _ => domain,
    };
}
