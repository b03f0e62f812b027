using System.Text.Json;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Drafts a version of a form, and changes it as long as it is a draft.</summary>
public static class DraftingTemplate
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/domains/{domain}/templates", Draft)
            .RequirePermission("template.manage")
            .WithSummary("Draft a version of a form")
            .Produces<ChangedTemplate>(StatusCodes.Status201Created);
        routes.MapPut("/domains/{domain}/templates/{name}/{version}", Change)
            .RequirePermission("template.manage")
            .WithSummary("Change a draft")
            .Produces<ChangedTemplate>();
    }

    static async Task<IResult> Draft(
        string domain, ConsentTemplate command, HttpContext http, Caller caller, IDocumentSession session,
        CancellationToken ct)
    {
        if (await session.UsableAsync(caller, domain, ct) is not { } settings) return Problem.From(
            Faults.DomainUnknown);
        if (TemplateReading.TryRead(settings, command, out var form) is { } fault) return Problem.From(fault);
        var id = StreamIds.OfTemplate(domain, form.Key);
        var decision = await session.Decide<Template>(id, template => DecideDraft(template, form), ct);
        if (decision.Rejection is { } rejection) return Problem.From(rejection);

        session.Audit(new AuditEntry("template-drafted", $"template/{id}", "done",
            Detail: new { domain, template = form.Key }));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status201Created,
            new ChangedTemplate(form.Key, "draft", 1), Location: TemplateAddress.Of(form), ETag: ETags.For(1)), ct);
    }

    static Task<IResult> Change(
        string domain, string name, string version, ConsentTemplate command, HttpContext http, Caller caller,
        IDocumentSession session, CancellationToken ct) =>
        session.ChangeTemplateAsync(new(http, caller, domain, $"{name}|{version}", "template-changed"),
            (template, settings) => Task.FromResult(Read(template, settings, command)), ct);

    static Decision Read(Template template, DomainSettings settings, ConsentTemplate command) =>
        TemplateReading.TryRead(settings, command, out var form) is { } fault ? fault : DecideChange(template, form);

    public static Decision DecideDraft(Template template, TemplateDefinition form) => template.Definition is null
        ? Decision.Of(new TemplateDrafted(form))
        : Rejection.Conflict("template-exists",
            "There is this version of the form already; change it or draft another.", "version");

    public static Decision DecideChange(Template template, TemplateDefinition form)
    {
        if (template.Definition is not { } before) return TemplateViews.Unknown;
        if (before.Key != form.Key)
        {
            return Rejection.Invalid("template-key-fixed",
                "Name and version are those of the address; draft a new version.", "version");
        }

        if (Text(before) == Text(form)) return Decision.Nothing;
        return template.Status == TemplateStatus.Draft ? Decision.Of(new TemplateChanged(form))
            : Rejection.Conflict("template-final", "A final form is what people signed; draft a new version.");
    }

    static string Text(TemplateDefinition form) =>
        JsonSerializer.Serialize(form, StoredTemplates.Default.TemplateDefinition);
}
