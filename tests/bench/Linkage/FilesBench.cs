using System.Diagnostics;
using System.Globalization;
using System.Text;
using TrustCenter.Hosting;
using TrustCenter.Identities;

namespace TrustCenter.Bench;

/// <summary>Makes files of invented people, every fifth record a second one of somebody, and measures what finding the
/// duplicates takes, in a process of its own.</summary>
static class FilesBench
{
    const int RuntimeMebibytes = 112;
    const int Every = 5;

    const string Usage = """
        linkage generate --records N --file FILE.csv
        linkage files --file FILE.csv --out FOLDER [--memory 512] [--threads 2] [--key FILE]
        """;

    public static int Generate(string[] asked)
    {
        if (Value(asked, "--file") is not { } file || !long.TryParse(Value(asked, "--records"), out var records))
            return Say(Usage);
        var germans = new Germans(DataSets.Folder);
        var errors = new PersonErrors(germans);
        using var text = new StreamWriter(file, false, new UTF8Encoding(false), 1 << 20);
        text.WriteLine("id,familyName,givenName,birthName,birthDate,gender,street,houseNumber,postcode,city");
        for (var row = 0L; row < records; row++)
        {
            var again = row % Every == Every - 1;
            var before = row / Every * (Every - 1) + row % Every; // originals up to here
            var number = again ? (long)(new Chance((ulong)row * 2 + 1).Share() * before) : before;
            var person = again ? errors.Spoil(germans[number], row).Person : germans[number];
            string?[] cells =
            [
                $"{number}-{row}", person.FamilyName, person.GivenName, person.BirthName, person.BirthDate, person.Sex,
                person.Street, person.HouseNumber, person.Postcode, person.City,
            ];
            text.WriteLine(string.Join(
                ',', cells.Select(cell => string.IsNullOrEmpty(cell) ? "" : CsvText.Cell(cell))));
        }

        return 0;
    }

    public static int Run(string[] asked, TimeProvider clock)
    {
        if (Value(asked, "--file") is not { } file || Value(asked, "--out") is not { } folder) return Say(Usage);
        var memory = int.Parse(Value(asked, "--memory") ?? "512", CultureInfo.InvariantCulture);
        AppContext.SetData("GCHeapHardLimit", (ulong)(memory - RuntimeMebibytes) << 20);
        GC.RefreshMemoryLimit();
        var (began, stage, stages) = (clock.GetTimestamp(), "", new List<(string, double, double)>());
        var own = Process.GetCurrentProcess();
        double Cpu()
        {
            own.Refresh();
            return own.TotalProcessorTime.TotalSeconds;
        }

        void Mark(string next)
        {
            if (next == stage) return;
            stages.Add((stage = next, Cpu(), clock.GetElapsedTime(began).TotalSeconds));
        }

        using var linkage = new FileLinkage(new()
        {
            Files = [file],
            Out = folder,
            Within = true,
            Memory = memory,
            Threads = int.Parse(Value(asked, "--threads") ?? "2", CultureInfo.InvariantCulture),
            Key = Value(asked, "--key"),
        }, progress => Mark(progress.Stage));
        var report = linkage.Run(CancellationToken.None);
        Mark("end");
        own.Refresh();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {report.Records} records, {report.Compared} pairs compared,
            {report.Matches} matches, {report.Possible} possible,
            estimated precision {report.EstimatedPrecision:0.00000}, recall {report.EstimatedRecall:0.0000};
            wall {clock.GetElapsedTime(began).TotalSeconds:0} s, CPU {Cpu():0} s,
            peak memory {own.PeakWorkingSet64 / 1048576.0:0} MiB of {memory} MiB
            """));
        for (var i = 0; i + 1 < stages.Count; i++)
        {
            var ((name, cpu, wall), (_, cpuEnd, wallEnd)) = (stages[i], stages[i + 1]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {name}: CPU {cpuEnd - cpu:0.0} s, wall {wallEnd - wall:0.0} s"));
        }

        Count(file, folder);
        return 0;
    }

    /// <summary>By the ids, which begin with the person's number.</summary>
    static void Count(string file, string folder)
    {
        var records = new Dictionary<int, int>();
        foreach (var line in File.ReadLines(file).Skip(1))
        {
            var end = line.IndexOf('-', StringComparison.Ordinal);
            var person = int.Parse(line.AsSpan(0, end), CultureInfo.InvariantCulture);
            records[person] = records.GetValueOrDefault(person) + 1;
        }

        var same = records.Values.Sum(count => count * (count - 1L) / 2);
        var (links, right, matches, rightMatches) = (0L, 0L, 0L, 0L);
        foreach (var line in File.ReadLines(Path.Combine(folder, "pairs.csv")).Skip(1))
        {
            var cells = line.Split(',');
            var one = cells[1].Split('-')[0] == cells[3].Split('-')[0] ? 1 : 0;
            if (double.Parse(cells[4], CultureInfo.InvariantCulture) >= 0) (links, right) = (links + 1, right + one);
            if (cells[6] == "match") (matches, rightMatches) = (matches + 1, rightMatches + one);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            at even odds: precision {(double)right / links:0.0000}, recall {(double)right / same:0.0000},
            F1 {2.0 * right / (links + same):0.0000};
            matches: precision {(double)rightMatches / matches:0.00000}, recall {(double)rightMatches / same:0.0000}
            """));
    }

    static string? Value(string[] asked, string name) =>
        Array.IndexOf(asked, name) is >= 0 and var at && at + 1 < asked.Length ? asked[at + 1] : null;

    static int Say(string usage)
    {
        Console.Error.WriteLine(usage);
        return 64;
    }
}
