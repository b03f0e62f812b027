using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hl7;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>
/// Parts what was linked. Where a link or a merge brought the two numbers together, it is undone, and the other person
/// is who it was; otherwise the records with the other number become a person of their own.
/// </summary>
sealed class FeedParting(IDocumentSession session, NpgsqlDataSource data, Vault vault, OpenDomain domain)
{
    public async Task<(AuditEntry? Entry, Hl7Complaint? Complaint)> QueueAsync(
        FeedPatient patient, FeedPatient parted, CancellationToken ct)
    {
        // what stands on both sides tells nobody apart
        var ones = await FindAsync(patient.Data.Identifiers!.Except(parted.Data.Identifiers!), ct);
        var others = await FindAsync(parted.Data.Identifiers!.Except(patient.Data.Identifiers!), ct);
        if (ones.Count == 0) return (null, Unknown(patient));
        if (others.Count == 0) return (null, Unknown(parted));
        var persons = ones.Select(hit => hit.Person).Intersect(others.Select(hit => hit.Person)).ToArray();
        if (persons is not [var person])
        {
            return persons.Length == 0 ? (new("operation-undone", $"person/{ones.First().Person}", "unchanged"), null)
                : (null, Hl7Complaint.Of(Hl7Errors.DuplicateKey, "identifiers-of-several-people",
                    new("PID", parted.Sequence, 3), "These identifiers belong to several people; look at them first."));
        }

        var stay = Of(ones, person);
        var leave = Of(others, person);
        if (stay.Overlaps(leave))
        {
            return (null, Hl7Complaint.Of(Hl7Errors.DuplicateKey, "identities-inseparable",
                new("PID", parted.Sequence, 3), "Both identifiers stand in one record; correct that first."));
        }

        var (entry, refusal) = await PartAsync(person, stay, leave, ct);
        return (entry, refusal is null ? null : FeedPlaces.Of(refusal, parted.Sequence));
    }

    async Task<(AuditEntry?, Rejection?)> PartAsync(
        Guid id, HashSet<Guid> stay, HashSet<Guid> leave, CancellationToken ct)
    {
        var person = await session.Events.FetchForWriting<Person>(id, ct);
        var joined = person.Aggregate.Operations.FindLast(known => !known.IsSplit
            && (Parts(known, leave, stay) || Parts(known, stay, leave)));
        if (joined is not null)
        {
            var other = await session.Events.FetchForWriting<Person>(joined.Other, ct);
            var undone = PersonLinking.DecideUndo(id, person.Aggregate, joined.Other, other.Aggregate, joined.Id);
            if (undone.Rejection is null)
            {
                Append(undone, person, other);
                return (new("operation-undone", $"person/{id}", "done",
                    Detail: new { other = joined.Other, operation = joined.Id }), null);
            }
        }

        var newId = Guid.CreateVersion7(session.RecordedAt);
        var operation = Guid.CreateVersion7(session.RecordedAt);
        var parted = await session.Events.FetchForWriting<Person>(newId, ct);
        var lives = PersonLinking.DecideSplit(id, person.Aggregate, newId, leave, operation);
        if (lives.Rejection is { } refusal) return (null, refusal);
        MpiRows.Store(session, vault, domain.Name, newId, MpiIds.Draw(domain.Settings.MpiFormat));
        Append(lives, person, parted);
        return (new("person-split", $"person/{id}", "done", Detail: new { other = newId, operation }), null);
    }

    async Task<HashSet<(Guid Person, Guid Identity)>> FindAsync(
        IEnumerable<LocalIdentifier> identifiers, CancellationToken ct)
    {
        var found = new HashSet<(Guid, Guid)>();
        foreach (var own in identifiers.Where(own => domain.Settings.FindAuthority(own.Authority)?.Rule != "none"))
        {
            found.UnionWith(
                await PersonSearch.IdentitiesByIdentifierAsync(data, vault, domain.Name, own, ct));
        }

        return found;
    }

    static bool Parts(PersonOperation joined, HashSet<Guid> inside, HashSet<Guid> outside) =>
        inside.All(joined.Identities.Contains) && !outside.Any(joined.Identities.Contains);

    static void Append(TwoLives lives, IEventStream<Person> person, IEventStream<Person> other) =>
        JoiningPersons.Append(lives.One.Events.Concat(lives.Other.Events), person, other);

    static HashSet<Guid> Of(IEnumerable<(Guid Person, Guid Identity)> found, Guid person) =>
        [.. found.Where(hit => hit.Person == person).Select(hit => hit.Identity)];

    static Hl7Complaint Unknown(FeedPatient patient) => Hl7Complaint.Of(Hl7Errors.UnknownKey, "person-unknown",
        new("PID", patient.Sequence, 3), "Nobody has one of these identifiers.");
}
