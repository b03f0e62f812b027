namespace TrustCenter.Consents;

// The life of a domain. Stored for thirty years: add, never rename.
public sealed record DomainCreated(DomainSettings Settings);

public sealed record DomainSettingsChanged(DomainSettings Settings);
