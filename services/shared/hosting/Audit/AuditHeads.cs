using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using Npgsql;

namespace TrustCenter.Hosting;

/// <summary>
/// The chain's end at a moment, signed: kept elsewhere it shows later whether the trail was cut or rewritten.
/// </summary>
/// <param name="Service">Whose trail.</param>
/// <param name="Position">Entries sealed so far.</param>
/// <param name="Hash">The chain's hash after them, hexadecimal.</param>
/// <param name="At">When it was signed.</param>
/// <param name="Jws">The same four, signed by ES256 (compact JWS).</param>
public sealed record AuditHead(string Service, long Position, string Hash, DateTimeOffset At, string Jws);

/// <summary>Signs tree heads; the same head is handed out for a second.</summary>
sealed class AuditHeads : IDisposable
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    readonly string _service;
    readonly NpgsqlDataSource _database;
    readonly TimeProvider _clock;
    readonly ECDsa _key;
    AuditHead? _last;

    public AuditHeads(string service, NpgsqlDataSource database, ServiceKeys keys, TimeProvider clock)
    {
        (_service, _database, _clock, _key) = (service, database, clock, keys.AuditSigning());
    }

    /// <summary>The public key as a JWKS document.</summary>
    public string Jwks => EcKeys.ToJwks(_key);

    public async ValueTask<AuditHead> LatestAsync(CancellationToken ct)
    {
        var now = _clock.GetUtcNow();
        if (_last is { } last && now - last.At < TimeSpan.FromSeconds(1))
            return last;

        await using var command = _database.CreateCommand(
            "select position, hash from audit.chain order by position desc limit 1");
        await using var reader = await command.ExecuteReaderAsync(ct);
        return _last = await reader.ReadAsync(ct)
            ? Sign(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), now)
            : Sign(0, AuditChain.Genesis, now);
    }

    public void Dispose() => _key.Dispose();

    /// <summary>Compact JWS of a payload of this type.</summary>
    public string Sign(object payload, string type)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(
            new { alg = "ES256", typ = type, kid = EcKeys.ToSecurityKey(_key).KeyId });
        var signed = $"{Base64UrlEncoder.Encode(header)}."
            + Base64UrlEncoder.Encode(JsonSerializer.SerializeToUtf8Bytes(payload, Json));
        var signature = _key.SignData(System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256);
        return $"{signed}.{Base64UrlEncoder.Encode(signature)}";
    }

    AuditHead Sign(long position, byte[] hash, DateTimeOffset at)
    {
        var hex = Convert.ToHexStringLower(hash);
        return new(_service, position, hex, at,
            Sign(new { service = _service, position, hash = hex, at }, "audit-head+jws"));
    }
}
