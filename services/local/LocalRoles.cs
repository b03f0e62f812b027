using System.Text.Json;
using TrustCenter.Hosting;
using TrustCenter.Postgres;

namespace TrustCenter.Local;

/// <summary>A service's database with the role that owns it and the role the service signs in as.</summary>
sealed record LocalDatabase(string Service, string Name, DatabaseRole Owner, DatabaseRole App);

/// <summary>The databases and roles of a local suite; passwords are made at the first start.</summary>
static class LocalRoles
{
    public static string PasswordsFile(string keys) => Path.Combine(keys, "databases.json");

    public static void Create(string path) => KeyFiles.Create(path, JsonSerializer.Serialize(
        LocalKeys.Services.SelectMany(service => new[] { Owner(service), App(service) })
            .ToDictionary(role => role, _ => LocalKeys.NewSecret())));

    public static LocalDatabase[] Read(LocalSettings settings)
    {
        var passwords = JsonSerializer.Deserialize<Dictionary<string, string>>(
            KeyFiles.Read(PasswordsFile(settings.Keys), "The passwords of the databases"))!;
        return [.. LocalKeys.Services.Select(service => new LocalDatabase(
            service, settings.Prefix + service, Role(Owner(service)), Role(App(service))))];

        DatabaseRole Role(string name) => new(settings.Prefix + name, passwords[name]);
    }

    static string Owner(string service) => $"{service}_owner";

    static string App(string service) => $"{service}_app";
}
