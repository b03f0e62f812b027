namespace TrustCenter.Hosting;

/// <summary>Files that hold keys: readable by their owner alone, never created by accident.</summary>
public static class KeyFiles
{
    /// <summary>Reads a key file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="what">What it holds, to begin the sentence with.</param>
    /// <exception cref="RefusedToStartException">Missing, readable by others, or shorter than 32 bytes.</exception>
    public static string Read(string? path, string what)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new RefusedToStartException($"{what}: no key file is configured.");

        if (!File.Exists(path))
            throw new RefusedToStartException($"{what}: the key file {path} does not exist.");

        // a mounted secret is a link to a link
        var file = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        const UnixFileMode others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & others) != 0)
            throw new RefusedToStartException($"{what}: everybody can read the key file {path}; chmod 600 it.");

        if (new FileInfo(file).Length < 32)
            throw new RefusedToStartException($"{what}: the key file {path} holds fewer than 32 bytes.");

        return File.ReadAllText(file);
    }

    /// <summary>Writes a new key file, readable by its owner alone; an existing one is never overwritten.</summary>
    /// <exception cref="IOException">There is one already, or it can't be written.</exception>
    public static void Create(string path, string content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        using var stream = new FileStream(path, options);
        stream.Write(System.Text.Encoding.UTF8.GetBytes(content));
        stream.Flush(flushToDisk: true);
    }
}
