using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>Seals and hashes pairs anew under the domain's newest keys, some hundred rows a transaction.</summary>
static class Resealing
{
    const int Rows = 500;

    const string Take = """
        select id, pseudonym, original, key_version from pseudonym.pairs
        where domain = $1 and id > $2 and not anonymised and (key_version <> $3 or hash_version <> $4)
        order by id limit $5 for update skip locked
        """;

    const string Put = """
        update pseudonym.pairs p set original = t.original, lookup = t.lookup, key_version = $4, hash_version = $5
        from unnest($1, $2, $3) as t(id, original, lookup) where p.id = t.id
        """;

    /// <summary>Null where the domain has changed.</summary>
    public static async Task<Portion?> PortionAsync(
        PairTransaction transaction, OpenDomain domain, long from, CancellationToken ct)
    {
        var rows = new List<(long Id, string Pseudonym, byte[] Original, short KeyVersion)>(Rows);
        await using (var batch = transaction.Batch(PairSql.Lock([domain.Id]),
            Sql.Command(Take, domain.Id, from, domain.WritesData.Version, domain.LookupVersion, Rows),
            PairSql.Versions([domain.Id])))
        await using (var reader = await batch.ExecuteReaderAsync(ct))
        {
            await reader.NextResultAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                rows.Add((reader.GetInt64(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2),
                    reader.GetInt16(3)));
            }

            if ((await PairSql.TakeVersionsAsync(reader, [domain], ct)).Count == 0) return null;
        }

        if (rows.Count == 0) return Portion.End;
        using var sealer = domain.Sealer();
        var originals = rows.ConvertAll(row => domain.Open(row.Original, row.KeyVersion, row.Pseudonym));
        await transaction.CommitAsync(ct, Sql.Command(Put,
            rows.Select(row => row.Id).ToArray(),
            rows.Select((row, i) => sealer.Seal(originals[i], row.Pseudonym)).ToArray(),
            originals.Select(original => domain.Lookup(original)).ToArray(),
            domain.WritesData.Version, domain.LookupVersion));
        return new(rows.Count, rows[^1].Id);
    }

    public static async Task<bool> IsLeftAsync(NpgsqlDataSource database, OpenDomain domain, CancellationToken ct)
    {
        await using var command = database.CreateCommand("""
            select exists(select from pseudonym.pairs
                where domain = $1 and not anonymised and (key_version <> $2 or hash_version <> $3))
            """);
        command.CommandTimeout = 600;
        command.Parameters.Add(new() { Value = domain.Id });
        command.Parameters.Add(new() { Value = domain.WritesData.Version });
        command.Parameters.Add(new() { Value = domain.LookupVersion });
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}
