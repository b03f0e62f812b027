using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// Pseudonyms of pseudonyms in one request. Stage by stage, each with its own audit entry; repeated, it comes to the
/// same, so a stage that is refused does no harm to those before it.
/// </summary>
public static class ChainingPseudonyms
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/pseudonyms/chain", Handle)
        .RequirePermission(Permissions.PseudonymCreate)
        .WithSummary("Make or get pseudonyms of pseudonyms over several domains")
        .Produces<PseudonymAnswers>();

    static async Task<IResult> Handle(ChainPseudonyms command, Caller caller, PairDesk desk, CancellationToken ct)
    {
        if (Originals.Fault(command.Originals, "originals") is { } fault) return Problem.From(fault);
        if (command.Domains is not { Count: >= 2 and <= 10 })
            return Problem.From(Rejection.Invalid("domains-invalid", "A chain has 2 to 10 domains.", "domains"));
        if (!command.Domains.All(domain => domain is not null && caller.MayUse(domain)))
            return Problem.From(Faults.DomainUnknown);

        var texts = command.Originals;
        PseudonymAnswers? last = null;
        foreach (var domain in command.Domains)
        {
            var ask = new PairAsk(domain, texts, PairWish.CreateOrGet, caller);
            var reply = await desk.AnswerAsync(ask, ct);
            if (reply.Rejection is { } rejection) return Problem.From(rejection);
            last = CreatingPseudonyms.View(ask, reply);
            texts = Array.ConvertAll(reply.Answers, answer => answer.Pseudonym!);
        }

        return TypedResults.Ok(last);
    }
}
