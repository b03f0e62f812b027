using Npgsql;
using NpgsqlTypes;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>A domain whose originals are ids of the index, with the versions of its lookups.</summary>
sealed record IndexedDomain(int Id, string Name, string Index, short[] Lookups)
{
    public bool Fits(OpenDomain open) => open.Lookups == Lookups.Length && open.LookupVersion == Lookups[0];
}

/// <summary>What is kept of the index: keyed hashes of its people with the lookups of their ids.</summary>
static class IndexRows
{
    public const string Property = "identity-domain";

    const string Domains = """
        select d.id, d.name, d.settings -> 'properties' ->> 'identity-domain',
            (select array_agg(k.version order by k.version desc) from pseudonym.keys k
                where k.domain = d.id and k.use = 'lookup')
        from pseudonym.domains d
        where coalesce(d.settings -> 'properties' ->> 'identity-domain', '') <> '' order by d.id
        """;

    const string Position = """
        select f.position, f.domains from (values (1)) as one left join pseudonym.index_feed f on true
        """;

    const string Move = """
        insert into pseudonym.index_feed as f (position, domains, current_at) values ($1, $2, $3)
        on conflict (one) do update
        set position = excluded.position, domains = excluded.domains, current_at = excluded.current_at
        """;

    const string Keep = """
        insert into pseudonym.index_persons as p (domain, person, merged_into, lookups) values ($1, $2, $3, $4)
        on conflict (domain, person) do update
        set lookups = case when excluded.lookups = '{}' then p.lookups else excluded.lookups end,
            merged_into = case when $5 then excluded.merged_into else p.merged_into end
        """;

    public static async Task<List<IndexedDomain>> DomainsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Domains, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var domains = new List<IndexedDomain>();
        while (await reader.ReadAsync(ct))
        {
            domains.Add(new(reader.GetInt32(0), reader.GetString(1), reader.GetString(2),
                reader.GetFieldValue<short[]>(3)));
        }

        return domains;
    }

    /// <summary>Where one has come to, and for which domains; null and null where nothing was followed.</summary>
    public static async Task<(string? Position, string? Domains)> PositionAsync(
        NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Position, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return await reader.IsDBNullAsync(0, ct) ? (null, null) : (reader.GetString(0), reader.GetString(1));
    }

    public static NpgsqlBatchCommand MoveTo(string position, string domains, DateTimeOffset now) =>
        Sql.Command(Move, position, domains, now.UtcDateTime);

    public static IEnumerable<NpgsqlBatchCommand> Forget() =>
        [new("delete from pseudonym.index_persons"), new("delete from pseudonym.kin")];

    /// <param name="decides">Whether it is known now whom the person was merged into, or that it was not.</param>
    public static NpgsqlBatchCommand KeepPerson(
        int domain, Guid person, Guid? mergedInto, Guid[] lookups, bool decides) => Sql.Command(
        Keep, domain, person,
        new NpgsqlParameter { Value = (object?)mergedInto ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
        lookups, decides);

    public static NpgsqlBatchCommand Relink(int domain, Guid[] persons) =>
        Sql.Command("select pseudonym.relink($1, $2)", domain, persons);

    /// <summary>What stands for a person of the index here: whoever has both databases but no keys learns nothing.
    /// </summary>
    public static Guid Key(Vault vault, Guid person) => new(
        vault.LookupHash("index-person", person.ToString("N")).AsSpan(0, 16), bigEndian: true);
}
