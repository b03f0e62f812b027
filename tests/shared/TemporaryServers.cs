using System.Globalization;
using System.Security.Cryptography;

namespace TrustCenter.Testing;

/// <summary>Folders of servers that live as long as a test process.</summary>
public static class TemporaryServers
{
    const string Prefix = "trustcenter-postgres-";

    /// <summary>Settings for data nobody will miss after a power cut.</summary>
    public static IReadOnlyDictionary<string, string> Careless { get; } = new Dictionary<string, string>
    {
        ["fsync"] = "off",
        ["full_page_writes"] = "off",
        ["autovacuum"] = "off",
        ["max_wal_size"] = "256MB",
        ["shared_buffers"] = "128MB",
    };

    /// <summary>A folder of our own that does not exist yet, its name telling whose it is.</summary>
    public static string NewFolder() => Path.Combine(
        Path.GetTempPath(),
        $"{Prefix}{Environment.ProcessId}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");

    /// <summary>
    /// Removes folders of test processes that were killed (their servers have been shut down by the kernel).
    /// </summary>
    public static void Sweep()
    {
        foreach (var folder in Directory.GetDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            var owner = Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (!int.TryParse(owner, CultureInfo.InvariantCulture, out var pid) || Directory.Exists($"/proc/{pid}"))
                continue;

            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
            {
                // somebody else's, or being swept by another test process at this moment
            }
        }
    }
}
