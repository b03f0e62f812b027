using System.Security.Cryptography;
using System.Text.Json;
using TrustCenter.Hosting;

namespace TrustCenter.Local;

/// <summary>
/// One account for each role, for the desk of the local suite. Passwords are made at the first start: 16 letters, 80
/// bits. They lie beside the key that signs the tokens, so hashing them here would hide nothing.
/// </summary>
static class LocalStaff
{
    const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";

    public static string PasswordsFile(string keys) => Path.Combine(keys, "staff.json");

    public static void Create(string path) => KeyFiles.Create(path, JsonSerializer.Serialize(
        LocalClients.Roles.ToDictionary(role => role, _ => New())));

    public static string SecretsFile(string keys) => Path.Combine(keys, "staff-second-factor.json");

    public static void CreateSecrets(string path) => KeyFiles.Create(path, JsonSerializer.Serialize(
        LocalClients.Roles.ToDictionary(
            role => role, _ => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Totp.SecretBytes)))));

    /// <summary>Role to the secret of the authenticator app.</summary>
    public static Dictionary<string, byte[]> ReadSecrets(string keys) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(
            KeyFiles.Read(SecretsFile(keys), "The second factors of the desk's accounts"))!
            .ToDictionary(secret => secret.Key, secret => Convert.FromHexString(secret.Value));

    /// <summary>Role to password.</summary>
    public static Dictionary<string, string> Read(string keys) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(
            KeyFiles.Read(PasswordsFile(keys), "The passwords of the desk's accounts"))!;

    public static string AccountOf(string role) => $"local-{role}";

    /// <summary>Account, password and second factor, for a person who reads them off.</summary>
    public static string PasswordOf(string keys, string role, DateTimeOffset now)
    {
        if (!File.Exists(PasswordsFile(keys)))
            throw new PlainException("The suite has not been started here yet, so it has no accounts: ./run");

        return Read(keys).TryGetValue(role, out var password)
            ? $"{AccountOf(role)} {password}\n{NumberOf(keys, role, now)}"
            : throw new PlainException($"There is no role {role}. Roles: {string.Join(", ", LocalClients.Roles)}.");
    }

    static string NumberOf(string keys, string role, DateTimeOffset now)
    {
        if (!File.Exists(SecretsFile(keys))) return "";
        var secret = ReadSecrets(keys)[role];
        return $"second factor: now {Totp.CodeAt(secret, Totp.StepOf(now))}; for an app {Totp.ToBase32(secret)}";
    }

    static string New() =>
        string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Letters, 4)));
}
