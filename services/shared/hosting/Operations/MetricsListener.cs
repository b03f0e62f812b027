using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace TrustCenter.Hosting;

/// <summary>
/// Collects the platform's and our own instruments and writes them as Prometheus text. Only labels on a list are kept,
/// so that nothing a caller sent becomes a label.
/// </summary>
sealed class MetricsListener : IDisposable
{
    const int MostSeries = 5_000;
    static readonly double[] Bounds =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    static readonly HashSet<string> Meters =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting",
        "System.Runtime", "Npgsql", "TrustCenter",
    ];

    static readonly HashSet<string> Labels =
    [
        "http.route", "http.request.method", "http.response.status_code", "error.type", "gc.heap.generation",
        "db.client.connection.state", "state", "service", "outcome", "kind", "subscription",
    ];

    readonly ConcurrentDictionary<(Instrument, string), Series> _series = new();
    readonly MeterListener _listener = new();

    public MetricsListener()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (Meters.Contains(instrument.Meter.Name))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Record(i, value, tags));
        _listener.SetMeasurementEventCallback<float>((i, value, tags, _) => Record(i, value, tags));
        _listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Record(i, value, tags));
        _listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Record(i, value, tags));
        _listener.SetMeasurementEventCallback<byte>((i, value, tags, _) => Record(i, value, tags));
        _listener.SetMeasurementEventCallback<short>((i, value, tags, _) => Record(i, value, tags));
        _listener.SetMeasurementEventCallback<decimal>((i, value, tags, _) => Record(i, (double)value, tags));
    }

    /// <summary>Begins to listen.</summary>
    public void Start() => _listener.Start();

    /// <summary>All series as Prometheus text (version 0.0.4).</summary>
    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        var instruments = _series.GroupBy(series => series.Key.Item1);
        foreach (var instrument in instruments.OrderBy(group => group.Key.Name, StringComparer.Ordinal))
        {
            var name = NameOf(instrument.Key);
            text.Append("# TYPE ").Append(name).Append(' ').Append(KindOf(instrument.Key)).Append('\n');
            foreach (var ((_, labels), series) in instrument.OrderBy(s => s.Key.Item2, StringComparer.Ordinal))
                series.Write(text, name, labels);
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = (instrument, LabelsOf(tags));
        if (!_series.TryGetValue(key, out var series))
        {
            if (_series.Count >= MostSeries)
                return;

            series = _series.GetOrAdd(key, static key => new Series(KindOf(key.Item1), IsAbsolute(key.Item1)));
        }

        series.Record(value);
    }

    static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return "";

        var text = new StringBuilder(64);
        foreach (var (name, value) in tags)
        {
            if (value is null || !Labels.Contains(name))
                continue;

            text.Append(text.Length == 0 ? "" : ",").Append(name.Replace('.', '_')).Append("=\"");
            text.Append(Convert.ToString(value, CultureInfo.InvariantCulture)!
                .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", " ", StringComparison.Ordinal)).Append('"');
        }

        return text.ToString();
    }

    static string NameOf(Instrument instrument)
    {
        var name = instrument.Name.Replace('.', '_').Replace('-', '_');
        if (instrument.Unit == "s")
            name += "_seconds";

        return KindOf(instrument) == "counter" ? name + "_total" : name;
    }

    static string KindOf(Instrument instrument)
    {
        var type = instrument.GetType().Name;
        return type.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram"
            : type.StartsWith("Counter", StringComparison.Ordinal)
                || type.StartsWith("ObservableCounter", StringComparison.Ordinal) ? "counter"
            : "gauge";
    }

    static bool IsAbsolute(Instrument instrument) =>
        instrument.IsObservable || instrument.GetType().Name.StartsWith("Gauge", StringComparison.Ordinal);

    sealed class Series(string kind, bool absolute)
    {
        readonly Lock _gate = new();
        readonly long[]? _buckets = kind == "histogram" ? new long[Bounds.Length + 1] : null;
        double _sum;
        long _count;

        public void Record(double value)
        {
            lock (_gate)
            {
                _count++;
                _sum = absolute ? value : _sum + value;
                if (_buckets is null)
                    return;

                var bucket = 0;
                while (bucket < Bounds.Length && value > Bounds[bucket])
                    bucket++;

                _buckets[bucket]++;
            }
        }

        public void Write(StringBuilder text, string name, string labels)
        {
            lock (_gate)
            {
                if (_buckets is null)
                {
                    Line(text, name, labels, _sum);
                    return;
                }

                long below = 0;
                for (var i = 0; i <= Bounds.Length; i++)
                {
                    below += _buckets[i];
                    var bound = i < Bounds.Length ? Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                    Line(text, name + "_bucket", labels + (labels.Length == 0 ? "" : ",") + $"le=\"{bound}\"", below);
                }

                Line(text, name + "_sum", labels, _sum);
                Line(text, name + "_count", labels, _count);
            }
        }

        static void Line(StringBuilder text, string name, string labels, double value)
        {
            text.Append(name);
            if (labels.Length > 0)
                text.Append('{').Append(labels).Append('}');

            text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        }
    }
}
