using System.Security.Cryptography;
using System.Text;
using TrustCenter.Hosting;
using TrustCenter.Identities;

namespace TrustCenter.Local;

/// <summary>A study's server for trying sessions: its API key, and the identity service as a client of the pseudonym
/// service.</summary>
static class LocalStudy
{
    public const string Name = "study";

    const string Client = "identity";

    public static string KeyFile(string keys) => Path.Combine(keys, "study-api.key");

    static string SecretFile(string keys) => Path.Combine(keys, "identity-client.secret");

    static string HashFile(string keys) => Path.Combine(keys, "identity-client.hash");

    public static void Ensure(string keys, Action<string, Action<string>, bool> once)
    {
        once(KeyFile(keys), path => KeyFiles.Create(path, LocalKeys.NewSecret()), false);
        once(SecretFile(keys), path => KeyFiles.Create(path, LocalKeys.NewSecret()), false);
        once(HashFile(keys), path => LocalClients.CreateHash(path, SecretFile(keys)), false);
    }

    public static IEnumerable<(string Name, string Value)> Settings(string keys, string url)
    {
        const string Server = SessionsOptions.Section + ":Servers:0:";
        var key = KeyFiles.Read(KeyFile(keys), "The API key of the study's server");
        yield return (Server + "Name", Name);
        yield return (Server + "KeySha256", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key))));
        yield return (Server + "Domain", DemoConsent.Domain);
        string[] types = ["addPatient", "addPatients", "readPatients", "editPatient", "createIds", "checkMatch"];
        for (var i = 0; i < types.Length; i++) yield return ($"{Server}Tokens:{i}", types[i]);
        yield return (Server + "IdTypes:0:Name", "psn");
        yield return (Server + "IdTypes:0:PseudonymDomain", DemoConsent.Domain);
        yield return (Server + "IdTypes:1:Name", "pid");
        yield return (Server + "Targets:0", url);
        const string Link = PseudonymLinkOptions.Section + ":";
        yield return (Link + "Address", url);
        yield return (Link + "TokenAddress", $"{url}/oauth/token");
        yield return (Link + "ClientId", Client);
        yield return (Link + "SecretFile", SecretFile(keys));
        yield return ("Auth:Clients:2:Id", Client);
        yield return ("Auth:Clients:2:SecretHash", KeyFiles.Read(
            HashFile(keys), "The hash of the identity service's secret"));
        yield return ("Auth:Clients:2:Roles:0", "patient-list");
        yield return ("Auth:Clients:2:Domains:0", "*");
    }
}
