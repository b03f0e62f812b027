using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace TrustCenter.Identities.Tests;

public sealed class FileLinkageTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("link-").FullName;

    [Fact]
    public void Two_files_are_linked_however_small_the_portions()
    {
        var (left, right) = (Table("left.csv", 0, 400), Table("right.csv", 200, 400));
        var whole = Run(Options("whole", left, right));
        var settings = Path.Combine(_folder, "whole", "configuration.json");
        var again = Options("again", left, right) with { Configuration = settings };
        Run(again);
        var cut = again with { Out = Path.Combine(_folder, "cut"), SegmentBytes = 40_000, Threads = 3 };
        var report = Run(cut);

        Assert.InRange(whole.Matches, 195, 200);
        Assert.All(Rows("whole", "pairs").Where(row => row[6] == "match"), row => Assert.Equal(row[1], row[3]));
        Assert.Equal(Rows("again", "pairs").Select(row => string.Join(',', row)).Order(),
            Rows("cut", "pairs").Select(row => string.Join(',', row)).Order());
        Assert.Equal(Rows("again", "clusters").Select(row => string.Join(',', row)),
            Rows("cut", "clusters").Select(row => string.Join(',', row)));
        Assert.Equal(800, report.Records);
        Assert.Equal(600, report.ClustersOfSize.Sum(size => size.Value), 5.0);
        Assert.False(Directory.Exists(cut.WorkFolder));
    }

    [Fact]
    public void A_sample_estimates_nearly_what_all_pairs_do()
    {
        var both = Table("both.csv", 0, 500, 250);
        var whole = Run(Options("whole", both) with { Within = true });
        var sampled = Run(Options("sampled", both) with { Within = true, SampledPairs = 700, SegmentBytes = 60_000 });
        Assert.Equal(1, whole.SampledShare);
        Assert.InRange(sampled.SampledShare, 0.001, 0.5);
        Assert.InRange(sampled.Matches, whole.Matches - 12, whole.Matches + 12);
    }

    [Theory]
    [InlineData("estimating")]
    [InlineData("comparing")]
    [InlineData("writing")]
    public void What_was_broken_off_goes_on_to_the_same_result(string stage)
    {
        var file = Table("one.csv", 0, 500, 250);
        var options = Options("straight", file) with { Within = true, SegmentBytes = 60_000 };
        Run(options);
        var resumed = options with
        {
            Out = Path.Combine(_folder, "resumed"),
            Key = Path.Combine(_folder, "key"),
        };
        using (var stop = new CancellationTokenSource())
        {
            var seen = 0;
            using var broken = new FileLinkage(resumed, progress =>
            {
                if (progress.Stage == stage && ++seen == 2) stop.Cancel();
            });
            Assert.Throws<OperationCanceledException>(() => broken.Run(stop.Token));
        }

        Assert.Equal(32, new FileInfo(resumed.Key).Length);
        foreach (var other in new[] { resumed with { LargestBlock = 5 }, resumed with { Key = null } })
            Assert.Throws<FileLinkageException>(() => new FileLinkage(other, _ => { }).Dispose());
        using (var further = new FileLinkage(resumed, _ => { }))
        {
            Assert.True(further.IsContinued);
            further.Run(TestContext.Current.CancellationToken);
        }

        foreach (var name in new[] { "pairs.csv", "clusters.csv", "configuration.json", "report.json" })
        {
            Assert.Equal(File.ReadAllText(Path.Combine(_folder, "straight", name)),
                File.ReadAllText(Path.Combine(_folder, "resumed", name)));
        }

        Assert.False(Directory.Exists(resumed.WorkFolder));
    }

    [Fact]
    public void Without_a_key_nothing_is_left_and_nothing_can_be_read_meanwhile()
    {
        var options = Options("out", Table("one.csv", 0, 300)) with { Within = true };
        using var stop = new CancellationTokenSource();
        using (var linkage = new FileLinkage(options, progress =>
        {
            if (progress.Stage != "comparing") return;
            // the lock and what is just being written are held by the run itself
            foreach (var path in Directory.EnumerateFiles(options.WorkFolder, "segment-*"))
                Assert.Equal(-1, File.ReadAllBytes(path).AsSpan().IndexOf("FAMILIE"u8));
            stop.Cancel();
        }))
        {
            Assert.Throws<OperationCanceledException>(() => linkage.Run(stop.Token));
        }

        Assert.False(Directory.Exists(options.WorkFolder));
    }

    [Fact]
    public void Lines_that_cannot_be_read_are_told_with_their_reasons()
    {
        var file = Table("one.csv", 0, 20);
        File.AppendAllText(file, "x,too,many,,,,,,cells\n,no,id,1980-01-01,f,17489,Greifswald,Weg 3\n");
        var report = Run(Options("out", file) with { Within = true });
        Assert.Equal(20, report.Records);
        Assert.Equal(["one.csv,22,cells-too-many", "one.csv,23,id-missing"],
            File.ReadLines(Path.Combine(_folder, "out", "unreadable.csv")).Skip(1));
    }

    [Fact]
    public void Pairs_that_are_never_one_person_and_sources_without_duplicates_are_respected()
    {
        var (left, right) = (Table("left.csv", 0, 60), Table("right.csv", 0, 60, 30));
        var never = Path.Combine(_folder, "never.csv");
        File.WriteAllText(never, "P7,P7\n");
        var free = Run(Options("free", left, right));
        var bound = Run(Options("bound", left, right) with { OnePerSource = true, Never = never });
        Assert.Equal(0, free.Refused);
        Assert.InRange(bound.Refused, 25, 40);
        Assert.All(bound.ClustersOfSize.Keys, size => Assert.InRange(size, 1, 2));
        Assert.Contains(Rows("bound", "pairs"), row =>
            row[1] == "P7" && row[3] == "P7" && row[6] == "possible" && row[7].Contains("neverMatch"));
        Assert.Throws<FileLinkageException>(() =>
        {
            File.WriteAllText(never, "P7,P777\n");
            Run(Options("unknown", left, right) with { Never = never });
        });
    }

    [Fact]
    public void Lines_of_json_are_read_and_written_as_well()
    {
        var table = Table("one.csv", 0, 100, 50);
        var lines = File.ReadAllLines(table);
        var heads = lines[0].Split(',');
        var json = Path.Combine(_folder, "other.ndjson");
        File.WriteAllLines(json, lines.Skip(1).Select(line => new JsonObject(line.Split(',')
            .Select((cell, at) => KeyValuePair.Create(heads[at], (JsonNode?)cell))).ToJsonString()));
        var first = Run(Options("table", table) with { Within = true });
        var second = Run(Options("json", json) with { Within = true, Format = "ndjson" });
        Assert.Equal(first.Matches, second.Matches);
        var row = JsonNode.Parse(File.ReadLines(Path.Combine(_folder, "json", "pairs.ndjson")).First())!;
        Assert.Equal("other.ndjson", row["fileA"]!.GetValue<string>());
        Assert.True(row["weight"]!.GetValue<double>() > -50);
    }

    [Fact]
    public void What_cannot_be_linked_is_refused_before_anything_is_written()
    {
        var file = Table("one.csv", 0, 5);
        File.WriteAllText(Path.Combine(_folder, "odd.csv"), "id,blood\n1,A\n");
        Refused(Options("out", file), "two files");
        Refused(Options("out", file, Path.Combine(_folder, "none.csv")), "no file");
        Refused(Options("out", file) with { Within = true, Memory = 100 }, "MiB");
        Refused(Options("out", Path.Combine(_folder, "odd.csv")) with { Within = true }, "blood");
        Assert.False(File.Exists(Path.Combine(_folder, "out", "pairs.csv")));

        void Refused(FileLinkageOptions options, string word) => Assert.Contains(
            word, Assert.Throws<FileLinkageException>(() => Run(options)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    FileLinkageOptions Options(string name, params string[] files) =>
        new() { Files = files, Out = Path.Combine(_folder, name), Threads = 2 };

    static FileLinkageReport Run(FileLinkageOptions options)
    {
        using var linkage = new FileLinkage(options, _ => { });
        return linkage.Run(TestContext.Current.CancellationToken);
    }

    List<string[]> Rows(string run, string name) =>
        [.. File.ReadLines(Path.Combine(_folder, run, $"{name}.csv")).Skip(1).Select(line => line.Split(','))];

    /// <summary>People by their numbers; the same number is the same person. The last ones come twice, mistyped.
    /// </summary>
    string Table(string name, int first, int count, int twice = 0)
    {
        var text = new StringBuilder("id,lastname,firstname,birthdate,gender,plz,ort,street\n");
        for (var i = first; i < first + count; i++) Row(i, "");
        for (var i = first + count - twice; i < first + count; i++) Row(i, "y");
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text.ToString());
        return path;

        void Row(int i, string typed) => text.Append(CultureInfo.InvariantCulture,
            $"P{i}{typed},Familie{Letters(i * 7919)}{typed},{Letters(i * 31 % 97)}ine,{1930 + i * 37 % 80}-")
            .Append(CultureInfo.InvariantCulture, $"{1 + i % 12:00}-{1 + i * 11 % 28:00},{(i % 2 == 0 ? "f" : "m")},")
            .Append(CultureInfo.InvariantCulture, $"{10_000 + i * 613 % 5_000},Ort{Letters(i % 40)},")
            .Append(CultureInfo.InvariantCulture, $"Weg{i % 50} {i % 70}\n");

        static string Letters(int number)
        {
            var letters = new char[4];
            var state = unchecked((uint)number * 2654435761);
            for (var at = 0; at < letters.Length; at++)
                (letters[at], state) = ((char)('a' + (state >> 16) % 26), unchecked(state * 1664525 + 1013904223));
            return new(letters);
        }
    }
}
