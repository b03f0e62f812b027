using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>This person's documents count for others now, or no longer: everything known of it has to be asked
/// anew.</summary>
public sealed record PersonsLinked(Guid Subject, Guid Change);

/// <summary>
/// Brings one change of the index: links of subjects, what followers have to know, what a clerk has to look at and the
/// position, in one transaction. Documents stay with whom they were recorded, so an undone merge leaves nothing
/// behind. </summary>
sealed class IndexLinking(NpgsqlDataSource database, IDocumentStore store, Vault vault, TimeProvider clock)
{
    const int Attempts = 16;

    public static bool Links(IdentityChange change) =>
        change.Type is "person-merged" or "split-off-undone" or "person-restored";

    public static bool Splits(IdentityChange change) => change.Type is "person-split-off" or "identity-moved-in";

    /// <param name="ids">Ids of the index of the people it is about; those erased are missing.</param>
    public async Task ApplyAsync(
        IdentityChange change, IReadOnlyList<IndexDomain> domains, IReadOnlyDictionary<Guid, string> ids,
        CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var session = store.LightweightSession(new("index", change.Operation?.ToString("N") ?? ""));
            foreach (var domain in domains)
            {
                if (Links(change)) await LinkAsync(session, domain, change, ids, ct);
                else if (Splits(change)) await LookAtAsync(session, domain, change, ids, ct);
            }

            session.QueueSqlCommand(IndexRows.MoveTo(change.Position, clock.GetUtcNow()));
            try
            {
                await session.SaveChangesAsync(ct);
                return;
            }
            catch (PostgresException e) when (DocumentIntake.IsSomebodyWasFirst(e) && attempt < Attempts)
            {
                // somebody signs for the first time at the same moment
            }
            catch (StreamMovedException) when (attempt < Attempts)
            {
                // somebody gets a further identifier at the same moment
            }
        }
    }

    async Task LinkAsync(
        IDocumentSession session, IndexDomain domain, IdentityChange change, IReadOnlyDictionary<Guid, string> ids,
        CancellationToken ct)
    {
        if (change.Other is not { } otherPerson) return;
        var (person, other) = (Key(change.Person), Key(otherPerson));
        var affected = await IndexRows.NearAsync(database, domain.Domain, [person, other], ct);
        var subject = await SubjectAsync(session, domain, change.Person, ids, ct);
        var otherSubject = await SubjectAsync(session, domain, otherPerson, ids, ct);
        Guid? into = change.Type == "person-restored" ? null : other;
        session.QueueSqlCommand(IndexRows.KeepPerson(domain.Domain, other, null, otherSubject, decides: false));
        session.QueueSqlCommand(IndexRows.KeepPerson(domain.Domain, person, into, subject, decides: true));
        session.QueueSqlCommand(IndexRows.Relink(domain.Domain, [person, other]));
        if (subject is { } one) affected.Add(one);
        if (otherSubject is { } two) affected.Add(two);
        var id = Guid.CreateVersion7(session.RecordedAt);
        foreach (var linked in affected.Order())
        {
            var stream = await session.Events.FetchForWriting<Subject>(linked, ct);
            stream.AppendMany(new PersonsLinked(linked, id));
        }

        session.AuditAll(new AuditRecord(
            new(into is null ? "persons-unlinked" : "persons-linked", $"change/{id}", "done",
                Detail: new { subjects = affected.Order() }),
            "index", "", change.Operation?.ToString("N") ?? "", clock.GetUtcNow()));
    }

    async Task LookAtAsync(
        IDocumentSession session, IndexDomain domain, IdentityChange change, IReadOnlyDictionary<Guid, string> ids,
        CancellationToken ct)
    {
        if (change.Other is not { } from || !ids.TryGetValue(from, out var id)) return;
        var lookup = SignerIds.Lookup(vault, domain.Domain, new(domain.IdentifierType, id));
        if (await SignerIds.FindAsync(database, domain.Domain, [lookup], ct) is not [var signer]) return;
        session.QueueSqlCommand(IndexRows.LookAt(signer.Subject, clock.GetUtcNow()));
        session.AuditAll(new AuditRecord(
            new("split-to-review", signer.Subject.ToString(), "done"), "index", "",
            change.Operation?.ToString("N") ?? "", clock.GetUtcNow()));
    }

    /// <summary>As whom a person of the index signs. Who never has gets a key already: what will be signed counts for
    /// the others from its first moment.</summary>
    async Task<Guid?> SubjectAsync(
        IDocumentSession session, IndexDomain domain, Guid person, IReadOnlyDictionary<Guid, string> ids,
        CancellationToken ct)
    {
        if (!ids.TryGetValue(person, out var id)) return null; // erased there: nobody can ask by its id any more
        var identifier = new PersonIdentifier(domain.IdentifierType, id);
        var lookup = SignerIds.Lookup(vault, domain.Domain, identifier);
        if (await SignerIds.FindAsync(database, domain.Domain, [lookup], ct) is [var known]) return known.Subject;
        var now = session.RecordedAt;
        var subject = Guid.CreateVersion7(now);
        using var seal = vault.NewSeal(subject);
        var signer = new KnownSignerId(lookup, Guid.CreateVersion7(now), subject, seal.Key);
        session.QueueSqlCommand(VaultRows.StoreKey(subject, signer.Key));
        session.QueueSqlCommand(SignerIds.InsertCommand(seal, domain.Domain, signer, identifier, now));
        return subject;
    }

    /// <summary>What stands for a person of the index here: whoever has both databases but no keys learns nothing.
    /// </summary>
    Guid Key(Guid person) => new(
        vault.LookupHash("index-person", person.ToString("N")).AsSpan(0, 16), bigEndian: true);
}
