using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>Which pseudonyms belong together over several domains, as tree or as net.</summary>
public static class MappingPseudonyms
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/mapping/tree", (
                MapPseudonym question, Caller caller, DomainCatalog catalog, ResolveRates rates,
                IDocumentSession session, CancellationToken ct) =>
                AnswerAsync(question, caller, catalog, rates, session, net => net.Tree(), ct))
            .RequirePermission(Permissions.PseudonymRead)
            .WithSummary("Follow a pseudonym through the domains, as a tree")
            .Produces<PseudonymTree>();
        routes.MapPost("/mapping/net", (
                MapPseudonym question, Caller caller, DomainCatalog catalog, ResolveRates rates,
                IDocumentSession session, CancellationToken ct) =>
                AnswerAsync(question, caller, catalog, rates, session, net => net.Net, ct))
            .RequirePermission(Permissions.PseudonymRead)
            .WithSummary("Follow a pseudonym through the domains, as a net")
            .Produces<PseudonymNet>();
    }

    static async Task<IResult> AnswerAsync<T>(
        MapPseudonym question, Caller caller, DomainCatalog catalog, ResolveRates rates, IDocumentSession session,
        Func<PairNet, T> view, CancellationToken ct)
    {
        if (!Originals.IsUsable(question.Pseudonym)) return Problem.From(Faults.Missing("pseudonym"));
        for (var attempt = 0; attempt < 5; attempt++)
        {
            if (question.Domain is null || !caller.MayUse(question.Domain)
                || await catalog.FindAsync(question.Domain, ct) is not { } domain)
                return Problem.From(Faults.DomainUnknown);
            var net = new PairNet(session.DataSource, catalog, rates, caller, question.Purpose);
            if (!await net.FollowAsync(domain, question.Pseudonym, ct)) continue;
            session.Audit(new AuditEntry("pseudonym-map", $"domain/{domain.Row.Stream}",
                net.IsEmpty ? "unknown" : "seen", question.Purpose, new { pairs = net.Ids }));
            await session.SaveChangesAsync(ct);
            return net.IsEmpty
                ? Problem.From(Rejection.NotFound(
                    "pseudonym-unknown", "The domain has no such pseudonym.", "pseudonym"))
                : TypedResults.Ok(view(net));
        }

        return Problem.Unavailable;
    }
}
