using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

// The life of one domain. Names and fields are stored for thirty years: add, never rename. The settings are those of
// the contract with nothing left out.
public sealed record DomainCreated(string Name, PseudonymDomainSettings Settings);

public sealed record DomainChanged(string Name, PseudonymDomainSettings Settings);

public sealed record DomainClosed(string Name);

public sealed record DomainReopened(string Name);

/// <summary>A further key of a use is there and writes from now on; the older ones still read.</summary>
public sealed record DomainKeyAdded(string Name, string Use, int KeyVersion);

/// <summary>Nothing is under this key any more, and it is destroyed.</summary>
public sealed record DomainKeyRetired(string Name, string Use, int KeyVersion);

/// <summary>What the events of one domain add up to.</summary>
public sealed record Domain(string Name, PseudonymDomainSettings? Settings, bool Closed) : IFold<Domain>
{
    public static Domain Initial { get; } = new("", null, false);

    public static Domain Evolve(Domain domain, object @event) => @event switch
    {
        DomainCreated e => domain with { Name = e.Name, Settings = e.Settings },
        DomainChanged e => domain with { Settings = e.Settings },
        DomainClosed => domain with { Closed = true },
        DomainReopened => domain with { Closed = false },
        _ => domain,
    };
}
