using System.Diagnostics;
using System.Security.Cryptography;
using TrustCenter.Hosting;
using TrustCenter.Postgres;

namespace TrustCenter.Local;

/// <summary>
/// <c>./run backup FILE</c> and <c>./run restore FILE</c>: all three databases of one machine in one sealed file. The
/// keys are not in it: whoever has the file alone has nothing, and whoever restores brings the keys back first.
/// </summary>
static class Backup
{
    public static async Task SaveAsync(LocalSettings settings, string file, CancellationToken ct)
    {
        if (settings.Postgres is not null)
            throw new PlainException("PostgreSQL is somebody else's here (TRUSTCENTER_POSTGRES); back it up there.");

        var target = Path.GetFullPath(file);
        if (File.Exists(target)) throw new PlainException($"There is a file {target} already.");
        if (!Directory.Exists(settings.Keys))
            throw new PlainException($"There is nothing to back up in {settings.Data}.");

        var began = Stopwatch.StartNew();
        await using var server = RunningSuite.Find(settings.Data) is { } running
            ? LocalServer.Running(settings, running) : await LocalServer.StartAsync(settings, ct);
        var unfinished = target + ".new";
        File.Delete(unfinished);
        try
        {
            await using (var to = new FileStream(unfinished, Own(FileMode.CreateNew)))
            {
                await SealedFile.WriteAsync(Key(settings, create: true), to,
                    plain => BaseBackup.SaveAsync(server.Superuser, plain, ct), ct);
                to.Flush(flushToDisk: true);
            }

            File.Move(unfinished, target);
        }
        catch (InvalidOperationException problem)
        {
            throw new PlainException(problem.Message, problem);
        }
        finally
        {
            File.Delete(unfinished);
        }

        Console.WriteLine(
            $"{target}: {new FileInfo(target).Length >> 20} MiB in {began.Elapsed.TotalSeconds:0.0} s.\n"
            + $"The keys are not in it. Keep a copy of {settings.Keys} apart from it: without them nobody opens it.");
    }

    public static async Task RestoreAsync(LocalSettings settings, string file, CancellationToken ct)
    {
        if (RunningSuite.Find(settings.Data) is not null)
            throw new PlainException($"A suite runs on {settings.Data}; stop it first.");

        if (!File.Exists(file)) throw new PlainException($"There is no file {Path.GetFullPath(file)}.");
        var key = Key(settings, create: false);
        var began = Stopwatch.StartNew();
        try
        {
            await using var from = File.OpenRead(file);
            await SealedFile.ReadAsync(
                key, from, plain => BaseBackup.RestoreAsync(LocalServer.FolderOf(settings), plain, ct), ct);
        }
        catch (InvalidOperationException problem)
        {
            throw new PlainException(problem.Message, problem);
        }

        Console.WriteLine($"Restored to {settings.Data} in {began.Elapsed.TotalSeconds:0.0} s. Start it with ./run");
    }

    static byte[] Key(LocalSettings settings, bool create)
    {
        var path = Path.Combine(settings.Keys, "backup.key");
        if (!File.Exists(path))
        {
            if (!create)
            {
                throw new PlainException(
                    $"The keys that belong to the backup are not in {settings.Keys}; bring them back first.");
            }

            KeyFiles.Create(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        }

        return Convert.FromBase64String(KeyFiles.Read(path, "The key of the backups"));
    }

    static FileStreamOptions Own(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        return options;
    }
}
