using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary><c>$anonymizeOriginals</c> and <c>$deletePseudonyms</c>, with a status for each original.</summary>
public static class ErasureOperations
{
    static readonly string[] Names = ["target", "original"];

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/$anonymizeOriginals", (
                HttpContext http, Caller caller, PairEraser eraser, CancellationToken ct) =>
                HandleAsync(delete: false, http, caller, eraser, ct))
            .RequirePermission(Permissions.PseudonymErase)
            .WithSummary("Cut pseudonyms from their originals for good");
        routes.MapPost("/$deletePseudonyms", (
                HttpContext http, Caller caller, PairEraser eraser, CancellationToken ct) =>
                HandleAsync(delete: true, http, caller, eraser, ct))
            .RequirePermission(Permissions.PseudonymErase)
            .WithSummary("Delete pairs where the domain allows it");
    }

    static async Task<IResult> HandleAsync(
        bool delete, HttpContext http, Caller caller, PairEraser eraser, CancellationToken ct)
    {
        var (parameters, refusal) = await GatewayBody.ReadAsync(http, [], Names, ct);
        if (parameters is null) return refusal!;
        var domain = parameters.RequiredString("target");
        var fault = GatewayBody.Texts(parameters, "original", out var originals);
        if (FhirRequest.Refusal(parameters) is { } malformed) return malformed;
        if (fault is not null) return GatewayBody.Refuse(fault);
        if (!caller.MayUse(domain)) return GatewayBody.Refuse(Faults.DomainUnknown);
        var reply = await eraser.EraseAsync(new(domain, originals, null, delete, caller), ct);
        return reply.Rejection is { } rejection ? GatewayBody.Refuse(rejection) : new FhirAnswer(
            GatewayAnswers.Statuses(domain, originals, reply.Done,
                delete ? GatewayNames.Deleted : GatewayNames.Updated));
    }
}
