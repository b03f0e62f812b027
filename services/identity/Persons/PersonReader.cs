using System.Text;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Reads people with everything that is known of them, in one round trip. Whoever calls it audits it.
/// </summary>
static class PersonReader
{
    public const string DeathField = "death";

    const string Persons = """
        select p.person, p.domain, p.status, p.merged_into, p.reference, p.vital_status, p.version, p.recorded_at,
            p.changed_at, k.wrapped, k.kek, m.content, d.content
        from identity.persons p
        left join vault.keys k on k.subject = p.person
        left join identity.mpi_ids m on m.person = p.person
        left join lateral (select content from vault.items
            where subject = p.person and field = 'death' order by version desc limit 1) d on true
        where p.person = any($1)
        """;

    const string Identities = """
        select i.person, i.identity, i.source, i.active, i.recorded_at, k.wrapped, k.kek, v.content
        from identity.identities i
        join vault.keys k on k.subject = i.identity
        join lateral (select content from vault.items
            where subject = i.identity and field = 'identity' order by version desc limit 1) v on true
        where i.person = any($1) order by i.identity
        """;

    /// <summary>In the order asked for; those who do not exist are left out.</summary>
    public static async Task<IReadOnlyList<PersonView>> ReadAsync(
        NpgsqlDataSource data, Vault vault, Guid[] persons, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Persons, persons));
        batch.BatchCommands.Add(Sql.Command(Identities, persons));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var found = new Dictionary<Guid, PersonView>();
        while (await reader.ReadAsync(ct)) found[reader.GetGuid(0)] = Person(reader, vault);
        await reader.NextResultAsync(ct);
        var identities = new List<(Guid Person, IdentityView View)>();
        while (await reader.ReadAsync(ct)) identities.Add((reader.GetGuid(0), Identity(reader, vault)));
        var byPerson = identities.ToLookup(identity => identity.Person, identity => identity.View);
        return
        [
            .. persons.Distinct().Where(found.ContainsKey)
                .Select(person => found[person] with { Identities = [.. byPerson[person]] }),
        ];
    }

    static PersonView Person(NpgsqlDataReader reader, Vault vault)
    {
        var person = reader.GetGuid(0);
        var key = reader.IsDBNull(9) ? null : new WrappedKey(reader.GetString(10), reader.GetFieldValue<byte[]>(9));
        return new(person, reader.GetString(1),
            key is null || reader.IsDBNull(11)
                ? "" : MpiContent.Open(vault, person, key, reader.GetFieldValue<byte[]>(11)),
            reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetGuid(3), reader.GetGuid(4), reader.GetString(5),
            key is null || reader.IsDBNull(12)
                ? null : Encoding.UTF8.GetString(vault.Open(person, key, DeathField, reader.GetFieldValue<byte[]>(12))),
            reader.GetInt64(6), reader.GetFieldValue<DateTimeOffset>(7), reader.GetFieldValue<DateTimeOffset>(8), []);
    }

    static IdentityView Identity(NpgsqlDataReader reader, Vault vault)
    {
        var identity = reader.GetGuid(1);
        var key = new WrappedKey(reader.GetString(6), reader.GetFieldValue<byte[]>(5));
        var stored = StoredIdentity.Read(
            vault.Open(identity, key, StoredIdentity.Field, reader.GetFieldValue<byte[]>(7)));
        return new(identity, reader.GetString(2), reader.GetBoolean(3), reader.GetFieldValue<DateTimeOffset>(4),
            stored.Data, [.. stored.Contacts.Select(contact => new ContactView(contact.Id, contact.Contact))]);
    }
}
