using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>Makes two people one, or moves one identity where the rest of its person stays as it is.</summary>
static class JoiningPersons
{
    public static Rejection Distinct { get; } = Rejection.Conflict("persons-distinct",
        "It was decided that these are two people; take that back first.");

    /// <summary>Queues both lives. Moving a person's only identity is merging.</summary>
    /// <param name="session">What is to be committed.</param>
    /// <param name="from">The person who is not one of its own any more, or gives an identity away.</param>
    /// <param name="to">The person who stays.</param>
    /// <param name="identity">The identity that moves; null: all of them.</param>
    /// <param name="reference">The identity that is to stand for the person; null: as it is.</param>
    /// <param name="operation">Key of the act.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<(Rejection? Rejection, bool Moved)> QueueAsync(
        IDocumentSession session, IEventStream<Person> from, IEventStream<Person> to, Guid? identity, Guid? reference,
        Guid operation, CancellationToken ct)
    {
        if ((await PairRows.SettledAsync(session.DataSource, from.Id, [to.Id], ct, "distinct")).Count > 0)
            return (Distinct, false);
        var moves = identity is { } one && from.Aggregate.Identities.Count > 1
            && from.Aggregate.ReferenceWithout(one) is not null;
        var lives = moves
            ? PersonLinking.DecideMove(identity!.Value, from.Id, from.Aggregate, to.Id, to.Aggregate, operation)
            : PersonLinking.DecideMerge(to.Id, to.Aggregate, from.Id, from.Aggregate, operation);
        if (lives.Rejection is { } rejection) return (rejection, moves);
        var events = lives.One.Events.Concat(lives.Other.Events).ToList();
        if (reference is { } wanted)
        {
            var after = events.Where(made => PersonEvents.PersonOf(made) == to.Id)
                .Aggregate(to.Aggregate, Person.Evolve);
            var chosen = PersonDecisions.DecideReference(to.Id, after, wanted);
            if (chosen.Rejection is { } fault) return (fault with { Path = "reference" }, moves);
            events.AddRange(chosen.Events);
        }

        Append(events, from, to);
        return (null, moves);
    }

    public static void Append(IEnumerable<object> events, IEventStream<Person> one, IEventStream<Person> other)
    {
        foreach (var made in events)
        {
            var person = made is ReferenceSet set ? set.Person : PersonEvents.PersonOf(made);
            (person == one.Id ? one : other).AppendMany(made);
        }
    }
}
