using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Hosting;

/// <summary>Statements on the vault's tables.</summary>
public static class VaultRows
{
    /// <summary>Stores a subject's new key; a second one for the same subject fails the transaction.</summary>
    public static NpgsqlBatchCommand StoreKey(Guid subject, WrappedKey key) => Sql.Command(
        Sql.Rows + """
            insert into vault.keys (subject, wrapped, kek)
            select $1[n], $2[n], $3[n] from generate_series(1, cardinality($1)) as n
            """,
        new[] { subject }, new[] { key.Wrapped }, new[] { key.Kek });

    /// <summary>Stores a sealed content under a field and its version.</summary>
    public static NpgsqlBatchCommand StoreItem(Guid subject, string field, int version, byte[] content) => Sql.Command(
        "insert into vault.items (subject, field, version, content) values ($1, $2, $3, $4)",
        subject, field, version, content);

    /// <summary>
    /// Forgets a person: key and contents. What backups hold of them stays closed once the key epoch ends.
    /// </summary>
    public static IEnumerable<NpgsqlBatchCommand> Erase(Guid subject) =>
    [
        Sql.Command("delete from vault.items where subject = $1", subject),
        Sql.Command("delete from vault.keys where subject = $1", subject),
    ];

    /// <summary>A subject's wrapped key, or null where there is none (any more).</summary>
    public static async Task<WrappedKey?> FindKeyAsync(NpgsqlDataSource database, Guid subject, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select kek, wrapped from vault.keys where subject = $1");
        command.Parameters.AddWithValue(subject);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new(reader.GetString(0), reader.GetFieldValue<byte[]>(1))
            : null;
    }

    /// <summary>
    /// The newest content of a field with the subject's key, in one round trip; null where there is none.
    /// </summary>
    public static async Task<(WrappedKey Key, int Version, byte[] Content)?> FindItemAsync(
        NpgsqlDataSource database, Guid subject, string field, CancellationToken ct)
    {
        await using var command = database.CreateCommand("""
            select k.kek, k.wrapped, i.version, i.content from vault.items i join vault.keys k using (subject)
            where i.subject = $1 and i.field = $2 order by i.version desc limit 1
            """);
        command.Parameters.AddWithValue(subject);
        command.Parameters.AddWithValue(field);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;

        var key = new WrappedKey(reader.GetString(0), reader.GetFieldValue<byte[]>(1));
        return (key, reader.GetInt32(2), reader.GetFieldValue<byte[]>(3));
    }
}
