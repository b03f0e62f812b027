using System.Diagnostics;
using System.Threading.Channels;
using Npgsql;
using TrustCenter.Hosting;

namespace TrustCenter.Bench;

/// <summary>Fills the service's tables by COPY, one stream a table, all at once.</summary>
static class Seeding
{
    const int Portion = 1_000;

    delegate void WriteRows(NpgsqlBinaryImporter row, SeededPerson person);

    static readonly (string Copy, WriteRows Write)[] Tables =
    [
        ("consent.signer_ids (domain, lookup, id, subject, type, value, recorded_at)", SeededRows.SignerId),
        ("vault.keys (subject, wrapped, kek)", SeededRows.Key),
        ("events.events (id, stream_id, kind, version, type, schema_version, data, actor, correlation, recorded_at, "
            + "effective_at)",
            SeededRows.Events),
        ("consent.documents (consent_id, subject, domain, template, kind, signed_at, recorded_at, changed_at, version, "
            + "quality, provisions, answers, detail, expires_on, content)", SeededRows.Documents),
        ("consent.document_states (subject, consent_id, state, kind, signed_at, known_from, quality, annulled, "
            + "provisions, uses, signers)", SeededRows.States),
    ];

    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> RunAsync(string database, string keysFile, int people, TimeProvider clock)
    {
        var begin = Stopwatch.GetTimestamp();
        var vault = new Vault(ServiceKeys.Read(keysFile, "consent"));
        var maker = new PeopleMaker(vault, clock.GetUtcNow());
        await using var source = NpgsqlDataSource.Create(database);
        var queues = Tables.Select(_ => Channel.CreateBounded<SeededPerson[]>(8)).ToArray();
        var copies = Tables
            .Select((table, i) => Task.Run(() => CopyAsync(source, table.Copy, table.Write, queues[i].Reader)));
        var all = Task.WhenAll([.. copies, Task.Run(() => MakeAsync(maker, people, queues))]);
        await all;
        await using var tidy = source.CreateCommand("vacuum (analyze)");
        tidy.CommandTimeout = 600;
        await tidy.ExecuteNonQueryAsync();
        await using var checkpoint = source.CreateCommand("checkpoint");
        checkpoint.CommandTimeout = 600;
        await checkpoint.ExecuteNonQueryAsync();
        return Stopwatch.GetElapsedTime(begin);
    }

    static async Task MakeAsync(PeopleMaker maker, int people, Channel<SeededPerson[]>[] queues)
    {
        for (var first = 0; first < people; first += Portion)
        {
            var portion = new SeededPerson[Math.Min(Portion, people - first)];
            for (var i = 0; i < portion.Length; i++) portion[i] = maker.Make(first + i);
            foreach (var queue in queues) await queue.Writer.WriteAsync(portion);
        }

        foreach (var queue in queues) queue.Writer.Complete();
    }

    static async Task CopyAsync(
        NpgsqlDataSource source, string table, WriteRows write, ChannelReader<SeededPerson[]> portions)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var copy = await connection.BeginBinaryImportAsync($"copy {table} from stdin (format binary)");
        copy.Timeout = TimeSpan.FromMinutes(10);
        await foreach (var portion in portions.ReadAllAsync())
        {
            foreach (var person in portion) write(copy, person);
        }

        await copy.CompleteAsync();
    }
}
