using System.Collections.Immutable;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>What two people's lives get of one act.</summary>
public sealed record TwoLives(Decision One, Decision Other)
{
    public Rejection? Rejection => One.Rejection ?? Other.Rejection;

    public static implicit operator TwoLives(Rejection rejection) => new(rejection, Decision.Nothing);
}

/// <summary>Merging, splitting, moving and undoing. Pure: the operation's key comes from outside.</summary>
static class PersonLinking
{
    static readonly Rejection LastIdentity = Rejection.Conflict("last-identity",
        "The person would be left without an active identity; merge or deactivate the person instead.", "identities");

    static readonly Rejection OperationUnknown = Rejection.NotFound("operation-unknown",
        "This person has no such merge or split that could be undone.", "operation");

    static readonly Rejection NoWayBack = Rejection.Conflict("undo-not-possible",
        "What the merge or split moved has been moved on; undo the later acts first.", "operation");

    /// <param name="into">The person who stays.</param>
    public static TwoLives DecideMerge(Guid intoId, Person into, Guid otherId, Person other, Guid operation)
    {
        if (intoId == otherId)
            return Rejection.Invalid("same-person", "A person is not merged into itself.", "into");
        if (OfBoth(into, other) is { } fault) return fault;
        if (into.Status != PersonStatus.Active) return Faults.PersonNotActive;
        var vital = VitalStatus.Deceased == other.VitalStatus || into.VitalStatus == VitalStatus.Unknown
            ? other.VitalStatus : into.VitalStatus;
        return new(Decision.Of(new PersonAbsorbed(intoId, otherId, operation, other.Keys, vital)),
            Decision.Of(new PersonMerged(otherId, intoId, operation)));
    }

    public static TwoLives DecideSplit(
        Guid id, Person person, Guid newId, IReadOnlyCollection<Guid> identities, Guid operation)
    {
        if (Faults.OfPerson(person) is { } fault) return fault;
        if (identities.Count == 0) return Faults.Missing("identities");
        if (identities.Any(identity => !person.Identities.ContainsKey(identity))) return Faults.IdentityUnknown;
        var leaving = identities.Distinct().Order().ToArray();
        var reference = leaving.FirstOrDefault(identity => person.Identities[identity].Active);
        if (reference == Guid.Empty || person.ReferenceWithout(leaving) is not { } left) return LastIdentity;
        return new(Decision.Of(new PersonSplit(id, newId, operation, leaving, left)),
            Decision.Of(new PersonSplitOff(newId, person.Domain, id, operation,
                [.. leaving.Select(person.KeyOf)], reference)));
    }

    public static TwoLives DecideMove(Guid identity, Guid fromId, Person from, Guid toId, Person to, Guid operation)
    {
        if (fromId == toId) return new(Decision.Nothing, Decision.Nothing);
        if (OfBoth(from, to) is { } fault) return fault;
        if (to.Status != PersonStatus.Active) return Faults.PersonNotActive;
        if (!from.Identities.ContainsKey(identity)) return Faults.IdentityUnknown;
        return from.ReferenceWithout(identity) is { } left && from.Identities.Count > 1
            ? new TwoLives(Decision.Of(new IdentityMovedOut(fromId, toId, operation, identity, left)),
                Decision.Of(new IdentityMovedIn(toId, fromId, operation, from.KeyOf(identity))))
            : LastIdentity;
    }

    public static TwoLives DecideUndo(Guid id, Person person, Guid otherId, Person other, Guid operation)
    {
        if (Faults.OfPerson(person) is { } fault) return fault;
        if (person.Operations.Find(known => known.Id == operation) is not { } done) return OperationUnknown;
        if (other.Status == PersonStatus.Deleted) return NoWayBack;
        return done.IsSplit ? UndoSplit(id, person, otherId, other, done) : UndoMerge(id, person, otherId, other, done);
    }

    static TwoLives UndoMerge(Guid id, Person person, Guid otherId, Person other, PersonOperation done)
    {
        if (other.MergedBy != done.Id || !done.Identities.All(person.Identities.ContainsKey)) return NoWayBack;
        if (Left(person, person.Identities.RemoveRange(done.Identities), done) is not { } left) return LastIdentity;
        var returning = done.Identities.Select(person.KeyOf).ToArray();
        var reference = returning.Any(key => key.Id == other.Reference && key.Active)
            ? other.Reference
            : returning.FirstOrDefault(key => key.Active)?.Id ?? other.Reference;
        return new(
            Decision.Of(new MergeUndone(id, otherId, done.Id, left,
                person.VitalStatus == done.VitalAfter ? done.VitalBefore : person.VitalStatus)),
            Decision.Of(new PersonRestored(otherId, id, done.Id, returning, reference, other.StatusBefore)));
    }

    static TwoLives UndoSplit(Guid id, Person person, Guid otherId, Person other, PersonOperation done)
    {
        if (!other.IsLiving || other.Operations.Count > 0) return NoWayBack;
        var all = person.Identities.SetItems(other.Identities);
        return Left(person, all, done) is { } left
            ? new TwoLives(Decision.Of(new SplitUndone(id, otherId, done.Id, other.Keys, left)),
                Decision.Of(new SplitOffUndone(otherId, id, done.Id)))
            : LastIdentity;
    }

    /// <summary>The reference before, unless somebody chose another one since.</summary>
    static Guid? Left(Person person, ImmutableSortedDictionary<Guid, HeldIdentity> left, PersonOperation done)
    {
        var wanted = person.Reference == done.ReferenceAfter ? done.ReferenceBefore : person.Reference;
        if (left.TryGetValue(wanted, out var held) && held.Active) return wanted;
        var first = left.FirstOrDefault(identity => identity.Value.Active).Key;
        return first == Guid.Empty ? null : first;
    }

    static Rejection? OfBoth(Person one, Person other) => Faults.OfPerson(one) ?? Faults.OfPerson(other)
        ?? (one.Domain == other.Domain ? null : Faults.OtherDomain);
}
