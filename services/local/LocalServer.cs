using System.Security.Cryptography;
using System.Text;
using Npgsql;
using TrustCenter.Postgres;

namespace TrustCenter.Local;

/// <summary>The PostgreSQL a local suite uses: one of its own in the data folder, or the one it was told.</summary>
sealed class LocalServer(EmbeddedPostgres? embedded, NpgsqlConnectionStringBuilder connection) : IAsyncDisposable
{
    public int? EmbeddedPort => embedded?.Port;

    public static async Task<LocalServer> StartAsync(LocalSettings settings, CancellationToken ct)
    {
        if (settings.Postgres is { } given) return new(null, Parse(given));
        var folder = Place(settings.Data);
        try
        {
            var embedded = await EmbeddedPostgres.StartAsync(folder, ct: ct);
            return new(embedded, new(embedded.ConnectionString));
        }
        catch (InvalidOperationException problem)
        {
            throw new PlainException(problem.Message, problem);
        }
    }

    /// <summary>The PostgreSQL of a suite that runs as another process.</summary>
    public static LocalServer Running(LocalSettings settings, RunningSuite suite) => new(null, new()
    {
        Host = "127.0.0.1",
        Port = suite.PostgresPort ?? throw new PlainException("The running suite uses somebody else's PostgreSQL."),
        Username = "postgres",
        Password = File.ReadAllText(Path.Combine(Place(settings.Data), "superuser-password")).Trim(),
        Database = "postgres",
        Pooling = false,
    });

    /// <summary>Where the embedded server of a suite is or will be.</summary>
    public static string FolderOf(LocalSettings settings) => Place(settings.Data);

    /// <summary>Connection string of whoever may do everything there.</summary>
    public string Superuser => connection.ConnectionString;

    /// <summary>Connection string of a role to its database.</summary>
    public string For(LocalDatabase database, DatabaseRole role) => new NpgsqlConnectionStringBuilder(
        connection.ConnectionString)
    {
        Database = database.Name,
        Username = role.Name,
        Password = role.Password,
        Pooling = true,
    }.ConnectionString;

    /// <summary>Sees to databases and roles, or says what an administrator has to do.</summary>
    public async Task PrepareAsync(IReadOnlyList<LocalDatabase> databases, string keys, CancellationToken ct)
    {
        try
        {
            if (embedded is null && await AllOpenAsync(databases, ct)) return;
            foreach (var database in databases)
            {
                await Databases.EnsureAsync(
                    connection.ConnectionString, database.Name, database.Owner, database.App, ct);
            }
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            var script = Path.Combine(keys, "create-databases.sql");
            File.Delete(script);
            Hosting.KeyFiles.Create(script, SetUp(databases));
            throw new PlainException(
                $"The role of TRUSTCENTER_POSTGRES may not create databases and roles "
                + $"({string.Join(", ", databases.Select(d => d.Name))}; two roles each). Let an administrator run "
                + $"{script} with psql, then start again.", refused);
        }
        catch (NpgsqlException problem)
        {
            throw new PlainException($"PostgreSQL at {connection.Host}:{connection.Port}: {problem.Message}", problem);
        }
    }

    /// <summary>Starts the suite's own PostgreSQL again whenever it ends; another one is its administrator's.</summary>
    /// <param name="lost">Connections that are left over lead nowhere.</param>
    public void KeepRunning(ILogger log, Action lost, CancellationToken ct) => embedded?.KeepRunning(
        code =>
        {
            lost();
            LogMessages.PostgresEnded(log, code);
        },
        away => LogMessages.PostgresBack(log, (long)away.TotalMilliseconds),
        problem => LogMessages.PostgresNotBack(log, problem), ct);

    public ValueTask DisposeAsync() => embedded?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Connection strings of Npgsql, or addresses as libpq has them.</summary>
    internal static NpgsqlConnectionStringBuilder Parse(string given)
    {
        try
        {
            if (!given.StartsWith("postgres://", StringComparison.Ordinal)
                && !given.StartsWith("postgresql://", StringComparison.Ordinal))
                return new(given);

            var address = new Uri(given);
            var user = address.UserInfo.Split(':', 2);
            return new()
            {
                Host = address.Host,
                Port = address.Port < 0 ? 5432 : address.Port,
                Username = Uri.UnescapeDataString(user[0]),
                Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
                Database = address.AbsolutePath is ['/', .. { Length: > 0 } name]
                    ? Uri.UnescapeDataString(name)
                    : "postgres",
            };
        }
        catch (Exception e) when (e is ArgumentException or UriFormatException)
        {
            throw new PlainException("TRUSTCENTER_POSTGRES is no connection string.", e);
        }
    }

    async Task<bool> AllOpenAsync(IReadOnlyList<LocalDatabase> databases, CancellationToken ct)
    {
        foreach (var (database, role) in databases.SelectMany(d => new[] { (d, d.Owner), (d, d.App) }))
        {
            try
            {
                var unpooled = new NpgsqlConnectionStringBuilder(For(database, role)) { Pooling = false };
                await using var attempt = new NpgsqlConnection(unpooled.ConnectionString);
                await attempt.OpenAsync(ct);
            }
            catch (PostgresException)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Where the server's folder is. As root the server runs under another account, which has to get there: below a
    /// closed home directory it can't, so the folder lies in /var/lib then and the data folder has a link to it.
    /// </summary>
    static string Place(string data)
    {
        var folder = Path.Combine(data, "postgres");
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess || IsOpen(data)) return folder;
        if (new DirectoryInfo(folder).LinkTarget is { } known) return known;
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(data)))[..12];
        var elsewhere = Path.Combine("/var/lib/trustcenter", name);
        LocalKeys.Folder("/var/lib/trustcenter", Traversable);
        LocalKeys.Folder(elsewhere, Traversable);
        Directory.CreateSymbolicLink(folder, elsewhere);
        Console.WriteLine($"PostgreSQL's account can't get into {data}; its files are in {elsewhere}.");
        return elsewhere;
    }

    public const UnixFileMode Traversable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    static bool IsOpen(string path)
    {
        for (var folder = new DirectoryInfo(path); folder is not null; folder = folder.Parent)
        {
            if (folder.Exists && (folder.UnixFileMode & UnixFileMode.OtherExecute) == 0) return false;
        }

        return true;
    }

    static string SetUp(IReadOnlyList<LocalDatabase> databases) =>
        string.Concat(databases.Select(database => $"""
            create role "{database.Owner.Name}" login password '{database.Owner.Password}';
            create role "{database.App.Name}" login password '{database.App.Password}';
            create database "{database.Name}" owner "{database.Owner.Name}";
            revoke all on database "{database.Name}" from public;
            grant connect on database "{database.Name}" to "{database.App.Name}";

            """));
}
