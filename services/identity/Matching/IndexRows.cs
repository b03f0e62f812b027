using System.Runtime.CompilerServices;
using Npgsql;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Records as the indexes read them.</summary>
static class IndexRows
{
    const string Columns = "select r.record, r.domain, r.identity, r.tokens, r.content, k.wrapped, k.kek";

    /// <summary>Some records; those erased meanwhile are left out.</summary>
    public static async IAsyncEnumerable<StoredRecord> ReadAsync(
        NpgsqlDataSource data, long[] records, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = data.CreateCommand($"""
            {Columns} from identity.records r join vault.keys k on k.subject = r.identity where r.record = any($1)
            """);
        command.Parameters.Add(new() { Value = records });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) yield return StoredRecord.Read(reader);
    }

    /// <summary>The next records that are visible at a snapshot, by their numbers.</summary>
    public static async Task<List<StoredRecord>> PageAsync(
        NpgsqlDataSource data, long after, string seen, int most, CancellationToken ct)
    {
        await using var command = data.CreateCommand($"""
            {Columns} from identity.records r join vault.keys k on k.subject = r.identity
            where r.record > $1 and pg_visible_in_snapshot(r.tx, $2::text::pg_snapshot) order by r.record limit $3
            """);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = seen });
        command.Parameters.Add(new() { Value = most });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<StoredRecord>(most);
        while (await reader.ReadAsync(ct)) rows.Add(StoredRecord.Read(reader));
        return rows;
    }
}

/// <summary>A record as it is stored.</summary>
sealed record StoredRecord(
    long Record, string Domain, Guid Identity, byte[] Tokens, byte[] Content, WrappedKey Key)
{
    public static StoredRecord Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetString(1), reader.GetGuid(2), reader.GetFieldValue<byte[]>(3),
        reader.GetFieldValue<byte[]>(4), new(reader.GetString(6), reader.GetFieldValue<byte[]>(5)));

    /// <exception cref="VaultException">It does not open.</exception>
    public PersonData Open(Vault vault) =>
        RecordContent.Read(vault.Open(Identity, Key, RecordRows.Field, Content));

    /// <summary>Null where it does not open: nobody can be compared with it, and nobody else waits for that.</summary>
    public PersonData? TryOpen(Vault vault, ILogger log)
    {
        try
        {
            return Open(vault);
        }
        catch (VaultException)
        {
            LogMessages.RecordNotOpened(log, Record);
            return null;
        }
    }
}
