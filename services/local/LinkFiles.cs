using System.Globalization;
using TrustCenter.Identities;

namespace TrustCenter.Local;

/// <summary>Links files, or finds the duplicates in one, without a suite.</summary>
static class LinkFiles
{
    /// <summary>Beside the heap: the runtime, its code and the threads' stacks.</summary>
    const int RuntimeMebibytes = 112;

    const string Usage = """
        ./run link A.csv B.csv... --out FOLDER [--one-per-source]
        ./run dedupe A.csv... --out FOLDER
            [--id HEAD] [--column HEAD=FIELD]... [--delimiter C] [--charset windows-1252] [--dates dd.MM.yyyy]
            [--format csv|ndjson] [--never PAIRS.csv] [--configuration FILE.json] [--largest-block 2000]
            [--memory MIB] [--threads N] [--work FOLDER] [--key FILE]
        With --key a run that was broken off goes on when the same command is given again.
        """;

    /// <returns>Exit code: 0, 1 where lines could not be read, 130 where it was broken off.</returns>
    public static int Run(string[] args, bool within, TimeProvider clock)
    {
        var options = Options(args, within);
        AppContext.SetData("GCHeapHardLimit", (ulong)Math.Max(128, options.Memory - RuntimeMebibytes) << 20);
        GC.RefreshMemoryLimit();
        using var stop = new CancellationTokenSource();
        using var signals = new Signals(stop);
        using var bars = new StageBars(clock);
        try
        {
            using var linkage = new FileLinkage(options, bars.Show);
            if (linkage.IsContinued) Console.Error.WriteLine("Going on where the last run was broken off.");
            var report = linkage.Run(stop.Token);
            bars.End();
            Summarise(report, options.Out);
            return report.Files.Any(file => file.Unreadable.Count > 0) ? 1 : 0;
        }
        catch (FileLinkageException e)
        {
            throw new PlainException(e.Message, e);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            bars.End();
            Console.Error.WriteLine(options.Key is null
                ? "Broken off; nothing is kept." : "Broken off. The same command goes on with it.");
            return 130;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlainException(e.Message, e);
        }
        catch (OutOfMemoryException e)
        {
            throw new PlainException($"{options.Memory} MiB are not enough for these files; give more: --memory.", e);
        }
    }

    static FileLinkageOptions Options(string[] args, bool within)
    {
        var options = CommandOptions.Read(args, ["one-per-source"], ["column"],
            ["out", "id", "delimiter", "charset", "dates", "format", "never", "configuration", "largest-block",
                "memory", "threads", "work", "key"], Usage);
        if (options.Rest is [] || options["out"] is not { } folder) throw new PlainException(Usage);
        return new()
        {
            Files = options.Rest,
            Out = folder,
            Within = within,
            OnePerSource = options.Has("one-per-source"),
            Id = options["id"],
            Columns = ImportFile.Columns(options),
            Delimiter = options["delimiter"],
            Charset = options["charset"],
            Dates = options["dates"]?.Split(','),
            Format = options["format"] ?? "csv",
            Never = options["never"],
            Configuration = options["configuration"],
            LargestBlock = Number(options, "largest-block", 2000),
            Memory = Number(options, "memory", 1024),
            Threads = Number(options, "threads", 0),
            Work = options["work"],
            Key = options["key"],
        };
    }

    static int Number(CommandOptions options, string name, int usual) => options[name] is not { } text ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new PlainException($"--{name} takes a number.");

    static void Summarise(FileLinkageReport report, string folder)
    {
        foreach (var file in report.Files)
        {
            Say($"{file.Records,12}  records in {file.File}");
            foreach (var (reason, lines) in file.Unreadable) Say($"{lines,12}  lines unreadable: {reason}");
        }

        Say($"{report.Compared,12}  pairs compared");
        Say($"{report.Matches,12}  matches, from a weight of {report.MatchFrom:0.0}");
        Say($"{report.Possible,12}  possible, from a weight of {report.PossibleFrom:0.0}; {report.Refused} kept apart");
        Say($"{report.ClustersOfSize.Sum(size => size.Value),12}  persons");
        Say($"estimated by the weights: precision {report.EstimatedPrecision:0.0000}");
        Say($"  recall {report.EstimatedRecall:0.0000}, with the possible {report.EstimatedRecallWithPossible:0.0000}");
        Console.WriteLine($"pairs, clusters, report and the lines that could not be read: {folder}");
    }

    static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}

/// <summary>A bar for every stage, with its rate and the time left.</summary>
sealed class StageBars(TimeProvider clock) : IDisposable
{
    static readonly TimeSpan Often = TimeSpan.FromMilliseconds(200);

    ProgressBar? _bar;
    string? _stage;
    long _began;
    long _shown;
    long _doneBefore;

    public void Show(FileLinkageProgress progress)
    {
        if (progress.Stage != _stage)
        {
            _bar?.Dispose();
            _bar = new(progress.Stage, progress.Whole, progress.Unit);
            (_stage, _began, _shown, _doneBefore) = (progress.Stage, clock.GetTimestamp(), 0, progress.Done);
        }

        if (_shown != 0 && clock.GetElapsedTime(_shown) < Often && progress.Done < progress.Whole) return;
        _shown = clock.GetTimestamp();
        var seconds = clock.GetElapsedTime(_began).TotalSeconds;
        var rate = seconds > 0.5 ? (progress.Done - _doneBefore) / seconds : 0;
        if (rate > 0) _bar!.Show(progress.Done, rate, (long)((progress.Whole - progress.Done) / rate));
        else _bar!.Show(progress.Done);
    }

    public void End()
    {
        _bar?.Dispose();
        _bar = null;
    }

    public void Dispose() => End();
}
