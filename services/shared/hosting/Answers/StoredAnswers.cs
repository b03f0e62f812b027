using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Hosting;

/// <summary>A write that carries an <c>Idempotency-Key</c>.</summary>
/// <param name="Actor">Who sent it; keys of different callers never meet.</param>
/// <param name="Key">The key.</param>
/// <param name="Fingerprint">Keyed hash of method, address and body.</param>
/// <param name="Seal">Seals the stored body: it may speak of a person.</param>
/// <param name="Now">When it came.</param>
sealed record KeyedRequest(string Actor, string Key, byte[] Fingerprint, AnswerSeal Seal, DateTimeOffset Now)
{
    static readonly object Item = new();

    public static KeyedRequest? Of(HttpContext http) =>
        http.Items.TryGetValue(Item, out var known) ? (KeyedRequest)known! : null;

    public void AttachTo(HttpContext http) => http.Items[Item] = this;
}

/// <summary>
/// The key under which answers are stored; hashes and encrypts, each with a key of its own derived from it.
/// </summary>
sealed class AnswerSeal(ServiceKeys keys)
{
    readonly byte[] _hashing = Derive(keys, "fingerprint");
    readonly byte[] _sealing = Derive(keys, "body");

    public byte[] Fingerprint(string method, string address, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _hashing);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{method}\n{address}\n"));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }

    public byte[] Close(KeyedRequest request, byte[] body) => Vault.Encrypt(_sealing, body, Bind(request));

    public byte[] Open(KeyedRequest request, byte[] sealedBody) => Vault.Decrypt(_sealing, sealedBody, Bind(request));

    static byte[] Bind(KeyedRequest request) => Encoding.UTF8.GetBytes($"{request.Actor}\n{request.Key}");

    static byte[] Derive(ServiceKeys keys, string use) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, keys.Answers, 32, info: Encoding.ASCII.GetBytes("trustcenter answers " + use));
}

/// <summary>Stored answers: written with what they answer, read before it would be done again.</summary>
static class StoredAnswers
{
    static readonly IResult KeyReused = Problem.Of(422, "idempotency-key-reused",
        "This Idempotency-Key was used for another request; choose a new one.");

    public static NpgsqlBatchCommand Insert(KeyedRequest request, WrittenAnswer answer) => Sql.Command("""
        insert into hosting.answers (actor, key, fingerprint, status, content_type, location, etag, body, at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        request.Actor, request.Key, request.Fingerprint, answer.Status, answer.ContentType,
        Text(answer.Location), Text(answer.ETag),
        new NpgsqlParameter
        {
            NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea,
            Value = answer.Body is null ? DBNull.Value : request.Seal.Close(request, answer.Body),
        },
        request.Now.UtcDateTime);

    public static bool IsTaken(PostgresException e) =>
        e is { SqlState: PostgresErrorCodes.UniqueViolation, SchemaName: "hosting", TableName: "answers" };

    /// <summary>Answers a repeated request with what was stored. False where nothing is stored under its key.</summary>
    public static async ValueTask<bool> ReplayAsync(HttpContext http)
    {
        if (KeyedRequest.Of(http) is not { } request
            || await FindAsync(http, request, http.RequestAborted) is not { } answer)
            return false;

        await answer.ExecuteAsync(http);
        return true;
    }

    /// <summary>The stored answer, a refusal where the key was used for something else, or null.</summary>
    public static async Task<IResult?> FindAsync(HttpContext http, KeyedRequest request, CancellationToken ct)
    {
        var database = http.RequestServices.GetRequiredService<IQuerySession>().DataSource;
        await using var command = database.CreateCommand("""
            select fingerprint, status, content_type, location, etag, body from hosting.answers
            where actor = $1 and key = $2
            """);
        command.CommandTimeout = Sql.Patience;
        command.Parameters.AddWithValue(request.Actor);
        command.Parameters.AddWithValue(request.Key);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;

        if (!CryptographicOperations.FixedTimeEquals(reader.GetFieldValue<byte[]>(0), request.Fingerprint))
            return KeyReused;

        return new WrittenAnswer(
            reader.GetInt32(1),
            reader.IsDBNull(5) ? null : request.Seal.Open(request, reader.GetFieldValue<byte[]>(5)),
            reader.IsDBNull(3) ? null : reader.GetString(3),
            reader.IsDBNull(4) ? null : reader.GetString(4),
            reader.GetString(2), Replayed: true);
    }

    static NpgsqlParameter Text(string? value) => new()
    {
        NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text,
        Value = (object?)value ?? DBNull.Value,
    };
}
