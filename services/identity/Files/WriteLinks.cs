using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>A match, the likeliest first.</summary>
readonly record struct RankedPair(double Score, uint A, uint B) : IComparable<RankedPair>
{
    public int CompareTo(RankedPair other) => Score != other.Score ? other.Score.CompareTo(Score)
        : A != other.A ? A.CompareTo(other.A) : B.CompareTo(other.B);
}

/// <summary>Joins matches to clusters, the likeliest first, and writes pairs, clusters and the report.</summary>
sealed class WriteLinks(
    FileLinkageOptions options, SealedFiles files, LinkManifest manifest, Action<FileLinkageProgress> progress)
{
    readonly LinkageConfiguration _configuration = LinkageConfiguration.Read(manifest.Configuration!);
    readonly LinkCounts _counts = new();

    public FileLinkageReport Run(CancellationToken ct)
    {
        var clusters = Join(ct);
        using (var pairs = new LinkRows(PathOf("pairs"), options.Format, PairHeads()))
        {
            foreach (var (left, right) in WorkingFiles.Tiles(manifest, options))
                WriteTile(left, right, clusters, pairs, ct);
        }

        WriteClusters(clusters, ct);
        File.WriteAllText(Path.Combine(options.Out, "configuration.json"), manifest.Configuration);
        var report = FileLinkageReport.Of(manifest, _configuration, _counts);
        File.WriteAllText(Path.Combine(options.Out, "report.json"), report.ToJson());
        return report;
    }

    RecordClusters Join(CancellationToken ct)
    {
        if (manifest.Records > int.MaxValue) throw new FileLinkageException("Too many records to be clustered.");
        if (options.OnePerSource && options.Files.Count > RecordClusters.MostSources)
            throw new FileLinkageException($"There are more than {RecordClusters.MostSources} sources.");
        var clusters = new RecordClusters((int)manifest.Records,
            options.OnePerSource ? record => manifest.FileOf(record) : null,
            NeverPairs.Read(options, files, manifest));
        using var ranked = new ExternalSort<RankedPair>(files, "ranked", MemoryPlan.Of(options.Memory).Sort);
        foreach (var (left, right) in WorkingFiles.Tiles(manifest, options))
        {
            ct.ThrowIfCancellationRequested();
            foreach (var found in WorkingFiles.Findings(files, left, right))
                if (found.Outcome == Outcome.Match) ranked.Add(new(found.Score, found.A, found.B));
        }

        foreach (var pair in ranked.Sorted()) clusters.Join((int)pair.A, (int)pair.B);
        return clusters;
    }

    void WriteTile(int left, int right, RecordClusters clusters, LinkRows rows, CancellationToken ct)
    {
        var (a, b) = (manifest.Segments[left], manifest.Segments[right]);
        var ofA = Ids(a).ToArray();
        var ofB = left == right ? ofA : Ids(b).ToArray();
        var fields = PairFinding.FieldNames(manifest.Further);
        foreach (var found in WorkingFiles.Findings(files, left, right))
        {
            ct.ThrowIfCancellationRequested();
            var refusal = found.Outcome == Outcome.Match
                ? clusters.Refusal((int)found.A, (int)found.B) : JoinRefusal.None;
            var match = found.Outcome == Outcome.Match && refusal == JoinRefusal.None;
            _counts.Add(found, match, refusal);
            rows.Write(
            [
                manifest.Files[a.File].Name, ofA[found.A - a.First],
                manifest.Files[b.File].Name, ofB[found.B - b.First],
                Number(found.Score, "0.000"), Number(found.Probability, "0.000000"), match ? "match" : "possible",
                Rules(found, refusal), .. fields.Select((_, field) => found.Level(field)),
            ]);
        }

        progress(new("writing", right + 1, manifest.Segments.Count, "segments"));
    }

    List<string> PairHeads() =>
    [
        "fileA", "idA", "fileB", "idB", "weight", "probability", "class", "rules",
        .. PairFinding.FieldNames(manifest.Further),
    ];

    static string Rules(PairFinding found, JoinRefusal refusal)
    {
        var rules = PairFinding.RuleNames.Where((_, bit) => (found.Rules >> bit & 1) == 1).ToList();
        if (found.Crosswise) rules.Add("crosswise");
        if (refusal == JoinRefusal.NeverMatch) rules.Add("neverMatch");
        if (refusal == JoinRefusal.OnePerSource) rules.Add("onePerSource");
        return string.Join(' ', rules);
    }

    /// <summary>Every record with the number of its cluster: that of the first record in it, from 1.</summary>
    void WriteClusters(RecordClusters clusters, CancellationToken ct)
    {
        var firsts = new int[manifest.Records];
        using var rows = new LinkRows(PathOf("clusters"), options.Format, ["file", "id", "cluster", "size"]);
        foreach (var segment in manifest.Segments)
        {
            ct.ThrowIfCancellationRequested();
            var record = (int)segment.First;
            foreach (var id in Ids(segment))
            {
                var root = clusters.Find(record);
                if (firsts[root] == 0)
                {
                    firsts[root] = record + 1;
                    _counts.AddCluster(clusters.SizeOf(root));
                }

                rows.Write([manifest.Files[segment.File].Name, id, Number(firsts[root], "0"),
                    Number(clusters.SizeOf(root), "0")]);
                record++;
            }
        }
    }

    IEnumerable<string> Ids(SegmentEntry segment)
    {
        using var stream = files.Open(WorkingFiles.Ids(segment));
        var reader = new IndexReader(stream.ReadExactly);
        for (var i = 0; i < segment.Count; i++) yield return reader.Text();
    }

    string PathOf(string name) => Path.Combine(options.Out, $"{name}.{options.Format}");

    static string Number(double number, string form) => number.ToString(form, CultureInfo.InvariantCulture);
}

/// <summary>Rows of a result, as CSV or NDJSON.</summary>
sealed class LinkRows : IDisposable
{
    static readonly string[] Numbers = ["weight", "probability", "cluster", "size"];

    readonly StreamWriter _to;
    readonly IReadOnlyList<string> _heads;
    readonly bool _table;

    public LinkRows(string path, string format, IReadOnlyList<string> heads)
    {
        (_to, _heads, _table) = (new(path, false, new UTF8Encoding(false), 1 << 16), heads, format == "csv");
        _to.NewLine = "\n";
        if (_table) _to.WriteLine(string.Join(',', heads));
    }

    public void Write(ReadOnlySpan<string> cells)
    {
        if (!_table) _to.Write('{');
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0) _to.Write(',');
            if (_table && Numbers.Contains(_heads[i])) _to.Write(cells[i]);
            else if (_table) _to.Write(cells[i].Length == 0 ? "" : CsvText.Cell(cells[i]));
            else Member(_heads[i], cells[i]);
        }

        _to.WriteLine(_table ? "" : "}");
    }

    public void Dispose() => _to.Dispose();

    void Member(string head, string cell)
    {
        _to.Write('"');
        _to.Write(JsonEncodedText.Encode(head));
        _to.Write("\":");
        if (Numbers.Contains(head)) _to.Write(cell);
        else _to.Write($"\"{JsonEncodedText.Encode(cell, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"");
    }
}
