using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary><c>$addPossibleMatch</c>: somebody thinks that two people are one. Their references become a pair.
/// </summary>
static class AddPossibleMatch
{
    static readonly string[] Names = ["domain", "mpiId", "aliasMpiId"];

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/$addPossibleMatch", Handle)
        .RequirePermission(Permissions.IdentityLink)
        .WithSummary("Say that two people may be one");

    static async Task<IResult> Handle(
        HttpContext http, Caller caller, IDocumentSession session, EpixDomains domains, DomainCatalog catalog,
        Vault vault, CancellationToken ct)
    {
        var (body, refusal) = await EpixBody.ReadAsync(http, Names, ct);
        if (body is null) return refusal!;
        var (one, other, wanted) = (body.RequiredMpiId("mpiId"), body.RequiredMpiId("aliasMpiId"), body.Domain);
        if (body.Refusal is { } malformed) return malformed;
        var (domain, unknown) = await domains.FindAsync(caller, wanted, Places.Of("domain"), ct);
        if (domain is null) return Problem.From(unknown!);
        if (await PersonAsync(one) is not { } first) return Problem.From(EpixPeople.Unknown("mpiId"));
        if (await PersonAsync(other) is not { } second) return Problem.From(EpixPeople.Unknown("aliasMpiId"));
        if (first.Id == second.Id)
            return Problem.From(PairDecisions.OnePerson with { Path = Places.Of("aliasMpiId") });
        if ((Faults.OfPerson(first.Aggregate) ?? Faults.OfPerson(second.Aggregate)) is { } merged)
            return Problem.From(merged);

        var (a, b) = (first.Aggregate.Reference, second.Aggregate.Reference);
        var (added, fault) = await AddingPairs.QueueAsync(a, b, false, caller, session, vault, catalog, ct);
        if (added is null) return Problem.From(fault! with { Path = Places.Of("aliasMpiId") });
        var rows = await PossibleMatchPages.ShowAsync(
            [new(added.Stream.Id, a, first.Id, b, second.Id, added.Pair.Score ?? 0)], domain, session, vault, ct);
        return new FhirAnswer(Parameters.Of(rows.Select(row =>
            ("match", Match(row, added.Pair.IsBlind ? null : domain.Linker.Configuration)))));

        async Task<IEventStream<Person>?> PersonAsync(string mpiId) =>
            await EpixPeople.FindAsync(session, vault, domain, mpiId, ct) is { } key
                ? await session.FindPersonAsync(key, caller, ct) : null;
    }

    /// <param name="row">The pair.</param>
    /// <param name="weighing">How it is weighed; null where the pair was drawn for a look without a hint.</param>
    static ParameterValue Match(
        (OpenPair Pair, FhirResource A, FhirResource B, int Link) row, LinkageConfiguration? weighing)
    {
        if (weighing is null) return ParameterValue.Parts(("item", row.A), ("item", row.B), ("linkId", row.Link));
        var (score, result) = PossibleMatchPages.Weights(row.Pair.Score, weighing);
        return ParameterValue.Parts(("item", row.A), ("item", row.B), ("score", score), ("result", result),
            ("linkId", row.Link));
    }
}
