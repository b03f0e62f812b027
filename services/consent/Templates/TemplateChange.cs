using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>A request that changes one version of a form.</summary>
public sealed record TemplateRequest(HttpContext Http, Caller Caller, string Domain, string Key, string Action);

/// <summary>The way every change of a form goes.</summary>
public static class TemplateChange
{
    /// <summary>The settings of a domain that the caller may use, or null.</summary>
    public static async Task<DomainSettings?> UsableAsync(
        this IQuerySession session, Caller caller, string domain, CancellationToken ct) =>
        caller.MayUse(domain) ? await DomainSettings.FindAsync(session, domain, ct) : null;

    /// <summary>Fetch, check the domain grant and If-Match, decide, commit with audit and answer.</summary>
    public static async Task<IResult> ChangeTemplateAsync(
        this IDocumentSession session, TemplateRequest request, Func<Template, DomainSettings, Task<Decision>> decide,
        CancellationToken ct)
    {
        if (await session.UsableAsync(request.Caller, request.Domain, ct) is not { } settings)
            return Problem.From(Faults.DomainUnknown);
        var id = StreamIds.OfTemplate(request.Domain, request.Key);
        var stream = await session.Events.FetchForWriting<Template>(id, ct);
        if (stream.Aggregate.Definition is not { } before) return Problem.From(TemplateViews.Unknown);
        if (request.Http.Stale(stream.StartingVersion)) return Problem.StreamMoved;

        var decision = await decide(stream.Aggregate, settings);
        if (decision.Rejection is { } rejection) return Problem.From(rejection);
        stream.AppendMany([.. decision.Events]);
        var after = decision.Events.Aggregate(stream.Aggregate, Template.Evolve);
        session.Audit(new AuditEntry(request.Action, $"template/{id}",
            decision.Events.Count == 0 ? "unchanged" : "done",
            Detail: new { domain = request.Domain, template = before.Key }));
        return await session.CommitAsync(request.Http, new Answer(StatusCodes.Status200OK,
            new ChangedTemplate(before.Key, TemplateViews.Of(after.Status), stream.CurrentVersion),
            ETag: ETags.For(stream.CurrentVersion)), ct);
    }
}

/// <summary>Where a form is found.</summary>
public static class TemplateAddress
{
    public static string Of(TemplateDefinition form) => $"/api/consent/domains/{Uri.EscapeDataString(form.Domain)}"
        + $"/templates/{Uri.EscapeDataString(form.Name)}/{Uri.EscapeDataString(form.Version)}";
}
