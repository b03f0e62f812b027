using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TrustCenter.Contracts.Identity;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>The files cannot be linked as asked for; the message says why.</summary>
public sealed class FileLinkageException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>How far it is.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Done">So many are done …</param>
/// <param name="Whole">… of so many.</param>
/// <param name="Unit">What is counted.</param>
public sealed record FileLinkageProgress(string Stage, long Done, long Whole, string Unit);

/// <summary>Which files are linked, and how.</summary>
public sealed record FileLinkageOptions
{
    /// <summary>CSV or NDJSON, each a source of its own.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Folder for what is found.</summary>
    public required string Out { get; init; }

    /// <summary>Records of one file are compared with each other, too.</summary>
    public bool Within { get; init; }

    /// <summary>No two records of one file are one person: for two files, one to one.</summary>
    public bool OnePerSource { get; init; }

    /// <summary>A file of pairs that are never one person: file, id, file, id, or with one file id and id.</summary>
    public string? Never { get; init; }

    /// <summary>csv or ndjson.</summary>
    public string Format { get; init; } = "csv";

    /// <summary>What columns hold that do not say it by their heads; null: they are not read.</summary>
    public IReadOnlyList<ImportColumn> Columns { get; init; } = [];

    /// <summary>Column of the records' ids; null: by its head, else the number of the line.</summary>
    public string? Id { get; init; }

    /// <summary>Between cells; null: found out.</summary>
    public string? Delimiter { get; init; }

    /// <summary>How the files are written; null: found out.</summary>
    public string? Charset { get; init; }

    /// <summary>Forms of days such as dd.MM.yyyy; null: the usual ones.</summary>
    public IReadOnlyList<string>? Dates { get; init; }

    /// <summary>A configuration to link by; null: parameters are estimated and thresholds chosen.</summary>
    public string? Configuration { get; init; }

    /// <summary>Folder for working files; null: a folder in <see cref="Out"/>.</summary>
    public string? Work { get; init; }

    /// <summary>File of the key of the working files, made if it is not there; null: the key ends with the process, and
    /// nothing can be continued.</summary>
    public string? Key { get; init; }

    /// <summary>MiB of memory that may be used.</summary>
    public int Memory { get; init; } = 1024;

    /// <summary>Threads; 0: as many as there are processors.</summary>
    public int Threads { get; init; }

    /// <summary>A blocking key that more records share than this brings nobody together.</summary>
    public int LargestBlock { get; init; } = BlockingPlan.Usual.MostPersons;

    /// <summary>Pairs from which parameters are estimated, at most.</summary>
    public long SampledPairs { get; init; } = 4_000_000;

    /// <summary>Bytes of a segment where memory does not decide it.</summary>
    internal long? SegmentBytes { get; init; }

    internal long Segment => SegmentBytes ?? MemoryPlan.Of(Memory).Segment;

    internal string WorkFolder => Work ?? Path.Combine(Out, "work");

    internal int ThreadCount => Threads > 0 ? Threads : Environment.ProcessorCount;

    /// <summary>What has to be the same for a run to be continued: whatever changes what is found.</summary>
    internal string Fingerprint()
    {
        var files = Files.Select(Path.GetFullPath).Select(path => new FileInfo(path))
            .Select(file => $"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}");
        var content = JsonSerializer.Serialize(this with { Files = [.. files], Out = "", Work = null, Key = null });
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
    }

    internal BlockingPlan Plan => BlockingPlan.Usual with { MostPersons = LargestBlock };
}
