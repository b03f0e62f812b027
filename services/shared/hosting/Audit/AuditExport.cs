using System.Data;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using Npgsql;

namespace TrustCenter.Hosting;

/// <summary>What stands behind an export's last entry.</summary>
/// <param name="Service">Whose trail.</param>
/// <param name="Question">What was asked for, without pages.</param>
/// <param name="Entries">How many entries there are.</param>
/// <param name="Sha256">Of every byte before the manifest's line, hexadecimal.</param>
/// <param name="Before">The chain's end when the export began.</param>
/// <param name="After">The chain's end when it was complete.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="At">When it was complete.</param>
public sealed record AuditManifest(
    string Service, AuditQuestion Question, long Entries, string Sha256, AuditHead Before, AuditHead After, string By,
    DateTimeOffset At);

/// <summary>What verifying an export came to.</summary>
/// <param name="Genuine">It is what the service signed, entry by entry.</param>
/// <param name="What">What does not fit, or null.</param>
/// <param name="Manifest">What the service signed; null where it can't be read or was not signed by it.</param>
public sealed record AuditExportVerdict(bool Genuine, string? What, AuditManifest? Manifest);

/// <summary>
/// A part of the trail for whoever keeps or examines it elsewhere: NDJSON, one entry a line as it is stored with its
/// leaf, and a last line with the manifest, signed by the key that signs the chain's heads (ES256, compact JWS).
/// </summary>
public static class AuditExport
{
    const string Type = "audit-export+jws";
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Verifies an export by the service's public keys.</summary>
    /// <param name="export">The file.</param>
    /// <param name="jwks">As <c>/.well-known/audit/{service}/jwks.json</c> answered when it was trusted.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<AuditExportVerdict> VerifyAsync(TextReader export, string jwks, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (entries, changed) = (0L, (long?)null);
        string? last = null;
        while (await export.ReadLineAsync(ct) is { } line)
        {
            if (last is not null)
            {
                hash.AppendData(Encoding.UTF8.GetBytes(last + "\n"));
                entries++;
                if (changed is null && !AuditVerification.IsUnchanged(last)) changed = entries;
            }

            last = line;
        }

        if (last is null || Read(last, jwks) is not { } manifest)
            return new(false, "It does not end with a manifest that this service signed: cut off or changed.", null);
        if (entries != manifest.Entries)
            return new(false, $"There are {entries} entries, {manifest.Entries} were signed.", manifest);
        if (changed is { } at) return new(false, $"Entry {at} was changed.", manifest);
        return Convert.ToHexStringLower(hash.GetHashAndReset()) == manifest.Sha256
            ? new(true, null, manifest) : new(false, "The entries are not those that were signed.", manifest);
    }

    internal static async Task WriteAsync(
        Stream to, NpgsqlDataSource database, AuditQuestion question, string service, string by, AuditHeads heads,
        TimeProvider clock, CancellationToken ct)
    {
        var before = await heads.LatestAsync(ct);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var entries = 0L;
        await using (var connection = await database.OpenConnectionAsync(ct))
        await using (var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct))
        {
            await using var command = new NpgsqlCommand(
                $"select to_jsonb(e)::text from audit.entries e where {AuditFilter.Where} order by tx, seq",
                connection);
            AuditFilter.Bind(command, question, clock.GetUtcNow());
            command.CommandTimeout = 0;
            await using var row = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, ct);
            while (await row.ReadAsync(ct))
            {
                var line = Encoding.UTF8.GetBytes(row.GetString(0) + "\n");
                hash.AppendData(line);
                await to.WriteAsync(line, ct);
                entries++;
            }
        }

        var manifest = new AuditManifest(service, question with { After = null, Limit = null }, entries,
            Convert.ToHexStringLower(hash.GetHashAndReset()), before, await heads.LatestAsync(ct), by,
            clock.GetUtcNow());
        await JsonSerializer.SerializeAsync(to, new { manifest, jws = heads.Sign(manifest, Type) }, Json, ct);
        await to.WriteAsync("\n"u8.ToArray(), ct);
    }

    static AuditManifest? Read(string line, string jwks)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var jws = document.RootElement.GetProperty("jws").GetString()!.Split('.');
            var key = new JsonWebKeySet(jwks).Keys.Single();
            using var ecdsa = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new() { X = Base64UrlEncoder.DecodeBytes(key.X), Y = Base64UrlEncoder.DecodeBytes(key.Y) },
            });
            using var header = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(jws[0]));
            // what counts is what was signed, not what stands beside it to be read
            return header.RootElement.GetProperty("typ").GetString() == Type
                && ecdsa.VerifyData(Encoding.ASCII.GetBytes($"{jws[0]}.{jws[1]}"),
                    Base64UrlEncoder.DecodeBytes(jws[2]), HashAlgorithmName.SHA256)
                ? JsonSerializer.Deserialize<AuditManifest>(Base64UrlEncoder.DecodeBytes(jws[1]), Json) : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException
            or InvalidOperationException or IndexOutOfRangeException or CryptographicException or ArgumentException)
        {
            return null;
        }
    }
}
