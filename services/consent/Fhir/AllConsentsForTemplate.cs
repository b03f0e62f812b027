using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary><c>$allConsentsForTemplate</c>: every document on one form, in pages and in full.</summary>
public static class AllConsentsForTemplate
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/$allConsentsForTemplate", Handle)
        .RequirePermission(Permissions.ConsentRead)
        .WithSummary("All consents on one form");

    static async Task<IResult> Handle(
        HttpContext http, Caller caller, IQuerySession session, GatewayCatalog catalog, CancellationToken ct)
    {
        var (parameters, refusal) = await GatewayRequest.ReadAsync(http, ct);
        if (parameters is null) return refusal!;
        var (domain, fault) = await GatewayQuestion.DomainAsync(parameters, caller, session, catalog, ct);
        TemplateReference? template = null;
        if (domain is not null) fault = GatewayQuestion.TryReadTemplate(parameters, domain, out template);
        if (GatewayRequest.Refusal(parameters) is { } malformed) return malformed;
        if (fault is not null) return Problem.From(fault);
        if (Paging.TryRead(http.Request.Query, out var page) is { } pageFault) return Problem.From(pageFault);

        var keys = domain!.Templates.Values
            .Where(known => known.Name == template!.Name && (template.Version ?? known.Version) == known.Version)
            .Select(known => known.Key).ToArray();
        await using var look = await GatewayLook.OpenAsync(session, ct);
        var documents = await look.DocumentsAsync(
            domain, "template = any($2) order by position offset $3 limit $4", [keys, page.Offset, page.Count], ct);
        var total = await look.CountAsync(domain, "template = any($2)", [keys], ct);
        return await look.AnswerAsync(http, domain, documents, (int)total, effectiveOnly: false,
            new("gateway-all-consents-for-template", $"template/{StreamIds.OfTemplate(domain.Settings.Name, keys[0])}",
                "seen"), ct);
    }
}
