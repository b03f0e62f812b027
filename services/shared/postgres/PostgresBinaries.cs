namespace TrustCenter.Postgres;

/// <summary>Finds the distribution's PostgreSQL programs.</summary>
public static class PostgresBinaries
{
    /// <summary>
    /// Names a folder that holds <c>postgres</c> and <c>initdb</c>, where it isn't one of the usual places.
    /// </summary>
    public const string FolderVariable = "TRUSTCENTER_POSTGRES_BIN";

    static readonly string[] Parents = ["/usr/lib/postgresql", "/opt/postgresql", "/usr/local/lib/postgresql"];

    static readonly string[] Folders =
        ["/usr/pgsql-18/bin", "/usr/pgsql-17/bin", "/usr/pgsql-16/bin", "/usr/bin", "/usr/local/bin"];

    /// <summary>The folder of the newest installed version, or null where there is none.</summary>
    public static string? Find()
    {
        var named = Environment.GetEnvironmentVariable(FolderVariable);
        var versions = Parents.Where(Directory.Exists)
            .SelectMany(Directory.GetDirectories)
            .OrderByDescending(Version)
            .Select(folder => Path.Combine(folder, "bin"));
        return versions.Concat(Folders).Prepend(named).FirstOrDefault(IsComplete);
    }

    static bool IsComplete(string? folder) =>
        !string.IsNullOrEmpty(folder)
        && File.Exists(Path.Combine(folder, "postgres"))
        && File.Exists(Path.Combine(folder, "initdb"));

    static int Version(string folder) => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0;
}
