using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using TrustCenter.Events;
using TrustCenter.Postgres;

namespace TrustCenter.Testing;

/// <summary>
/// Real PostgreSQL for tests: one server per test process, from the machine's programs on a free port, or the one
/// <c>TRUSTCENTER_TEST_POSTGRES</c> names (a superuser's connection string). Use it as a class fixture or by itself.
/// </summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    /// <summary>Connection string of a superuser on a server to use instead of starting one.</summary>
    public const string ServerVariable = "TRUSTCENTER_TEST_POSTGRES";

    static readonly Lazy<Task<string>> Server = new(StartAsync);
    static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Templates = new();
    static int _databases;

    readonly ConcurrentBag<TestDatabase> _handedOut = [];

    /// <summary>The superuser's connection string, for what only an administrator may do.</summary>
    public static Task<string> SuperuserAsync() => Server.Value;

    /// <summary>
    /// A fresh database, copied in about 0.1 s from a template that these scripts have been run on once.
    /// </summary>
    /// <param name="scripts">Migration scripts, as <see cref="Migrations.ApplyAsync"/> takes them.</param>
    public async Task<TestDatabase> DatabaseAsync(params (string Name, string Sql)[] scripts)
    {
        var superuser = await Server.Value;
        var template = await Templates.GetOrAdd(Fingerprint(scripts), _ => new(() => TemplateAsync(scripts))).Value;
        var name = NewName("test");
        await Databases.CloneAsync(superuser, template, name, TestDatabase.Owner, TestDatabase.App);
        var database = new TestDatabase(superuser, name);
        _handedOut.Add(database);
        return database;
    }

    /// <summary>Drops the databases this fixture handed out.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var database in _handedOut)
            await database.DisposeAsync();
    }

    static async Task<string> TemplateAsync((string Name, string Sql)[] scripts)
    {
        var name = NewName("template");
        var superuser = await Server.Value;
        await Databases.EnsureAsync(superuser, name, TestDatabase.Owner, TestDatabase.App);
        var database = new TestDatabase(superuser, name);
        await Migrations.ApplyAsync(database.OwnerConnectionString, scripts, TestDatabase.App.Name);
        if (Environment.GetEnvironmentVariable(ServerVariable) is { Length: > 0 })
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Databases.DropAsync(superuser, name).Wait();

        return name;
    }

    static string NewName(string kind) =>
        $"tc_{kind}_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";

    static string Fingerprint((string Name, string Sql)[] scripts) =>
        Convert.ToHexString(SHA256.HashData(
            Encoding.UTF8.GetBytes(string.Concat(scripts.Select(s => s.Name + s.Sql)))));

    static async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable(ServerVariable) is { Length: > 0 } given)
            return given;

        TemporaryServers.Sweep();
        var folder = TemporaryServers.NewFolder();
        var server = await EmbeddedPostgres.StartAsync(folder, settings: TemporaryServers.Careless);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            server.DisposeAsync().AsTask().Wait();
            Directory.Delete(folder, recursive: true);
        };
        return server.ConnectionString;
    }
}
