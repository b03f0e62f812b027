using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;
using TrustCenter.Hosting;
using TrustCenter.Identities;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Bench;

/// <summary>A person as it is seeded.</summary>
sealed record SeededIdentity(
    long Record, Guid Person, Guid Identity, Guid Contact, WrappedKey PersonKey, WrappedKey IdentityKey, byte[] Lookup,
    byte[] MpiId, byte[] Content, byte[] Tokens, byte[] Compared, DateTime At);

/// <summary>Fills the service's tables by COPY with the rows that registering new people writes, one each
/// millisecond, but for the audit trail's.</summary>
static class IdentitySeeding
{
    const int Portion = 1_000;

    delegate void WriteRows(NpgsqlBinaryImporter row, SeededIdentity person);

    static readonly (string Copy, WriteRows Write)[] Tables =
    [
        ("vault.keys (subject, wrapped, kek)", Keys),
        ("vault.items (subject, field, version, content)",
            (row, one) => Row(row, one.Identity, "identity", 1, one.Content)),
        ("events.events (id, stream_id, kind, version, type, schema_version, data, actor, correlation, recorded_at)",
            Event),
        ("identity.persons (person, domain, status, reference, version, recorded_at, changed_at)",
            (row, one) => Row(row, one.Person, Sampled.Domain, "active", one.Identity, 1L, one.At, one.At)),
        ("identity.identities (identity, person, source, active, recorded_at)",
            (row, one) => Row(row, one.Identity, one.Person, "kis", true, one.At)),
        ("identity.mpi_ids (lookup, person, content)", (row, one) => Row(row, one.Lookup, one.Person, one.MpiId)),
        ("identity.records (record, writer, domain, identity, contact, tokens, content)", (row, one) => Row(row,
            one.Record, 0L, Sampled.Domain, one.Identity, one.Contact, one.Tokens, one.Compared)),
    ];

    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> RunAsync(
        NpgsqlDataSource source, string keysFile, int people, TimeProvider clock)
    {
        var begin = Stopwatch.GetTimestamp();
        var vault = new Vault(ServiceKeys.Read(keysFile, "identity"));
        var (germans, now) = (new Germans(DataSets.Folder), clock.GetUtcNow());
        await using var settings = source.CreateCommand("""
            select c.configuration::text from identity.domains d
            join identity.configurations c on c.domain = d.name and c.version = d.configuration where d.name = $1
            """);
        settings.Parameters.Add(new() { Value = Sampled.Domain });
        var configuration = LinkageConfiguration.Read((string)(await settings.ExecuteScalarAsync())!);
        var linker = new Linker(Sampled.Domain, 1, configuration, vault);
        using var failed = new CancellationTokenSource();
        var queues = Tables.Select(_ => Channel.CreateBounded<SeededIdentity[]>(4)).ToArray();
        var copies = Tables.Select((table, i) =>
            Task.Run(() => CopyAsync(source, table.Copy, table.Write, queues[i].Reader, failed)));
        await Task.WhenAll([.. copies, Task.Run(async () =>
        {
            for (var first = 0; first < people; first += Portion)
            {
                var portion = Enumerable.Range(first, Math.Min(Portion, people - first)).AsParallel().AsOrdered()
                    .Select(number => Make(
                        number, germans[number], linker, vault, now.AddMilliseconds(number - people))).ToArray();
                foreach (var queue in queues) await queue.Writer.WriteAsync(portion, failed.Token);
            }

            foreach (var queue in queues) queue.Writer.Complete();
        })]);
        await using var numbers = source.CreateCommand(
            $"select setval('identity.record_numbers', {people / 1000 * 1000 + 2001})");
        await numbers.ExecuteNonQueryAsync();
        return Stopwatch.GetElapsedTime(begin);
    }

    static SeededIdentity Make(int number, PersonData person, Linker linker, Vault vault, DateTimeOffset at)
    {
        var (owner, identity) = (Guid.CreateVersion7(at), Guid.CreateVersion7(at));
        var contact = new StoredContact(Guid.CreateVersion7(at), BenchPeople.Contact(person));
        var (ownerKey, key) = (vault.NewKey(owner), vault.NewKey(identity));
        var data = BenchPeople.Identity(person) with { Contacts = null };
        var compared = RecordContent.Of(data, contact.Contact, []);
        var mpiId = $"9{number:00000000000}";
        return new(number + 1, owner, identity, contact.Id, ownerKey, key,
            MpiContent.LookupOf(vault, Sampled.Domain, mpiId), MpiContent.Seal(vault, owner, ownerKey, mpiId),
            vault.Seal(identity, key, StoredIdentity.Field, new StoredIdentity(data, [contact]).Write()),
            RecordRows.Bytes([.. linker.Tokens(linker.Read(compared)).Distinct()]),
            vault.Seal(identity, key, RecordRows.Field, RecordContent.Write(compared)), at.UtcDateTime);
    }

    static void Keys(NpgsqlBinaryImporter row, SeededIdentity one)
    {
        Row(row, one.Person, one.PersonKey.Wrapped, one.PersonKey.Kek);
        Row(row, one.Identity, one.IdentityKey.Wrapped, one.IdentityKey.Kek);
    }

    static void Event(NpgsqlBinaryImporter row, SeededIdentity one)
    {
        row.StartRow();
        row.Write(Guid.CreateVersion7(new DateTimeOffset(one.At, TimeSpan.Zero)));
        row.Write(one.Person);
        row.Write("person");
        row.Write(1L);
        row.Write("person-registered");
        row.Write(1);
        row.Write(JsonSerializer.Serialize(
            new PersonRegistered(one.Person, Sampled.Domain, one.Identity, "kis"), JsonSerializerOptions.Web),
            NpgsqlDbType.Jsonb);
        row.Write("bench");
        row.Write("seeding");
        row.Write(one.At);
    }

    static void Row(NpgsqlBinaryImporter row, params object[] values)
    {
        row.StartRow();
        foreach (var value in values) row.Write(value);
    }

    static async Task CopyAsync(
        NpgsqlDataSource source, string table, WriteRows write, ChannelReader<SeededIdentity[]> portions,
        CancellationTokenSource failed)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(failed.Token);
            await using var copy = await connection.BeginBinaryImportAsync(
                $"copy {table} from stdin (format binary)", failed.Token);
            copy.Timeout = TimeSpan.FromHours(1);
            await foreach (var portion in portions.ReadAllAsync(failed.Token))
                foreach (var person in portion) write(copy, person);
            await copy.CompleteAsync(failed.Token);
        }
        catch
        {
            await failed.CancelAsync(); // nobody waits for a table that takes nothing more
            throw;
        }
    }
}
