using System.Security.Cryptography;

namespace TrustCenter.Identities;

/// <summary>Links the records of large files, or finds the duplicates in one, on one machine in bounded memory. What it
/// has to put down meanwhile is sealed.</summary>
public sealed class FileLinkage : IDisposable
{
    const string LockName = "lock";

    readonly FileLinkageOptions _options;
    readonly Action<FileLinkageProgress> _progress;
    readonly FileStream _lock;
    readonly SealedFiles _files;
    LinkManifest _manifest;

    /// <summary>Begins, or goes on where a run with the same key, files and options was broken off.</summary>
    /// <exception cref="FileLinkageException">The files cannot be linked like this.</exception>
    public FileLinkage(FileLinkageOptions options, Action<FileLinkageProgress> progress)
    {
        (_options, _progress) = (options, progress);
        if (Fault(options) is { } fault) throw new FileLinkageException(fault);
        Directory.CreateDirectory(options.Out);
        Directory.CreateDirectory(options.WorkFolder);
        _lock = Lock(options.WorkFolder);
        try
        {
            var fingerprint = options.Fingerprint();
            var known = Known(options, fingerprint);
            IsContinued = known is not null;
            if (known is null) Clear(options.WorkFolder);
            _files = new(options.WorkFolder, Key(options.Key));
            _manifest = known ?? new() { Fingerprint = fingerprint, Keyed = options.Key is not null };
            _manifest.Write(options.WorkFolder);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>An earlier run is gone on with.</summary>
    public bool IsContinued { get; }

    /// <summary>Links. Working files are deleted in the end; after a failure they stay only if their key does.
    /// </summary>
    /// <exception cref="FileLinkageException">The files cannot be linked like this.</exception>
    /// <exception cref="OperationCanceledException">Broken off.</exception>
    public FileLinkageReport Run(CancellationToken ct)
    {
        if (_manifest.Stage < LinkStage.Prepared)
        {
            using var prepare = new PreparePersons(_options, _files, _progress);
            Reach(prepare.Run(_manifest, ct));
        }

        if (_manifest.Stage < LinkStage.Estimated)
        {
            var estimate = new EstimateWeights(_options, _files, _manifest, _progress);
            Reach(_options.Configuration is { } path ? estimate.Given(File.ReadAllText(path)) : estimate.Run(ct));
        }

        if (_manifest.Stage < LinkStage.Scored)
            Reach(new ScoreTiles(_options, _files, _progress).Run(_manifest, ct));
        var report = new WriteLinks(_options, _files, _manifest, _progress).Run(ct);
        Clear(_options.WorkFolder);
        return report;
    }

    /// <summary>Lets go of the working files, and deletes them if nobody can read them any more.</summary>
    public void Dispose()
    {
        if (_options.Key is null) Clear(_options.WorkFolder);
        _files.Dispose();
        _lock.Dispose();
        File.Delete(Path.Combine(_options.WorkFolder, LockName));
        if (!Directory.EnumerateFileSystemEntries(_options.WorkFolder).Any()) Directory.Delete(_options.WorkFolder);
    }

    void Reach(LinkManifest manifest)
    {
        manifest.Write(_options.WorkFolder);
        _manifest = manifest;
    }

    static string? Fault(FileLinkageOptions options)
    {
        if (options.Files.Count == 0) return "No file is given.";
        if (options.Files.FirstOrDefault(file => !File.Exists(file)) is { } missing)
            return $"There is no file {missing}.";
        if (options.Files.Select(Path.GetFileName).Distinct().Count() < options.Files.Count)
            return "Two files have the same name; results could not tell them apart.";
        if (options.Files.Count == 1 && !options.Within) return "To link takes two files at least.";
        if (options.Format is not ("csv" or "ndjson")) return "A format is csv or ndjson.";
        if (options.Memory < MemoryPlan.Least) return $"{MemoryPlan.Least} MiB of memory are needed at least.";
        if (options.Configuration is { } file && !File.Exists(file)) return $"There is no file {file}.";
        return options.Key is { } key
            && Path.GetFullPath(key).StartsWith(Path.GetFullPath(options.WorkFolder) + "/", StringComparison.Ordinal)
            ? "The key must not lie among the files that it opens." : null;
    }

    /// <summary>What the earlier run had done, or null: there was none, or nobody can read its files.</summary>
    static LinkManifest? Known(FileLinkageOptions options, string fingerprint)
    {
        var known = LinkManifest.Read(options.WorkFolder);
        if (known is null)
        {
            var others = Directory.EnumerateFileSystemEntries(options.WorkFolder)
                .Any(path => Path.GetFileName(path) != LockName);
            return others ? throw new FileLinkageException($"{options.WorkFolder} holds something else.") : null;
        }

        if (!known.Keyed || known.Stage == LinkStage.Begun) return null;
        if (options.Key is null)
        {
            throw new FileLinkageException(
                $"{options.WorkFolder} holds a run that can go on with its key file; give it, or delete the folder.");
        }

        if (known.Fingerprint == fingerprint) return known;
        throw new FileLinkageException(
            $"{options.WorkFolder} holds a run with other files or options; repeat those, or delete the folder.");
    }

    static byte[] Key(string? path)
    {
        if (path is null) return RandomNumberGenerator.GetBytes(SealedFiles.KeyLength);
        if (File.Exists(path))
        {
            var key = File.ReadAllBytes(path);
            return key.Length == SealedFiles.KeyLength ? key
                : throw new FileLinkageException($"{path} is no key: it has {key.Length} bytes and not 32.");
        }

        var made = RandomNumberGenerator.GetBytes(SealedFiles.KeyLength);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(made);
        file.Flush(flushToDisk: true);
        return made;
    }

    static FileStream Lock(string folder)
    {
        try
        {
            return new(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException e)
        {
            throw new FileLinkageException($"Another run works in {folder}.", e);
        }
    }

    static void Clear(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder))
            if (Path.GetFileName(path) != LockName) File.Delete(path);
    }
}
