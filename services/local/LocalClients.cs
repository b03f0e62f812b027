using System.Text.Json;
using TrustCenter.Hosting;

namespace TrustCenter.Local;

/// <summary>Technical clients of the local suite, with secrets made at the first start.</summary>
static class LocalClients
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Client and role: the data integration centre reads, the hospital information system records.</summary>
    static readonly (string Id, string Role)[] Clients = [("diz", "diz"), ("kis", "ward")];

    public static readonly string[] Roles = ["ward", "clerk", "lead", "diz", "dpo", "site", "auditor", "admin"];

    /// <summary>The pseudonym service asks the consent service as a client that may do nothing else.</summary>
    public const string PseudonymService = "pseudonym";

    public static string PseudonymSecretFile(string keys) => Path.Combine(keys, "pseudonym-client.secret");

    public static string PseudonymHashFile(string keys) => Path.Combine(keys, "pseudonym-client.hash");

    /// <summary>The consent service follows the index of identities and may do nothing else.</summary>
    public const string ConsentService = "consent";

    public static string ConsentSecretFile(string keys) => Path.Combine(keys, "consent-client.secret");

    public static string ConsentHashFile(string keys) => Path.Combine(keys, "consent-client.hash");

    public static void CreateHash(string path, string secretFile) => KeyFiles.Create(path, SecretHash.Create(
        KeyFiles.Read(secretFile, "The secret of one of the services")));

    public static string SecretsFile(string keys) => Path.Combine(keys, "client-secrets.json");

    /// <summary>What the service reads: hashes only.</summary>
    public static string HashesFile(string keys) => Path.Combine(keys, "clients.json");

    public static void CreateSecrets(string path) => KeyFiles.Create(path, JsonSerializer.Serialize(
        Clients.ToDictionary(client => client.Id, _ => LocalKeys.NewSecret()), Json));

    public static void CreateHashes(string path, string keys)
    {
        var secrets = Secrets(keys);
        var clients = Clients.Select(client => new ClientOptions
        {
            Id = client.Id,
            SecretHash = SecretHash.Create(secrets[client.Id]),
            Roles = [client.Role],
            Domains = ["*"],
        });
        KeyFiles.Create(path, JsonSerializer.Serialize(new { clients }, Json));
    }

    public static string SecretOf(string keys, string client)
    {
        if (client == LocalStudy.Name && File.Exists(LocalStudy.KeyFile(keys)))
            return KeyFiles.Read(LocalStudy.KeyFile(keys), "The API key of the study's server");
        if (!File.Exists(SecretsFile(keys)))
            throw new PlainException("The suite has not been started here yet, so it has no clients: ./run");

        var secrets = Secrets(keys);
        return secrets.TryGetValue(client, out var secret)
            ? secret
            : throw new PlainException($"There is no client {client}. Clients: {string.Join(", ", secrets.Keys)}.");
    }

    static Dictionary<string, string> Secrets(string keys) => JsonSerializer.Deserialize<Dictionary<string, string>>(
        KeyFiles.Read(SecretsFile(keys), "The clients' secrets"), Json)!;
}
