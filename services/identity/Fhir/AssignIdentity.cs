using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary><c>$assignIdentity</c> and <c>$assignIdentityByIdentifier</c>: an identity turned out to be another
/// person's. Where it was all that its person had, the two people are merged, which can be undone.</summary>
static class AssignIdentity
{
    static readonly string[] Names = ["domain", "linkId", "identityReference", "comment"];

    static readonly string[] ByIdentifier = ["domain", "identityIdentifier", "mpiIdentifier", "comment"];

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/$assignIdentity", HandleLink).RequirePermission(Permissions.IdentityLink)
            .WithSummary("Resolve a pair: move the other identity to the person of this one");
        routes.MapPost("/$assignIdentityByIdentifier", HandleIdentifier).RequirePermission(Permissions.IdentityLink)
            .WithSummary("Move an identity, found by its identifier, to another person");
    }

    static async Task<IResult> HandleLink(
        HttpContext http, Caller caller, IDocumentSession session, EpixDomains domains, Vault vault,
        CancellationToken ct)
    {
        var (body, refusal) = await EpixBody.ReadAsync(http, Names, ct);
        if (body is null) return refusal!;
        var (links, winner) = (body.RequiredIntegers("linkId"), body.RequiredIdentity("identityReference"));
        var (wanted, comment) = (body.Domain, body.CommentFault);
        if (body.Refusal is { } malformed) return malformed;
        if (comment is not null) return Problem.From(comment);
        if (links.Count > 1) return Problem.From(Rejection.Invalid("too-many", "One at a time.", Places.Of("linkId")));
        var (domain, unknown) = await domains.FindAsync(caller, wanted, Places.Of("domain"), ct);
        if (domain is null) return Problem.From(unknown!);
        if (await LinkNumbers.FindAsync(session.DataSource, links[0].Number, domain.Name, ct) is not { } id)
            return Problem.From(LinkNumbers.Unknown(Places.Of("linkId")));
        var pair = await session.AggregateStreamAsync<PossibleMatch>(id, ct: ct);
        if (winner != pair.A && winner != pair.B)
        {
            return Problem.From(Faults.IdentityUnknown with
            {
                Message = "This is none of the two identities of the pair.",
                Path = Places.Of("identityReference"),
            });
        }

        if (await IdentityRows.PersonInAsync(session.DataSource, winner, domain.Name, ct) is not { } to)
            return Problem.From(LinkNumbers.Unknown(Places.Of("linkId")));
        var outcome = await new PairDesk(session, vault, caller).DecideAsync(
            id, new(Verdict.Same, new(to, OnlyIdentity: true), body.Comment), ct);
        if (outcome.Rejection is { } fault) return Problem.From(fault with { Path = Places.Of("linkId") });
        return outcome.After.Status == PairStatus.Same
            ? await session.CommitOutcomeAsync(http, "match resolved, identity moved.", ct)
            : await session.CommitOutcomeAsync(http,
                "opinion recorded; another person has to decide before the identity moves.", ct,
                StatusCodes.Status202Accepted);
    }

    static async Task<IResult> HandleIdentifier(
        HttpContext http, Caller caller, IDocumentSession session, EpixDomains domains, Vault vault,
        CancellationToken ct)
    {
        var (body, refusal) = await EpixBody.ReadAsync(http, ByIdentifier, ct);
        if (body is null) return refusal!;
        var (identifier, mpiId) = (body.RequiredIdentifier("identityIdentifier"), body.RequiredMpiId("mpiIdentifier"));
        var (wanted, comment) = (body.Domain, body.CommentFault);
        if (body.Refusal is { } malformed) return malformed;
        if (comment is not null) return Problem.From(comment);
        var (domain, unknown) = await domains.FindAsync(caller, wanted, Places.Of("domain"), ct);
        if (domain is null) return Problem.From(unknown!);
        var place = Places.Of("identityIdentifier");
        if (identifier.System == EpixNames.Mpi) return Problem.From(Faults.IdentityUnknown with { Path = place });
        var (found, fault) = await new EpixSearch(session, vault, domain)
            .ByIdentifierAsync(identifier.System!, identifier.Value!, ct);
        if (fault is not null) return Problem.From(fault with { Path = $"{place}.value.system" });
        if (found!.Count == 0) return Problem.From(Faults.IdentityUnknown with { Path = place });
        if (found.Count > 1)
        {
            return Problem.From(Rejection.Conflict("identity-ambiguous",
                "Several identities have this identifier; name one by its key, with the system "
                + EpixNames.IdentityKey + ".",
                place));
        }

        if (await EpixPeople.FindAsync(session, vault, domain, mpiId, ct) is not { } to)
            return Problem.From(EpixPeople.Unknown("mpiIdentifier"));
        var (from, identity) = found.First();
        fault = await IdentityMove.QueueAsync(identity, from, to, body.Comment, caller, session, vault, ct);
        return fault is not null ? Problem.From(fault with { Path = place })
            : await session.CommitOutcomeAsync(http, "identity moved.", ct);
    }
}
