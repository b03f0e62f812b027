using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary><c>$allConsentsForPerson</c>: all documents of a person, or (several identifiers) of a cohort.</summary>
public static class AllConsentsForPerson
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/$allConsentsForPerson", Handle)
        .RequirePermission(Permissions.ConsentRead)
        .WithSummary("All consents of a person");

    static async Task<IResult> Handle(
        HttpContext http, Caller caller, IQuerySession session, Vault vault, GatewayCatalog catalog,
        CancellationToken ct)
    {
        var (parameters, refusal) = await GatewayRequest.ReadAsync(http, ct);
        if (parameters is null) return refusal!;
        var (read, fault) = await PersonRead.TryReadAsync(parameters, caller, session, vault, catalog, ct);
        if (GatewayRequest.Refusal(parameters) is { } malformed) return malformed;
        if (read is null) return Problem.From(fault!);

        await using var look = await GatewayLook.OpenAsync(session, ct);
        var selected = PersonRead.Ids(await read.FindAsync(look, ct));
        var documents = await look.DocumentsAsync(read.Domain,
            "consent_id = any($2) order by signed_at, position", [selected], ct);
        return await look.AnswerAsync(http, read.Domain, documents, null, read.Domain.Settings.OmitDenies,
            new("gateway-all-consents-for-person", read.Audited, "seen"), ct);
    }
}
