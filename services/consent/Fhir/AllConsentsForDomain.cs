using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary><c>$allConsentsForDomain</c>: every document of a domain, in pages.</summary>
public static class AllConsentsForDomain
{
    // those of which nothing can be effective are left out, so that the total is that of the pages
    const string Permitting =
        "kind = any($2) and not annulled and quality <> all($3) order by position offset $4 limit $5";

    static readonly short[] Consents = [(short)DocumentKind.Consent, (short)DocumentKind.OptOut];

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/$allConsentsForDomain", Handle)
        .RequirePermission(Permissions.ConsentRead)
        .WithSummary("All consents of a domain");

    static async Task<IResult> Handle(
        HttpContext http, Caller caller, IQuerySession session, GatewayCatalog catalog, CancellationToken ct)
    {
        var (parameters, refusal) = await GatewayRequest.ReadAsync(http, ct);
        if (parameters is null) return refusal!;
        var (domain, fault) = await GatewayQuestion.DomainAsync(parameters, caller, session, catalog, ct);
        if (GatewayRequest.Refusal(parameters) is { } malformed) return malformed;
        if (domain is null) return Problem.From(fault!);
        if (Paging.TryRead(http.Request.Query, out var page) is { } pageFault) return Problem.From(pageFault);

        await using var look = await GatewayLook.OpenAsync(session, ct);
        var omit = domain.Settings.OmitDenies;
        var (where, given) = omit
            ? (Permitting, [Consents, domain.Settings.InvalidQuality.ToArray(), page.Offset, page.Count])
            : ("true order by position offset $2 limit $3", new object[] { page.Offset, page.Count });
        var documents = await look.DocumentsAsync(domain, where, given, ct);
        var total = await look.CountAsync(
            domain, where[..where.IndexOf(" order by", StringComparison.Ordinal)], given[..^2], ct);
        return await look.AnswerAsync(http, domain, documents, (int)total, omit,
            new("gateway-all-consents-for-domain", $"domain/{StreamIds.OfDomain(domain.Settings.Name)}", "seen"), ct);
    }
}
