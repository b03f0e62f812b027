using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace TrustCenter.Postgres;

/// <summary>What lies in an embedded server's folder: lock, superuser's password, log and data.</summary>
sealed class ServerFolder(string path, string binaries)
{
    public const string Superuser = "postgres";

    string Data => Path.Combine(path, "data");

    string PasswordFile => Path.Combine(path, "superuser-password");

    string Log => Path.Combine(path, "postgres.log");

    string PidFile => Path.Combine(Data, "postmaster.pid");

    /// <summary>
    /// Held as long as a living process uses the folder; the kernel lets go of it when that process dies.
    /// </summary>
    public async Task<FileStream> LockAsync(CancellationToken ct)
    {
        Directory.CreateDirectory(path);
        var name = Path.Combine(path, "lock");
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(name, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            }
            catch (IOException) when (attempt < 20)
            {
                await Task.Delay(100, ct); // the last one may just be dying
            }
            catch (IOException problem)
            {
                throw new InvalidOperationException($"Another process uses the PostgreSQL in {path}.", problem);
            }
        }
    }

    public string ReadPassword() => File.ReadAllText(PasswordFile).Trim();

    /// <summary>Initialises the data folder; a first start that was interrupted begins anew.</summary>
    public async Task PrepareAsync(bool durable, CancellationToken ct)
    {
        if (Directory.Exists(Data))
            return;

        var unfinished = Data + ".new";
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);

        await WritePasswordAsync(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)), ct);
        if (ServerProcess.Account is { } account)
            await DemandAsync(ServerProcess.RunAsync("chown", ["-R", account, path], ct));

        await DemandAsync(ServerProcess.RunUnprivilegedAsync(Path.Combine(binaries, "initdb"),
            ["-D", unfinished, "-U", Superuser, "--auth=scram-sha-256", $"--pwfile={PasswordFile}", "--encoding=UTF8",
            "--locale=C.UTF-8", "--no-instructions", .. durable ? Array.Empty<string>() : ["--no-sync"]], ct));
        Directory.Move(unfinished, Data);
    }

    /// <summary>
    /// Sets a copy of a server in place: first the superuser's password, then the files as tar. They get their name
    /// last, so that half a copy is no server.
    /// </summary>
    public async Task RestoreAsync(Stream copy, CancellationToken ct)
    {
        if (Directory.Exists(Data))
            throw new InvalidOperationException($"There is a PostgreSQL in {path} already; move it away first.");

        var unfinished = Data + ".new";
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);

        try
        {
            var length = new byte[1];
            await copy.ReadExactlyAsync(length, ct);
            var password = new byte[length[0]];
            await copy.ReadExactlyAsync(password, ct);
            Directory.CreateDirectory(unfinished);
            await System.Formats.Tar.TarFile.ExtractToDirectoryAsync(copy, unfinished, overwriteFiles: false, ct);
            await copy.CopyToAsync(Stream.Null, ct); // to the end: what comes behind is checked as well
            await WritePasswordAsync(System.Text.Encoding.UTF8.GetString(password), ct);
            await DemandAsync(ServerProcess.RunAsync("chmod", ["700", unfinished], ct));
            if (ServerProcess.Account is { } account)
                await DemandAsync(ServerProcess.RunAsync("chown", ["-R", account, path], ct));

            Directory.Move(unfinished, Data);
        }
        catch
        {
            if (Directory.Exists(unfinished))
                Directory.Delete(unfinished, recursive: true);

            throw;
        }
    }

    /// <summary>Arguments for the shell, which hands its process over to the server.</summary>
    public IEnumerable<string> ServerCommand(int port, IReadOnlyDictionary<string, string> settings)
    {
        var defaults = new Dictionary<string, string>
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = "",
            ["max_connections"] = "200",
            // What is new goes to random places of many indexes. Where those do not fit, every insert has a page read
            // and another one written; and the first change after a checkpoint writes a whole page to the log.
            ["shared_buffers"] = string.Create(CultureInfo.InvariantCulture, $"{BufferMebibytes()}MB"),
            ["max_wal_size"] = "2GB",
            ["jit"] = "off", // many short statements: compiling them costs more than it saves
            ["log_error_verbosity"] = "terse", // details of an error repeat values of rows
            ["timezone"] = "UTC",
        };
        foreach (var (name, value) in settings)
            defaults[name] = value;

        return ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null", "sh", Log,
            Path.Combine(binaries, "postgres"), "-D", Data,
            .. defaults.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" })];
    }

    /// <summary>An eighth of the memory there is.</summary>
    static long BufferMebibytes() =>
        Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8 >> 20, 128, 4096);

    /// <summary>Waits until the server says in its pid file that it takes connections; false if it ended.</summary>
    public async Task<bool> BecomesReadyAsync(Process server, TimeSpan patience, CancellationToken ct)
    {
        var waited = Stopwatch.StartNew();
        while (!server.HasExited)
        {
            var lines = ReadPidFile();
            if (lines is [var pid, _, _, _, _, _, _, var status, ..]
                && pid == server.Id.ToString(CultureInfo.InvariantCulture) && status.Trim() == "ready")
                return true;

            if (waited.Elapsed > patience)
            {
                await ServerProcess.SignalAsync(server.Id, "QUIT");
                return false;
            }

            try
            {
                await Task.Delay(20, ct);
            }
            catch (OperationCanceledException)
            {
                await ServerProcess.SignalAsync(server.Id, "INT");
                throw;
            }
        }

        return false;
    }

    /// <summary>
    /// Deals with what a killed process left. We hold the folder's lock, so a server still running here is an orphan.
    /// </summary>
    public async Task StopOrphanAsync(CancellationToken ct)
    {
        if (ReadPidFile() is not [var first, ..] || !int.TryParse(first, out var pid))
            return;

        string[] ever = ["INT", "QUIT", "KILL"];
        for (var round = 0; IsServerHere(pid); round++)
        {
            // it was told to stop by the kernel: it gets 5 s for that, then for each stronger word
            if (round % 50 == 49 && round / 50 < ever.Length)
                await ServerProcess.SignalAsync(pid, ever[round / 50]);

            await Task.Delay(100, ct);
        }

        if (ReadPidFile() is [var left, ..] && left == first)
            File.Delete(PidFile); // its number may belong to a stranger by now
    }

    public string LogTail() =>
        File.Exists(Log) ? string.Join('\n', File.ReadAllLines(Log).TakeLast(12)) : "(no log)";

    async Task WritePasswordAsync(string password, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("The embedded PostgreSQL runs on Linux.");

        File.Delete(PasswordFile);
        await using var file = new StreamWriter(PasswordFile, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        await file.WriteAsync(password.AsMemory(), ct);
    }

    bool IsServerHere(int pid)
    {
        try
        {
            var work = new FileInfo($"/proc/{pid}/cwd").LinkTarget;
            return work == Data
                && File.ReadAllText($"/proc/{pid}/comm").StartsWith("postgres", StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    string[] ReadPidFile()
    {
        try
        {
            return File.ReadAllLines(PidFile);
        }
        catch (IOException)
        {
            return [];
        }
    }

    async Task DemandAsync(Task<(int ExitCode, string Output)> run)
    {
        var (code, output) = await run;
        if (code != 0)
        {
            throw new InvalidOperationException(
                $"PostgreSQL could not be set up in {path} (are the folders above it open to others?): {output}");
        }
    }
}
