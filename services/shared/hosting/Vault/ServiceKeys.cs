using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace TrustCenter.Hosting;

/// <summary>
/// A service's own keys, from a file outside PostgreSQL: one key, one purpose. <c>vault</c> wraps the data keys of
/// subjects (the first one for new keys, older ones to open), <c>lookup</c> hashes what is looked up, <c>answers</c>
/// seals stored answers, <c>audit</c> signs tree heads.
/// </summary>
public sealed class ServiceKeys
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    readonly IReadOnlyList<KeyOfFile> _keys;

    ServiceKeys(IReadOnlyList<KeyOfFile> keys) => _keys = keys;

    /// <summary>Key-encryption keys, the present one first.</summary>
    internal IReadOnlyList<(string Id, byte[] Key)> Vault => [.. Of("vault").Select(key => (key.Id, Secret(key)))];

    /// <summary>Key of the lookup hashes; changing it means hashing everything anew.</summary>
    internal byte[] Lookup => Secret(Of("lookup").First());

    /// <summary>Key of the stored answers and their fingerprints.</summary>
    internal byte[] Answers => Secret(Of("answers").First());

    /// <summary>Key that signs the audit trail's tree heads.</summary>
    internal ECDsa AuditSigning() => EcKeys.Read(Of("audit").First().Key, "The audit signing key");

    /// <summary>
    /// Makes a file with new keys, readable by its owner alone; an existing one is never overwritten.
    /// </summary>
    /// <exception cref="IOException">There is one already, or it can't be written.</exception>
    public static void Create(string path, TimeProvider clock)
    {
        var id = clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        using var signing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        KeyFiles.Create(path, JsonSerializer.Serialize(new FileOfKeys(
        [
            new("vault", id, Random()),
            new("lookup", id, Random()),
            new("answers", id, Random()),
            new("audit", id, signing.ExportPkcs8PrivateKeyPem()),
        ]), Json));
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="RefusedToStartException">Missing, readable by others, malformed, or a key is missing or
    /// short.</exception>
    public static ServiceKeys Read(string? path, string service)
    {
        var what = $"The keys of the service {service}";
        var text = KeyFiles.Read(path, what);
        ServiceKeys keys;
        try
        {
            keys = new(JsonSerializer.Deserialize<FileOfKeys>(text, Json)?.Keys ?? []);
        }
        catch (JsonException)
        {
            throw new RefusedToStartException($"{what}: the key file {path} is malformed.");
        }

        foreach (var use in (string[])["vault", "lookup", "answers", "audit"])
        {
            if (!keys.Of(use).Any())
                throw new RefusedToStartException($"{what}: the key file {path} has no key for {use}.");
        }

        foreach (var key in keys._keys.Where(key => key.Use != "audit"))
        {
            if (!IsStrong(key.Key))
                throw new RefusedToStartException($"{what}: a key for {key.Use} is no 32 random bytes in Base64.");
        }

        using var signing = keys.AuditSigning();
        return keys;
    }

    static bool IsStrong(string key)
    {
        Span<byte> bytes = stackalloc byte[33];
        return Convert.TryFromBase64String(key, bytes, out var length) && length == 32
            && bytes[..32].ToArray().Distinct().Count() >= 16;
    }

    static string Random() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    static byte[] Secret(KeyOfFile key) => Convert.FromBase64String(key.Key);

    IEnumerable<KeyOfFile> Of(string use) => _keys.Where(key => key.Use == use);

    sealed record FileOfKeys(IReadOnlyList<KeyOfFile> Keys);

    sealed record KeyOfFile(string Use, string Id, string Key);
}
