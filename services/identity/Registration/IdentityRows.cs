using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Statements that keep an identity's content and identifiers.</summary>
static class IdentityRows
{
    public static NpgsqlBatchCommand Item(
        Vault vault, Guid identity, WrappedKey key, int version, StoredIdentity content) => Sql.Command(
        Sql.Rows + """
            insert into vault.items (subject, field, version, content)
            select s, 'identity', v, c from unnest($1::uuid[], $2::int[], $3::bytea[]) as t (s, v, c)
            """,
        new[] { identity }, new[] { version },
        new[] { vault.Seal(identity, key, StoredIdentity.Field, content.Write()) });

    public static async Task<Guid?> PersonOfAsync(NpgsqlDataSource data, Guid identity, CancellationToken ct)
    {
        await using var command = data.CreateCommand("select person from identity.identities where identity = $1");
        command.Parameters.Add(new() { Value = identity });
        return await command.ExecuteScalarAsync(ct) as Guid?;
    }

    /// <summary>Whose an identity is, if that is in the domain.</summary>
    public static async Task<Guid?> PersonInAsync(
        NpgsqlDataSource data, Guid identity, string domain, CancellationToken ct)
    {
        await using var command = data.CreateCommand("""
            select p.person from identity.identities i join identity.persons p on p.person = i.person
            where i.identity = $1 and p.domain = $2
            """);
        command.Parameters.Add(new() { Value = identity });
        command.Parameters.Add(new() { Value = domain });
        return await command.ExecuteScalarAsync(ct) as Guid?;
    }

    /// <summary>The people in use to whom those of the identities belong that are in use.</summary>
    public static async Task<Guid[]> ActiveAsync(
        NpgsqlDataSource data, IEnumerable<Guid> identities, CancellationToken ct)
    {
        await using var command = data.CreateCommand("""
            select distinct i.person from identity.identities i join identity.persons p on p.person = i.person
            where i.identity = any($1) and i.active and p.status = 'active' order by 1
            """);
        command.Parameters.Add(new() { Value = identities.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var persons = new List<Guid>();
        while (await reader.ReadAsync(ct)) persons.Add(reader.GetGuid(0));
        return [.. persons];
    }

    /// <summary>All identities of people.</summary>
    public static async Task<HashSet<(Guid Person, Guid Identity)>> OfPersonsAsync(
        NpgsqlDataSource data, Guid[] persons, CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            "select person, identity from identity.identities where person = any($1)");
        command.Parameters.Add(new() { Value = persons });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new HashSet<(Guid, Guid)>();
        while (await reader.ReadAsync(ct)) found.Add((reader.GetGuid(0), reader.GetGuid(1)));
        return found;
    }

    public static NpgsqlBatchCommand Identifiers(Guid identity, IReadOnlyList<IncomingIdentifier> identifiers) =>
        Sql.Command(
            Sql.Rows + """
                insert into identity.identifiers (lookup, identity) select * from unnest($1::bytea[], $2::uuid[])
                on conflict do nothing
                """,
            identifiers.Select(own => own.Lookup).ToArray(), identifiers.Select(_ => identity).ToArray());
}
