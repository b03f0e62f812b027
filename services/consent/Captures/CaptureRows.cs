using System.Text;
using System.Text.Json;
using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Whom a session concerns, as the vault keeps it while it lasts.</summary>
public sealed record CaptureSubject(
    IReadOnlyList<PersonIdentifier> Identifiers, DateOnly BirthDate, string? FirstName, string? LastName);

/// <summary>Documents as they were shown and will be recorded; PDFs are items of their own.</summary>
public sealed record CapturePreparation(
    DateTimeOffset At, CaptureContent Content, IReadOnlyList<MadeDocument> Made, IReadOnlyList<string> Sha256);

/// <summary>Names of a session's items in the vault.</summary>
public static class CaptureFields
{
    public const string Subject = "subject";
    public const string Explaining = "explaining";
    public const string DeliveryKey = "delivery-key";
    public const string Preparation = "preparation";

    public static string Pdf(int number) => $"pdf/{number}";
}

/// <summary>Reading and writing around sessions.</summary>
public static class CaptureRows
{
    const string Put = """
        insert into vault.items (subject, field, version, content) values ($1, $2, 1, $3)
        on conflict (subject, field, version) do update set content = excluded.content
        """;

    public static async Task<List<T>> FindAsync<T>(
        IQuerySession session, string sql, object?[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        await using var batch = session.DataSource.CreateBatch();
        batch.Timeout = Sql.Patience;
        batch.BatchCommands.Add(Sql.Command(sql, parameters));
        await using var row = await batch.ExecuteReaderAsync(ct);
        var found = new List<T>();
        while (await row.ReadAsync(ct)) found.Add(read(row));
        return found;
    }

    /// <summary>Puts something into the session's vault, in the place of what was there.</summary>
    public static void Keep(
        this IDocumentSession session, Vault vault, Guid capture, WrappedKey key, string field,
        ReadOnlySpan<byte> content) =>
        session.QueueSqlCommand(Sql.Command(Put, capture, field, vault.Seal(capture, key, field, content)));

    public static byte[] Json<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, StoredJson.Options);

    public static T Read<T>(byte[] json) => JsonSerializer.Deserialize<T>(json, StoredJson.Options)!;

    public static string Text(byte[] text) => Encoding.UTF8.GetString(text);

    /// <summary>Ends a session and forgets whom it concerned. Null: it had ended, or was received.</summary>
    public static async Task<Rejection?> EndAsync(
        this IDocumentSession session, Guid id, string outcome, CancellationToken ct)
    {
        var decision = await session.Decide<Capture>(id, capture => capture.End(id, outcome), ct);
        if (decision.Rejection is { } rejection) return rejection;
        if (decision.Events.Count == 0) return null;
        session.Forget(id);
        session.Audit(new("capture-ended", $"capture/{id}", outcome));
        return null;
    }

    public static void Forget(this IDocumentSession session, Guid id)
    {
        foreach (var command in VaultRows.Erase(id)) session.QueueSqlCommand(command);
    }
}
