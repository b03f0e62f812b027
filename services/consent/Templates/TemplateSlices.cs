using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>Domains and forms: their addresses and their stored names.</summary>
public static class TemplateSlices
{
    public static void Map(RouteGroupBuilder routes)
    {
        CreatingDomain.Map(routes);
        ChangingDomainSettings.Map(routes);
        ListingDomains.Map(routes);
        DraftingTemplate.Map(routes);
        FinalisingTemplate.Map(routes);
        RetiringTemplate.Map(routes);
        ListingTemplates.Map(routes);
        ImportingTemplates.Map(routes);
    }

    /// <summary>Stored names. They stay for thirty years: add, never rename.</summary>
    public static void Events(EventStoreOptions options)
    {
        options.Stream<ConsentDomain>("consent-domain");
        options.Stream<Template>("consent-template");
        options.Event<DomainCreated>("domain-created");
        options.Event<DomainSettingsChanged>("domain-settings-changed");
        options.Event<TemplateDrafted>("template-drafted");
        options.Event<TemplateChanged>("template-changed");
        options.Event<TemplateFinalised>("template-finalised");
        options.Event<TemplateRetired>("template-retired");
        options.Projections.Add(new DomainsProjection());
        options.Projections.Add(new TemplatesProjection());
    }
}
