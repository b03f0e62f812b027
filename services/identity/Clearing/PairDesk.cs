using System.Text;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>What somebody wants decided.</summary>
/// <param name="Reason">Why; the gateway's callers may give none.</param>
sealed record PairWish(
    Verdict? Verdict, MergeChoice Choice, string? Reason, bool AsksSecond = false, DateOnly? Until = null);

/// <summary>What was queued.</summary>
/// <param name="Seen">Version of the pair that it was decided on.</param>
sealed record PairOutcome(Rejection? Rejection, PossibleMatch Before, PossibleMatch After, long Seen, long Version)
{
    public bool Changed => Version > Seen;
}

/// <summary>
/// The one way in which pairs are decided, whoever asks: the clearing's own interface, the gateway, many at once.
/// Queues on the session; whoever calls commits.
/// </summary>
sealed class PairDesk(IDocumentSession session, Vault vault, Caller caller, long? seen = null)
{
    static readonly Rejection Moved = Rejection.Conflict("stream-moved",
        "Somebody else changed this in the meantime. Read it again and decide anew.");

    readonly HashSet<Guid> _done = [];

    public async Task<PairOutcome> DecideAsync(Guid id, PairWish wish, CancellationToken ct)
    {
        var (stream, ties) = await OpenAsync(id, ct);
        if (ties is null) return Refused(PairDecisions.Unknown, stream);
        return seen is { } version && version != stream.StartingVersion
            ? Refused(PairDecisions.Overtaken(stream.Aggregate, ties.People) ?? Moved, stream)
            : await DecideAsync(stream, stream.Aggregate, ties, wish, ct);
    }

    /// <summary>Says of two identities that they are two people, whether or not there was a pair of them.</summary>
    public async Task<PairOutcome> NeverAsync(QueuedPair added, PairWish wish, CancellationToken ct) =>
        await PairRows.TiesAsync(session.DataSource, added.Stream.Id, added.Pair, ct) is { } ties
            ? await DecideAsync(added.Stream, added.Pair, ties, wish, ct)
            : Refused(PairDecisions.Unknown, added.Stream);

    async Task<PairOutcome> DecideAsync(
        IEventStream<PossibleMatch> stream, PossibleMatch pair, PairTies ties, PairWish wish, CancellationToken ct)
    {
        var (id, people) = (stream.Id, ties.People);
        if (!_done.Add(id)) return new(null, pair, pair, 0, 0);
        var act = Act(people.A, wish.Reason);
        var judgement = new Judgement(wish.Verdict!.Value, act, wish.Choice, caller.May(Permissions.IdentitySettle),
            wish.AsksSecond, wish.Until, Guid.CreateVersion7(session.RecordedAt));
        var decision = PairDecisions.Decide(id, pair, people, ties.Rules, judgement);
        if (decision.Rejection is { } rejection) return Refused(rejection, stream);
        if (decision.Events is [])
        {
            session.Audit(new("pair-decided", $"pair/{id}", "unchanged"));
            return new(null, pair, pair, stream.StartingVersion, stream.CurrentVersion);
        }

        if (ties.Holder is { } holder && holder != caller.Name && ties.Until > session.RecordedAt
            && !judgement.MaySettle) return Refused(PairClaims.Claimed(holder, ties.Until), stream);
        var made = decision.Events.ToArray();
        for (var i = 0; i < made.Length; i++)
        {
            if (made[i] is FoundDistinct distinct) await FollowAsync(distinct, people, ct);
            if (made[i] is not FoundSame same) continue;
            var (fault, moved) = await JoinAsync(
                id, same, pair, people, PairDecisions.ReferenceOf(pair, judgement), ct);
            if (fault is not null) return Refused(fault, stream);
            made[i] = same with { Moved = moved };
        }

        return await FinishAsync(stream, pair, made, act, wish, ct);
    }

    /// <summary>Takes back what was decided or said; what was linked is parted again.</summary>
    public async Task<PairOutcome> TakeBackAsync(Guid id, string reason, CancellationToken ct)
    {
        var (stream, ties) = await OpenAsync(id, ct);
        if (stream.Aggregate.Ruling?.Follows is { } leader && ties is not null)
            (stream, ties) = await OpenAsync(id = leader, ct);
        if (ties is null) return Refused(PairDecisions.Unknown, stream);
        var (pair, people) = (stream.Aggregate, ties.People);
        var act = Act(people.A, reason);
        var decision = PairDecisions.TakeBack(id, pair, people, act, caller.May(Permissions.IdentitySettle));
        if (decision.Rejection is { } rejection) return Refused(rejection, stream);
        if (decision.Events is [])
        {
            session.Audit(new("pair-taken-back", $"pair/{id}", "unchanged"));
            return new(null, pair, pair, stream.StartingVersion, stream.CurrentVersion);
        }

        if (pair is { Status: PairStatus.Same, Ruling.Operation: not null }
            && await PartAsync(pair, ct) is { } fault) return Refused(fault, stream);
        if (pair.Status == PairStatus.Distinct) await ReleaseAsync(id, people, act, ct);
        return await FinishAsync(stream, pair, [.. decision.Events], act, new(null, new(), reason), ct);
    }

    async Task<(IEventStream<PossibleMatch> Stream, PairTies? Ties)> OpenAsync(Guid id, CancellationToken ct)
    {
        var stream = await session.Events.FetchForWriting<PossibleMatch>(id, ct);
        var pair = stream.Aggregate;
        if (pair.Status == PairStatus.None || !caller.MayUse(pair.Domain)) return (stream, null);
        var ties = await PairRows.TiesAsync(session.DataSource, id, pair, ct);
        // somebody decided between the two looks: the second look at the pair says who
        if (ties?.People.AreOne == true && pair.Ruling?.Verdict != Verdict.Same)
            stream = await session.Events.FetchForWriting<PossibleMatch>(id, ct);
        return (stream, ties);
    }

