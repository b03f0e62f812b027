using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>A record to be stored.</summary>
sealed record RecordRow(long Record, Guid? Contact, long[] Tokens, byte[] Content);

/// <summary>Records and their hashes as they are stored.</summary>
static class RecordRows
{
    public const string Field = "record";

    /// <param name="records">What is stored.</param>
    /// <param name="identity">Whose they are.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="writer">The instance that keeps them in mind; 0: none does before it reads them.</param>
    public static NpgsqlBatchCommand Insert(
        IReadOnlyList<RecordRow> records, Guid identity, string domain, long writer) =>
        Sql.Command(Sql.Rows + """
            insert into identity.records (record, writer, domain, identity, contact, tokens, content)
            select $1[n], $2[n], $3[n], $4[n], nullif($5[n], '00000000-0000-0000-0000-000000000000'), $6[n], $7[n]
            from generate_series(1, cardinality($1)) as n
            """,
            records.Select(row => row.Record).ToArray(), records.Select(_ => writer).ToArray(),
            records.Select(_ => domain).ToArray(), records.Select(_ => identity).ToArray(),
            records.Select(row => row.Contact ?? Guid.Empty).ToArray(),
            records.Select(row => Bytes(row.Tokens)).ToArray(), records.Select(row => row.Content).ToArray());

    /// <summary>Statements that erase the records of identities, and tell everybody to forget them.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Erase(Guid[] identities) =>
    [
        Sql.Command("insert into identity.gone (record) select record from identity.records where identity = any($1)",
            (object)identities),
        Sql.Command("delete from identity.records where identity = any($1)", (object)identities),
    ];

    /// <summary>Goes with everything that a registration commits: see the function's own words.</summary>
    public static NpgsqlBatchCommand Claim(OpenDomain domain, IndexView view, long[] tokens) => Sql.Command(
        Sql.Rows + "select identity.claim($1, $2, $3, $4, $5)", new[] { domain.Name }, new[] { domain.Version },
        new[] { tokens is [] ? "" : view.Seen }, new[] { view.Writer }, tokens);

    public static bool IsLateClaim(PostgresException e) =>
        e.SqlState is "TC010" or "40P01"
        || e is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "mpi_ids_pkey" };

    public static bool IsOtherDomain(PostgresException e) => e.SqlState == "TC011";

    public static byte[] Bytes(IReadOnlyList<long> tokens)
    {
        var bytes = new byte[8 * tokens.Count];
        for (var i = 0; i < tokens.Count; i++)
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(8 * i), tokens[i]);
        return bytes;
    }

    public static long[] Tokens(ReadOnlySpan<byte> bytes)
    {
        var tokens = new long[bytes.Length / 8];
        for (var i = 0; i < tokens.Length; i++) tokens[i] = BinaryPrimitives.ReadInt64BigEndian(bytes[(8 * i)..]);
        return tokens;
    }

    /// <summary>One more record of an identity that is there already. The index reads it once it is committed.
    /// </summary>
    public static async Task StoreAsync(
        IDocumentSession session, Vault vault, RecordNumbers numbers, Guid identity, WrappedKey key,
        IncomingRecord record, OpenDomain domain, CancellationToken ct) =>
        session.QueueSqlCommand(Insert([new(await numbers.NextAsync(ct), record.Contact, record.Tokens,
            vault.Seal(identity, key, Field, RecordContent.Write(record.Person)))], identity, domain.Name, 0));

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
