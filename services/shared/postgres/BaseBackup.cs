using System.Diagnostics;
using System.Globalization;
using System.Text;
using Npgsql;

namespace TrustCenter.Postgres;

/// <summary>
/// Copies of a whole server while it runs, and their return. Physical ones: the order of the event log is that of the
/// server's transaction ids, which a logical dump into another server would not keep.
/// </summary>
public static class BaseBackup
{
    /// <summary>Streams a copy of a running embedded server: its superuser's password, then its files as tar.</summary>
    /// <param name="superuserConnection">As <see cref="EmbeddedPostgres.ConnectionString"/>.</param>
    /// <param name="to">Takes the copy.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="InvalidOperationException">The server does not give one; the message says why.</exception>
    public static async Task SaveAsync(string superuserConnection, Stream to, CancellationToken ct)
    {
        var server = new NpgsqlConnectionStringBuilder(superuserConnection);
        var password = Encoding.UTF8.GetBytes(server.Password ?? "");
        await to.WriteAsync(new[] { (byte)password.Length }, ct);
        await to.WriteAsync(password, ct);
        var start = new ProcessStartInfo(Program("pg_basebackup"),
        [
            "-h", server.Host!, "-p", server.Port.ToString(CultureInfo.InvariantCulture), "-U", server.Username!,
            "--no-password", "-D", "-", "--format=tar", "--wal-method=fetch", "--checkpoint=fast", "--no-sync",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PGPASSWORD"] = server.Password;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(ct);
        try
        {
            await process.StandardOutput.BaseStream.CopyToAsync(to, 1 << 20, ct);
            await process.WaitForExitAsync(ct);
        }
        catch
        {
            process.Kill();
            throw;
        }

        if (process.ExitCode != 0)
            throw new InvalidOperationException($"PostgreSQL gave no copy: {(await errors).Trim()}");
    }

    /// <summary>Puts a copy in place where there is no server yet. Nothing is there before all of it is.</summary>
    /// <param name="folder">The embedded server's folder.</param>
    /// <param name="from">A copy as <see cref="SaveAsync"/> wrote it.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="InvalidOperationException">There is a server already, or files could not be set.</exception>
    public static async Task RestoreAsync(string folder, Stream from, CancellationToken ct)
    {
        var place = new ServerFolder(Path.GetFullPath(folder), Path.GetDirectoryName(Program("pg_basebackup"))!);
        await using var mine = await place.LockAsync(ct);
        await place.RestoreAsync(from, ct);
    }

    static string Program(string name)
    {
        var folder = PostgresBinaries.Find() ?? throw new InvalidOperationException(
            "PostgreSQL's programs are not installed (Debian: apt-get install postgresql).");
        var program = Path.Combine(folder, name);
        return File.Exists(program) ? program : throw new InvalidOperationException(
            $"There is no {program} (Debian: apt-get install postgresql-client).");
    }
}
