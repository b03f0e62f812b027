using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary><c>$removePossibleMatches</c>: these pairs are two people each, all of them or none.</summary>
static class RemovePossibleMatches
{
    const int Most = 100;

    static readonly string[] Names = ["domain", "linkId", "comment"];

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/$removePossibleMatches", Handle)
        .RequirePermission(Permissions.IdentityLink)
        .WithSummary("Say that pairs are two people each");

    static async Task<IResult> Handle(
        HttpContext http, Caller caller, IDocumentSession session, EpixDomains domains, Vault vault,
        CancellationToken ct)
    {
        var (body, refusal) = await EpixBody.ReadAsync(http, Names, ct);
        if (body is null) return refusal!;
        var links = body.RequiredIntegers("linkId");
        var wanted = body.Domain;
        var comment = body.CommentFault;
        if (body.Refusal is { } malformed) return malformed;
        if (links.Count > Most)
            return Problem.From(Rejection.Invalid("too-many", $"At most {Most} at a time.", Places.Of("linkId")));
        if (comment is not null) return Problem.From(comment);
        var (domain, unknown) = await domains.FindAsync(caller, wanted, Places.Of("domain"), ct);
        if (domain is null) return Problem.From(unknown!);
        var desk = new PairDesk(session, vault, caller);
        var (removed, waiting) = (0, 0);
        foreach (var (link, place) in links.DistinctBy(link => link.Number))
        {
            if (await LinkNumbers.FindAsync(session.DataSource, link, domain.Name, ct) is not { } id)
                return Problem.From(LinkNumbers.Unknown(place));
            var outcome = await desk.DecideAsync(id, new(Verdict.Distinct, new(), body.Comment), ct);
            if (outcome.Rejection is { } fault) return Problem.From(fault with { Path = place });
            if (!outcome.Changed) continue;
            if (outcome.After.Status == PairStatus.Distinct) removed++;
            else waiting++;
        }

        return waiting == 0
            ? await session.CommitOutcomeAsync(http, $"removed {removed} possible match(es).", ct)
            : await session.CommitOutcomeAsync(http, $"removed {removed} possible match(es); on {waiting} another "
                + "person has to decide.", ct, StatusCodes.Status202Accepted);
    }
}
