using System.Text.Json;
using TrustCenter.Hosting;

namespace TrustCenter.Testing;

/// <summary>An issuer of tokens for tests, with its key files in a folder of its own, and keys for services.</summary>
public sealed class TestTokens : IDisposable
{
    /// <summary>The tokens' issuer.</summary>
    public const string IssuerName = "https://tests.trustcenter.invalid";

    readonly TokenIssuer _issuer;

    /// <summary>Makes new keys.</summary>
    /// <param name="clock">The clock of the tokens.</param>
    public TestTokens(TimeProvider clock)
    {
        Clock = clock;
        Folder = Directory.CreateTempSubdirectory("trustcenter-keys-").FullName;
        KeyFile = Path.Combine(Folder, "token-signing.pem");
        JwksFile = Path.Combine(Folder, "jwks.json");
        TokenIssuer.CreateKeyFile(KeyFile);
        _issuer = new TokenIssuer(KeyFile, IssuerName, clock);
        File.WriteAllText(JwksFile, _issuer.Jwks);
    }

    /// <summary>The tokens' clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Where the files are.</summary>
    public string Folder { get; }

    /// <summary>The private key of the tokens.</summary>
    public string KeyFile { get; }

    /// <summary>The public key of the tokens.</summary>
    public string JwksFile { get; }

    /// <summary>Configuration that trusts these tokens and these technical clients.</summary>
    public Dictionary<string, string?> Configuration(
        params (string Id, string Secret, string[] Roles, string[] Domains)[] clients)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Auth:Issuers:0:Issuer"] = IssuerName,
            ["Auth:Issuers:0:JwksFile"] = JwksFile,
        };
        if (clients is not [])
            settings["Auth:ClientsFile"] = ClientsFile(clients);

        return settings;
    }

    /// <summary>A token of a role for all domains, or for those named; valid for an hour.</summary>
    public string For(string role, params string[] domains) =>
        _issuer.Issue($"{role}-1", [role], domains is [] ? ["*"] : domains, lifetime: TimeSpan.FromHours(1),
            signIn: new(Clock.GetUtcNow()));

    /// <summary>A token of anybody.</summary>
    public string Of(
        string subject, string[] roles, string[] domains, string? scope = null, TimeSpan? lifetime = null,
        SignIn? signIn = null) =>
        _issuer.Issue(subject, roles, domains, scope, lifetime ?? TimeSpan.FromHours(1), signIn);

    /// <summary>A file with new keys for a service; the same one when asked again.</summary>
    public string ServiceKeysFile(string service)
    {
        var path = Path.Combine(Folder, $"{service}.keys.json");
        if (!File.Exists(path))
            ServiceKeys.Create(path, Clock);

        return path;
    }

    /// <summary>Removes the keys.</summary>
    public void Dispose()
    {
        _issuer.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    string ClientsFile((string Id, string Secret, string[] Roles, string[] Domains)[] clients)
    {
        var path = Path.Combine(Folder, "clients.json");
        File.Delete(path);
        KeyFiles.Create(path, JsonSerializer.Serialize(new
        {
            clients = clients.Select(client => new
            {
                id = client.Id,
                secretHash = SecretHash.Create(client.Secret),
                roles = client.Roles,
                domains = client.Domains,
            }),
        }));
        return path;
    }
}
