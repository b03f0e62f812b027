using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Takes numbers off a person that turned out to be wrong: nobody is found by them any more, and whoever gets
/// them later is not taken for this person. The records that bore them stay as they are otherwise.</summary>
static class FeedNumbers
{
    /// <summary>Queues what is to be changed behind a version of the person; how many records it was.</summary>
    public static async Task<int> QueueAsync(
        IDocumentSession session, Vault vault, OpenDomain domain, Guid person, long version,
        IReadOnlyCollection<LocalIdentifier> wrong, CancellationToken ct)
    {
        var identities = new HashSet<Guid>();
        foreach (var number in wrong)
        {
            identities.UnionWith((await PersonSearch.IdentitiesByIdentifierAsync(
                session.DataSource, vault, domain.Name, number, ct))
                .Where(hit => hit.Person == person).Select(hit => hit.Identity));
        }

        foreach (var identity in identities) await QueueAsync(session, vault, identity, wrong, ct);
        if (identities.Count == 0) return 0;
        session.QueueSqlCommand(Sql.Command(
            "delete from identity.identifiers where identity = any($1) and lookup = any($2)",
            identities.ToArray(),
            wrong.Select(number => IncomingIdentifier.LookupOf(vault, domain.Name, number)).ToArray()));
        session.Events.Append<Person>(person, version,
            [.. identities.Order().Select(identity => (object)new IdentifiersEnded(person, identity))]);
        return identities.Count;
    }

    static async Task QueueAsync(
        IDocumentSession session, Vault vault, Guid identity, IReadOnlyCollection<LocalIdentifier> wrong,
        CancellationToken ct)
    {
        if (await VaultRows.FindItemAsync(session.DataSource, identity, StoredIdentity.Field, ct) is not { } item)
            return; // erased
        var stored = StoredIdentity.Read(vault.Open(identity, item.Key, StoredIdentity.Field, item.Content));
        session.QueueSqlCommand(IdentityRows.Item(vault, identity, item.Key, item.Version + 1, stored with
        {
            Data = stored.Data with { Identifiers = [.. (stored.Data.Identifiers ?? []).Except(wrong)] },
        }));
    }
}
