using System.Text;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// Imports forms in the incumbent's exchange format as drafts, all or none. What is final is never touched; a preview
/// says what would happen.
/// </summary>
public static class ImportingTemplates
{
    const int MostBytes = 20_000_000;

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/domains/{domain}/templates/import", Handle)
        .RequirePermission("template.manage")
        .WithSummary("Import forms from an exchange file (ExchangeFormatDefinition, JSON or XML)")
        .Accepts<string>("application/json", "application/xml", "text/xml")
        .Produces<ImportedTemplates>();

    static async Task<IResult> Handle(
        string domain, bool? preview, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct)
    {
        if (await session.UsableAsync(caller, domain, ct) is not { } settings) return Problem.From(
            Faults.DomainUnknown);
        if (http.Request.ContentLength > MostBytes)
            return Problem.Of(413, "too-large", "An exchange file has at most 20 MB.");
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        if (ExchangeFile.TryRead(await reader.ReadToEndAsync(ct), out var file) is { } malformed)
            return Problem.From(malformed);

        var (templates, faults) = ExchangeMapping.Read(settings, file);
        var plan = new Plan(preview == true, [.. faults], [.. templates.SelectMany(
            template => template.Notes.Select(note => $"{template.Path}: {note}"))]);
        foreach (var template in templates) await plan.AddAsync(session, settings, template, ct);
        if (plan.Preview) return Results.Ok(plan.Result);
        if (plan.Faults.Count > 0)
        {
            return Problem.From(Rejection.Unprocessable("template-import-faulty", string.Join(' ',
                plan.Faults.Take(20).Select(fault => $"{fault.Path}: {fault.Message}")), plan.Faults[0].Path));
        }

        session.Audit(new AuditEntry("templates-imported", $"domain/{StreamIds.OfDomain(domain)}", "done",
            Detail: new { domain, added = plan.Added.Count, updated = plan.Updated.Count }));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status200OK, plan.Result), ct);
    }

    /// <summary>Events for one imported form: a new draft, a changed draft, or nothing.</summary>
    public static Decision Decide(Template template, TemplateDefinition form) => template switch
    {
        { Definition: null } => DraftingTemplate.DecideDraft(template, form),
        { Status: TemplateStatus.Draft } => DraftingTemplate.DecideChange(template, form),
        _ => Decision.Nothing,
    };

    sealed record Plan(bool Preview, List<TemplateFault> Faults, List<string> Notes)
    {
        public List<string> Added { get; } = [];
        public List<string> Updated { get; } = [];
        public List<string> Ignored { get; } = [];

        public ImportedTemplates Result => new(Preview, Added, Updated, Ignored, Faults, Notes);

        public async Task AddAsync(
            IDocumentSession session, DomainSettings settings, ExchangedTemplate exchanged, CancellationToken ct)
        {
            if (TemplateReading.TryRead(settings, exchanged.Template, out var form) is { } fault)
            {
                Faults.Add(new(fault.Code, $"{exchanged.Path}.{fault.Path}", fault.Message));
                return;
            }

            if (Added.Concat(Updated).Concat(Ignored).Contains(form.Key))
            {
                Faults.Add(new("template-twice", exchanged.Path, $"The file holds {form.Key} twice."));
                return;
            }

            var id = StreamIds.OfTemplate(form.Domain, form.Key);
            var stream = await session.Events.FetchForWriting<Template>(id, ct);
            var decision = Decide(stream.Aggregate, form);
            stream.AppendMany([.. decision.Events]);
            (stream.Aggregate.Definition is null ? Added : decision.Events.Count > 0 ? Updated : Ignored).Add(form.Key);
            if (stream.Aggregate.Status != TemplateStatus.Draft)
                Notes.Add($"{exchanged.Path}: {form.Key} is final and stays as it is.");
        }
    }
}
