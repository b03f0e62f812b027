using System.Globalization;

namespace TrustCenter.Bench;

/// <summary>What a measurement was asked for.</summary>
/// <param name="Names">Of <see cref="All"/>.</param>
/// <param name="Data">A folder that is kept and used again, seeding included; null: a temporary one.</param>
/// <param name="Out">Markdown file for the results, or null.</param>
/// <param name="Machine">One line about the machine, for the results.</param>
/// <param name="Clients">How many send at the same time; null: as each measurement has it.</param>
public sealed record Settings(
    IReadOnlyList<string> Names, int People, int Pairs, double Seconds, string? Data, string? Out, string Machine,
    int? Clients)
{
    public static readonly string[] All = ["check", "bulk", "record", "memory", "start"];

    public const string Usage = """
        .ci/bench.sh [check] [bulk] [record] [memory] [start] [--clients 16]
        .ci/bench.sh pseudonym (people: pairs that are stored at last)
            [--people 1000000] [--pairs 5] [--seconds 5] [--data FOLDER] [--out FILE.md] [--machine TEXT]
        .ci/bench.sh identity [index] [register] (people: those registered before)
            [--people 1000000] [--pairs 5] [--seconds 5] [--data FOLDER] [--out FILE.md] [--machine TEXT]
        .ci/bench.sh linkage [--data FOLDER] [--out FILE.md] [--machine TEXT]
        .ci/bench.sh pprl (parts: encode, kernels, index, million, workers, quality, fields; report: for people)
            [--only PART,PART] [--data FOLDER] [--out FILE.md] [--report FILE.md] [--machine TEXT]
            [--records 200000] [--kills 20] (of workers)
        """;

    public static Settings? Read(string[] args)
    {
        var (names, values) = (new List<string>(), new Dictionary<string, string>());
        for (var i = 0; i < args.Length; i++)
        {
            if (All.Contains(args[i])) names.Add(args[i]);
            else if (args[i].StartsWith("--", StringComparison.Ordinal) && i + 1 < args.Length) values[args[i]] =
                args[++i];
            else return null;
        }

        return new(names is []
            ? All : names, Number("--people", 1_000_000), Number("--pairs", 5), Number("--seconds", 5),
            values.GetValueOrDefault("--data"), values.GetValueOrDefault("--out"),
            values.GetValueOrDefault("--machine") ?? $"{Environment.ProcessorCount} processors",
            values.ContainsKey("--clients") ? Number("--clients", 16) : null);

        int Number(string name, int otherwise) => values.TryGetValue(name, out var text)
            ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
    }
}
