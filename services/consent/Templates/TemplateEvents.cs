namespace TrustCenter.Consents;

// The life of one version of a form. Stored for thirty years: add, never rename.
public sealed record TemplateDrafted(TemplateDefinition Definition);

public sealed record TemplateChanged(TemplateDefinition Definition);

public sealed record TemplateFinalised(string Domain, string Key);

public sealed record TemplateRetired(string Domain, string Key, DateTimeOffset Since);
