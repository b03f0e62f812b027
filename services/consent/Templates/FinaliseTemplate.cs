using System.Collections.Immutable;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Makes a draft final. From then on people may sign it and nobody can change it.</summary>
public static class FinalisingTemplate
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/domains/{domain}/templates/{name}/{version}/final", Finalise)
            .RequirePermission("template.manage")
            .WithSummary("Make a draft final")
            .Produces<ChangedTemplate>();
        routes.MapGet("/domains/{domain}/templates/{name}/{version}/faults", Faults)
            .RequirePermission("template.read")
            .WithSummary("List what keeps a form from being made final")
            .Produces<IReadOnlyList<TemplateFault>>();
    }

    static Task<IResult> Finalise(
        string domain, string name, string version, HttpContext http, Caller caller, IDocumentSession session,
        CancellationToken ct) =>
        session.ChangeTemplateAsync(new(http, caller, domain, $"{name}|{version}", "template-finalised"),
            async (template, settings) => Decide(template, template.Status == TemplateStatus.Draft
                ? await FaultsAsync(session, settings, template.Definition!, ct) : []), ct);

    static async Task<IResult> Faults(
        string domain, string name, string version, Caller caller, IQuerySession session, CancellationToken ct)
    {
        if (await session.UsableAsync(caller, domain, ct) is not { } settings) return Problem.From(
            Consents.Faults.DomainUnknown);
        var template = await session.AggregateStreamAsync<Template>(
            StreamIds.OfTemplate(domain, $"{name}|{version}"), ct: ct);
        return template.Definition is null ? Problem.From(TemplateViews.Unknown)
            : Results.Ok(await FaultsAsync(session, settings, template.Definition, ct));
    }

    static async Task<ImmutableArray<TemplateFault>> FaultsAsync(
        IQuerySession session, DomainSettings settings, TemplateDefinition form, CancellationToken ct) =>
        TemplateFaults.Of(form, settings, await TemplateRows.FinalAsync(session, form.Domain, form.Withdraws, ct));

    public static Decision Decide(Template template, ImmutableArray<TemplateFault> faults)
    {
        if (template.Definition is not { } form) return TemplateViews.Unknown;
        if (template.Status != TemplateStatus.Draft) return Decision.Nothing;
        return faults.IsEmpty ? Decision.Of(new TemplateFinalised(form.Domain, form.Key))
            : Rejection.Unprocessable("template-incomplete", string.Join(' ',
                faults.Take(20).Select(fault => $"{fault.Path}: {fault.Message}")), faults[0].Path);
    }
}
