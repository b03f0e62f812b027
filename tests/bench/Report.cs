using System.Globalization;
using System.Text;

namespace TrustCenter.Bench;

/// <summary>Prints what was measured as it comes and keeps it for the results file.</summary>
public sealed class Report(Settings settings, TimeProvider clock)
{
    readonly StringBuilder _notes = new();
    readonly StringBuilder _rows = new();
    readonly StringBuilder _rest = new();

    public void Say(string line) => Write(_notes, line + "\n");

    public void Add(Comparison comparison)
    {
        if (_rows.Length == 0) Write(_rows, Comparison.Head + "\n");
        Write(_rows, comparison + "\n");
    }

    internal void Rows(string name, IReadOnlyList<Rate> ours, IReadOnlyList<Rate> plain)
    {
        var ratios = ours.Zip(plain, (one, other) => one.PerSecond / other.PerSecond).ToArray();
        Say(Text($"""
            {name}: {Median(ours, rate => rate.PerSecond):N0} · {Median(plain, rate => rate.PerSecond):N0} rows/s, ratio
            **{Comparison.Median(ratios):0.00}** ({ratios.Min():0.00}–{ratios.Max():0.00});
            CPU ms a row, here + PostgreSQL:
            {Median(ours, rate => rate.Own):0.0000} + {Median(ours, rate => rate.Postgres):0.0000} ·
            {Median(plain, rate => rate.Own):0.0000} + {Median(plain, rate => rate.Postgres):0.0000}.

            """));

        static double Median(IEnumerable<Rate> rates, Func<Rate, double> figure) =>
            Comparison.Median(rates.Select(figure));
    }

    public void Memory(double idle, double loaded, double later, double postgres, double database) =>
        Write(_rest, Text($"""
        Memory with {settings.People:N0} people, MiB: service idle after start {idle:N0}, at the end of the load
        {loaded:N0}, ten seconds later {later:N0} (resident); PostgreSQL {postgres:N0} (all its processes, shared pages
        counted once); database on disk {database:N0}.

        """));

    public void Start(string what, double[] seconds) => Write(_rest, Text($"""
        Ready after start, {what}: median {Comparison.Median(seconds):0.00} s, slowest {seconds.Max():0.00} s of
        {seconds.Length} starts.


        """));

    public async Task WriteAsync()
    {
        if (settings.Out is null) return;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(settings.Out))!);
        await File.WriteAllTextAsync(settings.Out, Text($"""
            # {clock.GetUtcNow():yyyy-MM-dd}, {settings.Machine}

            `.ci/bench.sh`: {settings.Pairs} pairs of runs of {settings.Seconds} s each, suite and bare endpoint by
            turns; medians. The load generator, both servers and PostgreSQL share the machine, so the ratios count,
            not the rates.

            {_notes}
            {_rows}
            {_rest}
            """));
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    static void Write(StringBuilder kept, string text)
    {
        kept.Append(text);
        Console.Write(text);
    }
}
