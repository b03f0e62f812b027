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
        var removed = 0;
        foreach (var (link, place) in links.DistinctBy(link => link.Number))
        {
            var (isNew, fault) = await RemoveAsync(link, place, body.Comment, domain, session, vault, ct);
            if (fault is not null) return Problem.From(fault);
            if (isNew) removed++;
        }

        return await session.CommitOutcomeAsync(http, $"removed {removed} possible match(es).", ct);
    }

    static async Task<(bool IsNew, Rejection? Fault)> RemoveAsync(
        int link, string place, string? comment, OpenDomain domain, IDocumentSession session, Vault vault,
        CancellationToken ct)
    {
        if (await LinkNumbers.FindAsync(session.DataSource, link, domain.Name, ct) is not { } id)
            return (false, LinkNumbers.Unknown(place));
        var stream = await session.Events.FetchForWriting<PossibleMatch>(id, ct);
        var (a, b) = (await IdentityRows.PersonOfAsync(session.DataSource, stream.Aggregate.A, ct),
            await IdentityRows.PersonOfAsync(session.DataSource, stream.Aggregate.B, ct));
        if (a is null || b is null) return (false, LinkNumbers.Unknown(place));
        if (a == b) return (false, PairSlices.OnePerson with { Path = place });
        var decision = PairSlices.DecideDistinct(id, stream.Aggregate);
        if (decision.Rejection is { } rejection) return (false, rejection with { Path = place });
        stream.AppendMany([.. decision.Events]);
        if (comment is not null) await session.KeepReasonAsync(vault, a.Value, id, comment, ct);
        session.Audit(new("found-distinct", $"pair/{id}", decision.Events.Count == 0 ? "unchanged" : "done"));
        return (decision.Events.Count > 0, null);
    }
}
