using System.Globalization;

namespace TrustCenter.Bench;

/// <summary>What processes use, as the kernel counts it.</summary>
public static class ProcessUse
{
    const double TickMilliseconds = 10; // USER_HZ is 100 on every Linux architecture .NET runs on

    /// <summary>Processor milliseconds of one process.</summary>
    public static double Milliseconds(int pid) => Stat(pid) is { } stat ? stat.Own * TickMilliseconds : 0;

    /// <summary>Processor milliseconds of a process with its children, the living and those it has waited
    /// for.</summary>
    public static double FamilyMilliseconds(int pid) =>
        (Stat(pid) is { } parent ? parent.Own + parent.Reaped : 0) * TickMilliseconds
        + Children(pid).Sum(Milliseconds);

    /// <summary>Resident memory in MiB.</summary>
    public static double ResidentMiB(int pid) => Field($"/proc/{pid}/status", "VmRSS:") / 1024;

    /// <summary>Memory of a process and its children in MiB, shared pages counted once.</summary>
    public static double FamilyMiB(int pid) =>
        Children(pid).Append(pid).Sum(each => Field($"/proc/{each}/smaps_rollup", "Pss:")) / 1024;

    /// <summary>Processor milliseconds everybody on this machine has used.</summary>
    public static double MachineMilliseconds()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        long Of(int field) => long.Parse(fields[field], CultureInfo.InvariantCulture);
        return (Of(1) + Of(2) + Of(3) + Of(6) + Of(7)) * TickMilliseconds;
    }

    static IEnumerable<int> Children(int pid)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var each)
                && Stat(each)?.Parent == pid)
                yield return each;
        }
    }

    static (int Parent, long Own, long Reaped)? Stat(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            long Of(int field) => long.Parse(fields[field], CultureInfo.InvariantCulture);
            return ((int)Of(1), Of(11) + Of(12), Of(13) + Of(14));
        }
        catch (IOException)
        {
            return null; // ended meanwhile
        }
    }

    static double Field(string file, string name)
    {
        try
        {
            var line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal),
                CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
