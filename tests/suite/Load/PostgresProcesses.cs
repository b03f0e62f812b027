using System.Diagnostics;
using System.Globalization;
using TrustCenter.Testing;

namespace TrustCenter.Suite.Tests;

/// <summary>A suite's PostgreSQL as the kernel sees it: the postmaster and its children, by their ids.</summary>
static class PostgresProcesses
{
    public static int[] Of(SuiteProcess suite)
    {
        var postmaster = suite.PostgresProcessId;
        return [postmaster, .. Directory.GetDirectories("/proc")
            .Select(Path.GetFileName).Where(name => char.IsAsciiDigit(name![0]))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .Where(pid => Stat(pid) is { } stat && stat.Parent == postmaster)];
    }

    /// <summary>SIGKILL to all of them at once; returns when none is left.</summary>
    public static async Task KillAsync(SuiteProcess suite, CancellationToken ct)
    {
        var all = Of(suite);
        await SignalAsync("KILL", all, ct);
        while (all.Any(pid => Stat(pid) is { State: not 'Z' and not 'X' }))
            await Task.Delay(5, ct);
    }

    public static async Task SignalAsync(string signal, IEnumerable<int> pids, CancellationToken ct)
    {
        using var kill = Process.Start(new ProcessStartInfo(
            "kill", [$"-{signal}", .. pids.Select(pid => pid.ToString(CultureInfo.InvariantCulture))])
        {
            RedirectStandardError = true, // a backend that has gone by itself
        })!;
        await kill.WaitForExitAsync(ct);
    }

    /// <summary>The postmaster there is now; null between two.</summary>
    public static int? Postmaster(SuiteProcess suite)
    {
        try
        {
            return suite.PostgresProcessId;
        }
        catch (Exception between) when (between is IOException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>State and parent, from behind the name's end: a name may hold anything.</summary>
    static (char State, int Parent)? Stat(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[0][0], int.Parse(fields[1], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
