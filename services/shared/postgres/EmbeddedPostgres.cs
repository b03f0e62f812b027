using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace TrustCenter.Postgres;

/// <summary>
/// A PostgreSQL of our own in a folder, from the distribution's programs: for local runs and tests. It listens on
/// 127.0.0.1 only, asks for passwords (the superuser's is made at first start and kept in the folder, mode 600), runs
/// under an unprivileged account and is shut down by the kernel's signal when the process that started it dies.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly Process _server;
    readonly FileStream _lock;

    EmbeddedPostgres(ServerFolder folder, FileStream @lock, Process server, int port)
    {
        (_lock, _server, Port) = (@lock, server, port);
        ConnectionString = new NpgsqlConnectionStringBuilder
        {
            Host = IPAddress.Loopback.ToString(),
            Port = port,
            Username = ServerFolder.Superuser,
            Password = folder.ReadPassword(),
            Database = "postgres",
            Pooling = false,
        }.ConnectionString;
    }

    /// <summary>TCP port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Process id of the postmaster.</summary>
    public int ProcessId => _server.Id;

    /// <summary>Connection string of the superuser to database <c>postgres</c>, without pooling.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts the server of a folder, initialising it at first use.</summary>
    /// <param name="folder">
    /// The server's own folder. When we are root it is given to the account <c>postgres</c>, so all folders above it
    /// must be traversable for others.
    /// </param>
    /// <param name="port">TCP port; null chooses a free one.</param>
    /// <param name="settings">Further server settings (<c>name</c>, <c>value</c>).</param>
    /// <param name="ct">Gives up starting.</param>
    /// <exception cref="InvalidOperationException">
    /// No programs, the folder can't be used, another living process uses it, or the server didn't come up.
    /// </exception>
    public static async Task<EmbeddedPostgres> StartAsync(
        string folder, int? port = null, IReadOnlyDictionary<string, string>? settings = null,
        CancellationToken ct = default)
    {
        var binaries = PostgresBinaries.Find() ?? throw new InvalidOperationException(
            "PostgreSQL's programs are not installed (Debian: apt-get install postgresql), or set "
            + PostgresBinaries.FolderVariable + ".");
        var place = new ServerFolder(Path.GetFullPath(folder), binaries);
        settings ??= new Dictionary<string, string>();
        var @lock = await place.LockAsync(ct);
        try
        {
            await place.PrepareAsync(durable: settings.GetValueOrDefault("fsync") != "off", ct);
            for (var attempt = 1; ; attempt++)
            {
                await place.StopOrphanAsync(ct);
                var chosen = port ?? FreePort();
                var server = await ServerProcess.StartBoundAsync("/bin/sh", place.ServerCommand(chosen, settings));
                if (await place.BecomesReadyAsync(server, Patience, ct))
                    return new EmbeddedPostgres(place, @lock, server, chosen);

                if (attempt == 5)
                    throw new InvalidOperationException($"PostgreSQL did not start:\n{place.LogTail()}");

                // a port taken meanwhile, or the last backends of a killed server still letting go of its memory
                await Task.Delay(TimeSpan.FromMilliseconds(300 * attempt), ct);
            }
        }
        catch
        {
            await @lock.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the server fast: open transactions are rolled back, everything committed is on disk.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_server.HasExited)
        {
            await ServerProcess.SignalAsync(_server.Id, "INT");
            using var limit = new CancellationTokenSource(Patience);
            try
            {
                await _server.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                await ServerProcess.SignalAsync(_server.Id, "QUIT");
            }
        }

        await _lock.DisposeAsync();
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
