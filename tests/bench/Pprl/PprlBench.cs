using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Bench;

/// <summary>Measures privacy-preserving linkage: how fast filters are made and compared, how well they link, and what
/// attacks get out of them. "--only encode,kernels,index,million,workers,quality,
/// fields" does a part.</summary>
sealed class PprlBench
{
    readonly StringBuilder _text = new();

    public static async Task<int> RunAsync(string[] asked, TimeProvider clock)
    {
        string? Value(string name) => Array.IndexOf(asked, name) is >= 0 and var at && at + 1 < asked.Length
            ? asked[at + 1] : null;
        var bench = new PprlBench();
        var only = Value("--only")?.Split(',');
        int Number(string name, int otherwise) =>
            Value(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
        bool Wanted(string part) => only is null || only.Contains(part);
        var machine = Value("--machine") ?? $"{Environment.ProcessorCount} processors";
        bench.Say($"# {clock.GetUtcNow():yyyy-MM-dd}, {machine}\n\n`.ci/bench.sh pprl`\n");
        if (Wanted("encode")) PprlEncoding.Measure(bench.Say);
        if (Wanted("kernels")) PprlKernels.Measure(bench.Say);
        if (Wanted("index")) PprlIndex.Measure(bench.Say);
        if (Wanted("million")) PprlMillion.Measure(bench.Say);
        if (Wanted("workers"))
        {
            await PprlWorkers.MeasureAsync(
                bench.Say, Number("--records", 200_000), Number("--kills", 20), clock);
        }

        if (Wanted("quality") || Wanted("fields"))
        {
            var folder = Value("--data") ?? Path.Combine(Root(), "..", "shared", "data", "linkage");
            if (!Directory.Exists(folder))
            {
                Console.Error.WriteLine($"No data sets in {folder}; --data says where they are.");
                return 77;
            }

            var rows = PprlQuality.Measure(
                new DataSets(folder), bench.Say, Wanted("quality"), Wanted("fields"));
            if (Value("--report") is { } report) File.WriteAllText(report, SafetyReport.Write(rows));
        }

        if (Value("--out") is { } file) File.WriteAllText(file, bench._text.ToString());
        return 0;
    }

    /// <summary>A line that begins with a blank goes on the one before: rows of tables are long.</summary>
    void Say(FormattableString line)
    {
        var text = line.ToString(CultureInfo.InvariantCulture).Replace("\n ", " ", StringComparison.Ordinal);
        Console.WriteLine(text);
        _text.AppendLine(text);
    }

    static string Root([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..");
}