    PairActor Act(Guid keeper, string? reason) => reason is null
        ? new(caller.Name, session.RecordedAt)
        : new(caller.Name, session.RecordedAt, Guid.CreateVersion7(session.RecordedAt), keeper);

    async Task<PairOutcome> FinishAsync(
        IEventStream<PossibleMatch> stream, PossibleMatch pair, object[] made, PairActor act, PairWish wish,
        CancellationToken ct)
    {
        stream.AppendMany(made);
        var after = made.Aggregate(pair, PossibleMatch.Evolve);
        if (wish.Reason is { } reason) await PairNotes.StoreAsync(session, vault, act, reason, ct);
        session.QueueSqlCommand(PairClaims.Drop(stream.Id));
        session.Audit(new(wish.Verdict is null ? "pair-taken-back" : "pair-decided", $"pair/{stream.Id}", "done",
            Detail: new { verdict = PairWords.Of(wish.Verdict), status = PairWords.Of(after.Status) }));
        return new(null, pair, after, stream.StartingVersion, stream.CurrentVersion);
    }

    async Task<(Rejection?, bool)> JoinAsync(
        Guid id, FoundSame same, PossibleMatch pair, PairPeople people, Guid? reference, CancellationToken ct)
    {
        if (await session.FindPersonAsync(same.Other, caller, ct) is not { } from
            || await session.FindPersonAsync(same.Stays, caller, ct) is not { } to)
            return (PairDecisions.Unknown, false);
        var identity = people.A == same.Other ? pair.A : pair.B;
        var (fault, moved) = await JoiningPersons.QueueAsync(
            session, from, to, same.Moved ? identity : null, reference, same.Operation, ct);
        if (fault is null)
        {
            session.Audit(new(moved ? "identity-moved" : "person-merged", $"person/{from.Id}", "done",
                Detail: new { other = to.Id, operation = same.Operation, pair = id }));
        }

        return (fault, moved);
    }

    /// <summary>Other pairs of the same two people are decided with this one.</summary>
    async Task FollowAsync(FoundDistinct made, PairPeople people, CancellationToken ct)
    {
        foreach (var (pair, version) in await PairRows.WaitingBetweenAsync(session.DataSource, people, ct))
        {
            if (pair == made.Pair || !_done.Add(pair)) continue;
            session.Events.Append<PossibleMatch>(pair, version, made with
            {
                Pair = pair,
                Follows = made.Pair,
                Act = made.Act with { Note = null, Keeper = null },
            });
            session.QueueSqlCommand(PairClaims.Drop(pair));
        }
    }

    async Task ReleaseAsync(Guid id, PairPeople people, PairActor act, CancellationToken ct)
    {
        foreach (var (pair, version) in await PairRows.NeverBetweenAsync(session.DataSource, people, ct))
        {
            if (pair == id) continue;
            var other = await session.AggregateStreamAsync<PossibleMatch>(pair, ct: ct);
            if (other.Ruling?.Follows != id) continue;
            session.Events.Append<PossibleMatch>(
                pair, version, new DecisionTakenBack(pair, act with { Note = null, Keeper = null }, id));
        }
    }

    async Task<Rejection?> PartAsync(PossibleMatch pair, CancellationToken ct)
    {
        var ruling = pair.Ruling!;
        if (await session.FindPersonAsync(ruling.Stays!.Value, caller, ct) is not { } one
            || await session.FindPersonAsync(ruling.Other!.Value, caller, ct) is not { } other)
            return PairDecisions.Unknown;
        var lives = ruling.Moved
            ? PersonLinking.DecideMove(await MovedAsync(ruling, ct), one.Id, one.Aggregate, other.Id,
                other.Aggregate, Guid.CreateVersion7(session.RecordedAt))
            : PersonLinking.DecideUndo(one.Id, one.Aggregate, other.Id, other.Aggregate, ruling.Operation!.Value);
        if (lives.Rejection is { } rejection) return rejection;
        JoiningPersons.Append(lives.One.Events.Concat(lives.Other.Events), one, other);
        session.Audit(new("operation-undone", $"person/{one.Id}", "done",
            Detail: new { other = other.Id, operation = ruling.Operation }));
        return null;
    }

    /// <summary>The identity that the decision moved, from the life of the person who got it.</summary>
    async Task<Guid> MovedAsync(Ruling ruling, CancellationToken ct) =>
        (await session.FetchStreamAsync(ruling.Stays!.Value, ct: ct)).Select(made => made.Data)
            .OfType<IdentityMovedIn>().First(moved => moved.Operation == ruling.Operation).Identity.Id;

    static PairOutcome Refused(Rejection rejection, IEventStream<PossibleMatch> stream) =>
        new(rejection, stream.Aggregate, stream.Aggregate, stream.StartingVersion, stream.StartingVersion);
}

/// <summary>Reasons, which may name people, in the vault.</summary>
static class PairNotes
{
    public static string Field(Guid note) => $"reason/{note:N}";

    public static async Task StoreAsync(
        IDocumentSession session, Vault vault, PairActor act, string reason, CancellationToken ct)
    {
        if (act is not { Note: { } note, Keeper: { } keeper }
            || await VaultRows.FindKeyAsync(session.DataSource, keeper, ct) is not { } key) return;
        session.QueueSqlCommand(VaultRows.StoreItem(keeper, Field(note), 1,
            vault.Seal(keeper, key, Field(note), Encoding.UTF8.GetBytes(reason))));
    }
}
