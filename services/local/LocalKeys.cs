using System.Security.Cryptography;
using TrustCenter.Hosting;

namespace TrustCenter.Local;

/// <summary>Keys of the suite, made at the first start, readable by their owner alone. None is ever replaced.</summary>
static class LocalKeys
{
    /// <summary>Services of the suite. Each has a database, two roles and keys of its own from the first day.</summary>
    public static readonly string[] Services = ["consent", "pseudonym", "identity"];

    public static string TokenSigning(string keys) => Path.Combine(keys, "token-signing.pem");

    public static string TokenPublic(string keys) => Path.Combine(keys, "token-signing.jwks.json");

    public static string OfService(string keys, string service) => Path.Combine(keys, $"{service}.json");

    public static void Ensure(string keys, string issuer, TimeProvider clock)
    {
        Folder(keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var complete = File.Exists(TokenPublic(keys));
        Once(TokenSigning(keys), TokenIssuer.CreateKeyFile, complete);
        foreach (var service in Services)
            Once(OfService(keys, service), path => ServiceKeys.Create(path, clock), complete);

        Once(LocalClients.SecretsFile(keys), LocalClients.CreateSecrets, complete);
        Once(LocalClients.HashesFile(keys), path => LocalClients.CreateHashes(path, keys), complete);
        Once(LocalClients.PseudonymSecretFile(keys), path => KeyFiles.Create(path, NewSecret()), refuse: false);
        Once(LocalClients.PseudonymHashFile(keys),
            path => LocalClients.CreateHash(path, LocalClients.PseudonymSecretFile(keys)), refuse: false);
        Once(LocalClients.ConsentSecretFile(keys), path => KeyFiles.Create(path, NewSecret()), refuse: false);
        Once(LocalClients.ConsentHashFile(keys),
            path => LocalClients.CreateHash(path, LocalClients.ConsentSecretFile(keys)), refuse: false);
        LocalStudy.Ensure(keys, Once);
        Once(LocalStaff.PasswordsFile(keys), LocalStaff.Create, refuse: false);
        Once(LocalStaff.SecretsFile(keys), LocalStaff.CreateSecrets, refuse: false);
        Once(LocalRoles.PasswordsFile(keys), LocalRoles.Create, complete);
        using var signing = new TokenIssuer(TokenSigning(keys), issuer, clock);
        Once(TokenPublic(keys), path => KeyFiles.Create(path, signing.Jwks), refuse: false);
    }

    /// <summary>256 random bits, safe in addresses, headers and shells.</summary>
    public static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public static void Folder(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows()) throw new PlainException("The local suite runs on Linux.");
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, mode);
    }

    /// <summary>Made under another name first: a start that is killed half way leaves no half a key.</summary>
    static void Once(string path, Action<string> create, bool refuse)
    {
        if (File.Exists(path)) return;
        if (refuse)
        {
            throw new PlainException(
                $"The key file {path} is gone. Bring it back from a backup: with a new one nothing stored could "
                + "be read.");
        }

        var unfinished = path + ".new";
        File.Delete(unfinished);
        create(unfinished);
        File.Move(unfinished, path);
    }
}
