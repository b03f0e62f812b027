using System.Globalization;

namespace TrustCenter.Bench;

/// <summary>One run with the processor time it cost.</summary>
/// <param name="Server">Milliseconds of the program that answered.</param>
/// <param name="Postgres">Milliseconds of PostgreSQL, all its processes.</param>
/// <param name="Others">Share of the machine that others used meanwhile.</param>
public sealed record Measured(LoadResult Load, double Server, double Postgres, double Others);

/// <summary>The suite and the bare endpoint, run by turns.</summary>
public sealed record Comparison(string Name, int Clients, IReadOnlyList<(Measured Suite, Measured Bare)> Pairs)
{
    public double Ratio => Median(Ratios);

    IEnumerable<double> Ratios =>
        Pairs.Select(pair => pair.Suite.Load.ItemsPerSecond / pair.Bare.Load.ItemsPerSecond);

    public static string Head { get; } = Row(
            "what", "clients", "suite /s", "bare /s", "**ratio** (lowest–highest pair)", "suite p50 / p99 ms",
            "bare p50 / p99 ms", "suite CPU ms: service + PostgreSQL", "bare CPU ms: service + PostgreSQL",
                "others' CPU")
        + "\n" + Row([.. Enumerable.Repeat("---", 10)]);

    public override string ToString() => Row(
        Name,
        Text($"{Clients}"),
        Text($"{Of(true, run => run.Load.ItemsPerSecond):N0}"),
        Text($"{Of(false, run => run.Load.ItemsPerSecond):N0}"),
        Text($"**{Ratio:0.00}** ({Ratios.Min():0.00}–{Ratios.Max():0.00})"),
        Text($"{Of(true, run => run.Load.Median):0.0} / {Of(true, run => run.Load.P99):0.0}"),
        Text($"{Of(false, run => run.Load.Median):0.0} / {Of(false, run => run.Load.P99):0.0}"),
        Text($"{Of(true, ServerEach):0.0000} + {Of(true, PostgresEach):0.0000}"),
        Text($"{Of(false, ServerEach):0.0000} + {Of(false, PostgresEach):0.0000}"),
        Text($"{Others:P0}"));

    static string Row(params string[] cells) => $"| {string.Join(" | ", cells)} |";

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    double Others => Median(Pairs.SelectMany(pair => new[] { pair.Suite.Others, pair.Bare.Others }));

    static double ServerEach(Measured run) => run.Server / run.Load.Items;

    static double PostgresEach(Measured run) => run.Postgres / run.Load.Items;

    double Of(bool suite, Func<Measured, double> figure) =>
        Median(Pairs.Select(pair => figure(suite ? pair.Suite : pair.Bare)));

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted is [] ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
