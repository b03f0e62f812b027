using TrustCenter.Events;

namespace TrustCenter.Consents;

public enum TemplateStatus
{
    Draft,
    Final,
    Retired,
}

/// <summary>What the events of one version of a form add up to.</summary>
public sealed record Template(TemplateDefinition? Definition, TemplateStatus Status) : IFold<Template>
{
    public static Template Initial { get; } = new(null, TemplateStatus.Draft);

    public static Template Evolve(Template template, object @event) => @event switch
    {
        TemplateDrafted e => new(e.Definition, TemplateStatus.Draft),
        TemplateChanged e => template with { Definition = e.Definition },
        TemplateFinalised => template with { Status = TemplateStatus.Final },
        TemplateRetired => template with { Status = TemplateStatus.Retired },
        _ => template,
    };
}
