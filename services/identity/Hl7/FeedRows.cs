using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using TrustCenter.Events;
using TrustCenter.Hl7;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>By what a message is known when it comes again: keyed hashes of its control id and of what it
/// says.</summary>
public sealed record FeedKey(string Sender, byte[] Control, byte[] Content)
{
    public static FeedKey Of(Vault vault, string sender, Hl7Segment header, ReadOnlySpan<byte> content) => new(sender,
        vault.LookupHash("hl7-control", sender, header.Text(10)),
        vault.LookupHash("hl7-content", sender, header.Raw(9), Convert.ToHexString(SHA256.HashData(Body(content)))));

    /// <summary>All but the header's line: senders that send again may date the header anew.</summary>
    static ReadOnlySpan<byte> Body(ReadOnlySpan<byte> content)
    {
        var end = content.IndexOfAny((byte)'\r', (byte)'\n');
        return end < 0 ? content : content[end..];
    }
}

/// <summary>Messages that were taken, and those of them that a person has to mend.</summary>
static class FeedRows
{
    public const string Field = "hl7";

    const string Known = """
        select message, content, code, complaints, received_at from identity.hl7_messages
        where sender = $1 and control = $2 order by received_at
        """;

    const string InsertMessage = """
        insert into identity.hl7_messages (sender, control, content, message, first, code, complaints, received_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    const string InsertFault = """
        insert into identity.hl7_faults (message, sender, domain, event, complaints, received_at)
        values ($1, $2, $3, $4, $5, $6)
        """;

    const string Applied = """
        update identity.hl7_messages set code = 'AA', complaints = '[]' where message = $1
        """;

    // nothing is applied where somebody else settled it first
    const string Settle = "select identity.settle_hl7_fault($1, $2, $3, $4)";

    /// <summary>All messages of a sender with a control id: what became of the one with this content, and whether
    /// there is any with another.</summary>
    public static async Task<(Hl7Outcome? Same, bool IsTaken)> FindAsync(
        NpgsqlDataSource data, FeedKey key, CancellationToken ct)
    {
        await using var command = data.CreateCommand(Known);
        command.CommandTimeout = Sql.Patience;
        command.Parameters.Add(new() { Value = key.Sender });
        command.Parameters.Add(new() { Value = key.Control });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var isTaken = false;
        while (await reader.ReadAsync(ct))
        {
            isTaken = true;
            if (!reader.GetFieldValue<byte[]>(1).AsSpan().SequenceEqual(key.Content)) continue;
            return (new(reader.GetGuid(0), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(4),
                Complaints(reader.GetString(3)), IsRepeated: true), true);
        }

        return (null, isTaken);
    }

    /// <summary>Keeps that a message was taken, in the transaction of what it did.</summary>
    public static NpgsqlBatchCommand Message(FeedKey key, Hl7Outcome outcome, bool isFirst) => Sql.Command(
        InsertMessage, key.Sender, key.Control, key.Content, outcome.Message, isFirst, outcome.Code,
        Json(outcome.Complaints), outcome.At.UtcDateTime);

    /// <summary>Keeps the whole message, encrypted, for whoever mends it.</summary>
    public static void QueueFault(
        IDocumentSession session, Vault vault, Hl7SenderOptions sender, string trigger, Hl7Outcome outcome,
        byte[] content)
    {
        var key = vault.NewKey(outcome.Message);
        session.QueueSqlCommand(VaultRows.StoreKey(outcome.Message, key));
        session.QueueSqlCommand(VaultRows.StoreItem(
            outcome.Message, Field, 1, vault.Seal(outcome.Message, key, Field, content)));
        session.QueueSqlCommand(Sql.Command(InsertFault, outcome.Message, sender.Name, sender.Domain, trigger,
            Json(outcome.Complaints), outcome.At.UtcDateTime));
    }

    /// <summary>The message needs nobody any more: it was applied after all, or it is not going to be.</summary>
    public static void QueueSettled(
        IDocumentSession session, Guid message, string status, string actor, DateTimeOffset now)
    {
        session.QueueSqlCommand(Sql.Command(Settle, message, status, actor, now.UtcDateTime));
        if (status == "replayed") session.QueueSqlCommand(Sql.Command(Applied, message));
        foreach (var command in VaultRows.Erase(message)) session.QueueSqlCommand(command);
    }

    public static bool IsTwice(PostgresException e) => e is
    {
        SqlState: PostgresErrorCodes.UniqueViolation,
        ConstraintName: "hl7_messages_pkey" or "hl7_messages_first",
    };

    public static bool IsSettled(PostgresException e) => e.SqlState == "TC011";

    public static IReadOnlyList<Hl7Complaint> Complaints(string json) =>
        JsonSerializer.Deserialize<Hl7Complaint[]>(json, StoredJson.Options)!;

    static NpgsqlParameter Json(IReadOnlyList<Hl7Complaint> complaints) => new()
    {
        Value = JsonSerializer.Serialize(complaints, StoredJson.Options),
        NpgsqlDbType = NpgsqlDbType.Jsonb,
    };
}
