using System.Diagnostics;
using System.Net;
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

    /// <summary>After a crash everything since the last checkpoint is done again; begun anew it would take as long.
    /// </summary>
    static readonly TimeSpan Recovery = TimeSpan.FromMinutes(10);

    readonly ServerFolder _folder;
    readonly FileStream _lock;
    readonly IReadOnlyDictionary<string, string> _settings;
    readonly CancellationTokenSource _stop = new();
    Task _keeping = Task.CompletedTask;
    Process _server;

    EmbeddedPostgres(
        ServerFolder folder, FileStream @lock, IReadOnlyDictionary<string, string> settings, Process server, int port)
    {
        (_folder, _lock, _settings, _server, Port) = (folder, @lock, settings, server, port);
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
            var (server, chosen) = await LaunchAsync(place, port, settings, ct);
            return new EmbeddedPostgres(place, @lock, settings, server, chosen);
        }
        catch
        {
            await @lock.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// From here on a server that ends without having been asked to (killed, crashed) is started again on its port,
    /// for as long as it takes.
    /// </summary>
    /// <param name="ended">Told that it ended, with its exit code (137: killed).</param>
    /// <param name="back">Told that it takes connections again, and how long it was away.</param>
    /// <param name="failed">Told why it could not be started; it is tried again.</param>
    /// <param name="ct">From here on it may end.</param>
    public void KeepRunning(
        Action<int> ended, Action<TimeSpan> back, Action<InvalidOperationException> failed, CancellationToken ct) =>
        _keeping = Task.Run(() => KeepAsync(ended, back, failed, ct), CancellationToken.None);

    /// <summary>Stops the server fast: open transactions are rolled back, everything committed is on disk.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _keeping;
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

        _stop.Dispose();
        await _lock.DisposeAsync();
    }

    async Task KeepAsync(
        Action<int> ended, Action<TimeSpan> back, Action<InvalidOperationException> failed, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, ct);
        try
        {
            while (true)
            {
                await _server.WaitForExitAsync(stop.Token);
                stop.Token.ThrowIfCancellationRequested(); // Ctrl-C reaches the server too
                var away = Stopwatch.StartNew();
                ended(_server.ExitCode);
                while (!await StartAgainAsync(failed, stop.Token))
                    await Task.Delay(TimeSpan.FromSeconds(1), stop.Token);

                back(away.Elapsed);
            }
        }
        catch (OperationCanceledException)
        {
            // it is meant to end now
        }
    }

    async Task<bool> StartAgainAsync(Action<InvalidOperationException> failed, CancellationToken ct)
    {
        try
        {
            (_server, _) = await LaunchAsync(_folder, Port, _settings, ct);
            return true;
        }
        catch (InvalidOperationException problem)
        {
            failed(problem);
            return false;
        }
    }

    static async Task<(Process Server, int Port)> LaunchAsync(
        ServerFolder place, int? port, IReadOnlyDictionary<string, string> settings, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            await place.StopOrphanAsync(ct);
            var chosen = port ?? LoopbackPort.Free();
            var server = await ServerProcess.StartBoundAsync("/bin/sh", place.ServerCommand(chosen, settings));
            if (await place.BecomesReadyAsync(server, Recovery, ct))
                return (server, chosen);

            if (attempt == 5)
                throw new InvalidOperationException($"PostgreSQL did not start:\n{place.LogTail()}");

            // a port taken meanwhile, or the last backends of a killed server still letting go of its memory
            await Task.Delay(TimeSpan.FromMilliseconds(300 * attempt), ct);
        }
    }
}
