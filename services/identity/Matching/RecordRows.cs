using System.Runtime.CompilerServices;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Records and their hashes as they are stored.</summary>
static class RecordRows
{
    public const string Field = "record";

    public static NpgsqlBatchCommand Insert(
        IReadOnlyList<(long Record, Guid? Contact, byte[] Content)> records, Guid identity) =>
        Sql.Command(Sql.Rows + """
            insert into identity.records (record, identity, contact, content)
            select r, i, nullif(c, '00000000-0000-0000-0000-000000000000'), b
            from unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::bytea[]) as t (r, i, c, b)
            """,
            records.Select(record => record.Record).ToArray(), records.Select(_ => identity).ToArray(),
            records.Select(record => record.Contact ?? Guid.Empty).ToArray(),
            records.Select(record => record.Content).ToArray());

    public static NpgsqlBatchCommand InsertTokens(IReadOnlyList<(long Token, long Record)> tokens) => Sql.Command(
        Sql.Rows + "insert into identity.tokens (token, record) select * from unnest($1::bigint[], $2::bigint[])",
        tokens.Select(token => token.Token).ToArray(), tokens.Select(token => token.Record).ToArray());

    public static NpgsqlBatchCommand DeleteTokens(IReadOnlyList<(long Token, long Record)> tokens) => Sql.Command("""
        delete from identity.tokens t using unnest($1::bigint[], $2::bigint[]) as gone (token, record)
        where t.token = gone.token and t.record = gone.record
        """, tokens.Select(token => token.Token).ToArray(), tokens.Select(token => token.Record).ToArray());

    public static NpgsqlBatchCommand Claim(long[] tokens, string snapshot, Guid unit)
    {
        var (units, seen) = (new Guid[tokens.Length], new string[tokens.Length]);
        Array.Fill(units, unit);
        Array.Fill(seen, snapshot);
        return Sql.Command(Sql.Rows + "select identity.claim($1, $2, $3)", tokens, units, seen);
    }

    public static bool IsLateClaim(PostgresException e) =>
        e.SqlState is "TC010" or "40P01"
        || e is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "mpi_ids_pkey" };

    /// <summary>One more record of an identity that is there already.</summary>
    public static async Task StoreAsync(
        IDocumentSession session, Vault vault, RecordNumbers numbers, Guid identity, WrappedKey key,
        IncomingRecord record, CancellationToken ct)
    {
        var number = await numbers.NextAsync(ct);
        session.QueueSqlCommand(Insert([(number, record.Contact,
            vault.Seal(identity, key, Field, RecordContent.Write(record.Person)))], identity));
        session.QueueSqlCommand(InsertTokens(
            [.. record.Tokens.Concat(record.SearchTokens).Select(token => (token, number))]));
    }

    public static async IAsyncEnumerable<(long Record, PersonData Content)> OfIdentityAsync(
        NpgsqlDataSource data, Vault vault, Guid identity, [EnumeratorCancellation] CancellationToken ct)
    {
        var records = new List<long>();
        await using (var command = data.CreateCommand("select record from identity.records where identity = $1"))
        {
            command.Parameters.Add(new() { Value = identity });
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) records.Add(reader.GetInt64(0));
        }

        await foreach (var (record, _, content) in OpenAsync(data, vault, [.. records], ct))
            yield return (record, content);
    }

    /// <summary>How much two identities speak for one person, at the addresses where they agree most; null where either
    /// has nothing to compare.</summary>
    public static async Task<double?> ScoreAsync(
        NpgsqlDataSource data, Vault vault, Linker linker, Guid one, Guid other, CancellationToken ct)
    {
        var (ours, theirs) = (new List<PreparedPerson>(), new List<PreparedPerson>());
        await foreach (var (_, content) in OfIdentityAsync(data, vault, one, ct)) ours.Add(linker.Read(content));
        await foreach (var (_, content) in OfIdentityAsync(data, vault, other, ct)) theirs.Add(linker.Read(content));
        return ours.Count == 0 || theirs.Count == 0 ? null
            : ours.SelectMany(_ => theirs, (a, b) => linker.Decide(a, b).Score).Max();
    }

    /// <summary>Decrypts records; one whose identity was erased meanwhile is left out.</summary>
    public static async IAsyncEnumerable<(long Record, Guid Identity, PersonData Content)> OpenAsync(
        NpgsqlDataSource data, Vault vault, long[] records, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = data.CreateCommand("""
            select r.record, r.identity, r.content, k.wrapped, k.kek
            from identity.records r join vault.keys k on k.subject = r.identity where r.record = any($1)
            """);
        command.Parameters.Add(new() { Value = records });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var identity = reader.GetGuid(1);
            var key = new WrappedKey(reader.GetString(4), reader.GetFieldValue<byte[]>(3));
            yield return (reader.GetInt64(0), identity,
                RecordContent.Read(vault.Open(identity, key, Field, reader.GetFieldValue<byte[]>(2))));
        }
    }
}
