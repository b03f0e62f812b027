using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Pairs that somebody brings up: who may be one person, or is never to be.</summary>
static class AddingPairs
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/pairs", Add).RequirePermission(Permissions.IdentityLink)
        .WithSummary("Say that two identities may be one person's").Produces<AddedPair>(201);

    static async Task<IResult> Add(
        AddPair command, HttpContext http, Caller caller, IDocumentSession session, Vault vault, DomainCatalog domains,
        CancellationToken ct)
    {
        var (added, fault) = await QueueAsync(
            command.IdentityA, command.IdentityB, false, caller, session, vault, domains, ct);
        if (added is null) return Problem.From(fault!);
        var version = added.Stream.CurrentVersion;
        return await session.CommitAsync(http, new Answer(StatusCodes.Status201Created,
            new AddedPair(added.Stream.Id, PairWords.Of(added.Pair.Status),
                added.Pair.IsBlind ? null : added.Pair.Score, version),
            ETag: ETags.For(version)), ct);
    }

    /// <summary>The pair of two identities, made if there is none, with its score. Two people who are never to be
    /// linked are refused.</summary>
    public static async Task<(QueuedPair?, Rejection?)> QueueAsync(
        Guid a, Guid b, bool never, Caller caller, IDocumentSession session, Vault vault, DomainCatalog domains,
        CancellationToken ct)
    {
        var id = PossibleMatch.IdOf(a, b);
        var stream = await session.Events.FetchForWriting<PossibleMatch>(id, ct);
        var data = session.DataSource;
        if (await IdentityRows.PersonOfAsync(data, a, ct) is not { } one
            || await IdentityRows.PersonOfAsync(data, b, ct) is not { } other
            || await session.FindPersonAsync(one, caller, ct) is not { } first
            || await session.FindPersonAsync(other, caller, ct) is not { } second)
            return (null, Faults.IdentityUnknown);
        if (one == other) return (null, PairDecisions.OnePerson);
        if (first.Aggregate.Domain != second.Aggregate.Domain) return (null, Faults.OtherDomain);
        if ((Faults.OfPerson(first.Aggregate) ?? Faults.OfPerson(second.Aggregate)) is { } fault) return (null, fault);
        if ((await PairRows.SettledAsync(data, one, [other], ct, "distinct")).Count > 0)
            return (null, JoiningPersons.Distinct);
        var pair = stream.Aggregate;
        var isNew = pair.Status is PairStatus.None or PairStatus.Withdrawn;
        if (isNew)
        {
            var domain = (await domains.FindAsync(first.Aggregate.Domain, ct))!;
            var score = await RecordRows.ScoreAsync(data, vault, domain.Linker, a, b, ct);
            var added = new PossibleMatchAdded(
                id, domain.Name, a, b, score, score is null ? 0 : domain.Linker.Version, never);
            stream.AppendMany(added);
            pair = PossibleMatch.Evolve(pair, added);
        }

        session.Audit(new("pair-added", $"pair/{id}", isNew ? "done" : "unchanged"));
        return (new(stream, pair), null);
    }
}

/// <summary>A pair that is queued, or there already.</summary>
sealed record QueuedPair(IEventStream<PossibleMatch> Stream, PossibleMatch Pair);
