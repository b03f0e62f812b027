using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>Cuts pseudonyms from originals for good, or deletes pairs where the domain allows it.</summary>
public static class ErasingPseudonyms
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/pseudonyms/anonymise", (
                ErasePseudonyms command, HttpContext http, Caller caller, PairEraser eraser, CancellationToken ct) =>
                HandleAsync(command, delete: false, http, caller, eraser, ct))
            .RequirePermission(Permissions.PseudonymErase)
            .WithSummary("Cut pseudonyms from their originals for good; the pseudonyms stay taken")
            .Produces<ErasureAnswers>();
        routes.MapPost("/pseudonyms/delete", (
                ErasePseudonyms command, HttpContext http, Caller caller, PairEraser eraser, CancellationToken ct) =>
                HandleAsync(command, delete: true, http, caller, eraser, ct))
            .RequirePermission(Permissions.PseudonymErase)
            .WithSummary("Delete pairs where the domain allows it, and what follows from them below")
            .Produces<ErasureAnswers>();
    }

    static async Task<IResult> HandleAsync(
        ErasePseudonyms command, bool delete, HttpContext http, Caller caller, PairEraser eraser, CancellationToken ct)
    {
        if (command.Originals is not null == command.Pseudonyms is not null)
        {
            return Problem.From(Rejection.Invalid(
                "values-ambiguous", "Name either originals or pseudonyms.", "originals"));
        }

        var path = command.Originals is null ? "pseudonyms" : "originals";
        if (Originals.Fault(command.Originals ?? command.Pseudonyms, path) is { } fault) return Problem.From(fault);
        if (command.Domain is null || !caller.MayUse(command.Domain)) return Problem.From(Faults.DomainUnknown);
        return await AnswerKeeper.RunAsync(http, async keeper =>
        {
            IResult? result = null;
            var reply = await eraser.EraseAsync(
                new(command.Domain, command.Originals, command.Pseudonyms, delete, caller, reply =>
                {
                    var results = Array.ConvertAll(reply.Done, done => done ? "done" : "unknown");
                    (result, var keep) = keeper.Keep(new Answer(StatusCodes.Status200OK,
                        new ErasureAnswers(command.Domain, results, reply.Pairs, reply.Below)));
                    return keep;
                }), ct);
            return reply.Rejection is { } rejection ? Problem.From(rejection) : result!;
        }, ct);
    }
}
