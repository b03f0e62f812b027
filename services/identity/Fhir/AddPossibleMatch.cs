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
        HttpContext http, Caller caller, IDocumentSession session, EpixDomains domains, Vault vault,
        CancellationToken ct)
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
            return Problem.From(PairSlices.OnePerson with { Path = Places.Of("aliasMpiId") });
        if ((Faults.OfPerson(first.Aggregate) ?? Faults.OfPerson(second.Aggregate)) is { } fault)
            return Problem.From(fault);

        if ((await PairRows.SettledAsync(session.DataSource, first.Id, [second.Id], ct, "distinct")).Count > 0)
            return Problem.From(PairDecided(Places.Of("aliasMpiId")));
        var (a, b) = (first.Aggregate.Reference, second.Aggregate.Reference);
        var id = PossibleMatch.IdOf(a, b);
        var stream = await session.Events.FetchForWriting<PossibleMatch>(id, ct);
        var isNew = stream.Aggregate.Status == PairStatus.None;
        var score = stream.Aggregate.Score ?? await ScoreAsync(a, b);
        if (isNew) stream.AppendMany(new PossibleMatchAdded(id, domain.Name, a, b, score));
        session.Audit(new("pair-added", $"pair/{id}", isNew ? "done" : "unchanged"));
        var rows = await PossibleMatchPages.ShowAsync(
            [new(id, a, first.Id, b, second.Id, score)], domain, session, vault, ct);
        return new FhirAnswer(Parameters.Of(rows.Select(row => ("match", Match(row, domain.Linker.Configuration)))));

        async Task<IEventStream<Person>?> PersonAsync(string mpiId) =>
            await EpixPeople.FindAsync(session, vault, domain, mpiId, ct) is { } key
                ? await session.FindPersonAsync(key, caller, ct) : null;

        async Task<double> ScoreAsync(Guid identity, Guid another) =>
            await RecordRows.ScoreAsync(session.DataSource, vault, domain.Linker, identity, another, ct) ?? 0;
    }

    public static Rejection PairDecided(string place) => Rejection.Conflict("persons-distinct",
        "It was decided that these are two people; take that back first.", place);

    static ParameterValue Match(
        (OpenPair Pair, FhirResource A, FhirResource B, int Link) row, LinkageConfiguration configuration)
    {
        var (score, result) = PossibleMatchPages.Weights(row.Pair.Score, configuration);
        return ParameterValue.Parts(("item", row.A), ("item", row.B), ("score", score), ("result", result),
            ("linkId", row.Link));
    }
}
