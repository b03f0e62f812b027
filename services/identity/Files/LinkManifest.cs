using System.Text.Json;

namespace TrustCenter.Identities;

/// <summary>How far linking files has come.</summary>
enum LinkStage
{
    Begun,
    Prepared,
    Estimated,
    Scored,
}

/// <summary>A portion of a file's records.</summary>
/// <param name="Name">What its working files' names begin with.</param>
/// <param name="File">Which file; -1: a sample of all.</param>
/// <param name="First">Number of the first record.</param>
/// <param name="Count">How many there are.</param>
sealed record SegmentEntry(string Name, int File, long First, int Count);

/// <summary>What is known of a file.</summary>
sealed record FileEntry(string Name, long First, long Records, IReadOnlyDictionary<string, long> Unreadable);

/// <summary>A tile that is done.</summary>
sealed record TileEntry(int Left, int Right, long Compared, long Kept);

/// <summary>What a run has done, so that one that was broken off goes on. Holds nothing of the persons.</summary>
sealed record LinkManifest
{
    const string FileName = "manifest.json";
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public required string Fingerprint { get; init; }

    /// <summary>The working files' key is in a file of the user's.</summary>
    public required bool Keyed { get; init; }

    public LinkStage Stage { get; init; }

    public IReadOnlyList<FileEntry> Files { get; init; } = [];

    public IReadOnlyList<SegmentEntry> Segments { get; init; } = [];

    public IReadOnlyList<string> Further { get; init; } = [];

    public IReadOnlyList<string> Identifiers { get; init; } = [];

    public int GivenNames { get; init; }

    public int FamilyNames { get; init; }

    public long WithoutBlocks { get; init; }

    public long Blocks { get; init; }

    public long LargeBlocks { get; init; }

    /// <summary>Pairs of all blocks, those counted several times that several blocks bring.</summary>
    public double PairsInBlocks { get; init; }

    public string? Configuration { get; init; }

    public double SampledShare { get; init; } = 1;

    /// <summary>Share of the same persons' candidates that are expected below what is kept.</summary>
    public double Lost { get; init; }

    public IReadOnlyList<TileEntry> Tiles { get; init; } = [];

    public long Records => Files.Sum(file => file.Records);

    public int FileOf(long record)
    {
        var file = Files.Count - 1;
        while (Files[file].First > record) file--;
        return file;
    }

    public static LinkManifest? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<LinkManifest>(File.ReadAllText(path), Json) : null;
        }
        catch (JsonException e)
        {
            throw new FileLinkageException($"{path} is no manifest; take the folder away.", e);
        }
    }

    /// <summary>In one step, so that a kill leaves the one before or this one.</summary>
    public void Write(string folder)
    {
        var path = Path.Combine(folder, FileName);
        using (var file = File.Create(path + ".new"))
        {
            JsonSerializer.Serialize(file, this, Json);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }
}

/// <summary>How the memory that may be used is divided.</summary>
/// <param name="Heap">Bytes for all objects; the rest is the runtime's.</param>
sealed record MemoryPlan(long Heap)
{
    public const int Least = 256;
    const long Runtime = 112L << 20;

    public static MemoryPlan Of(int mebibytes) => mebibytes >= Least
        ? new(((long)mebibytes << 20) - Runtime)
        : throw new FileLinkageException($"{Least} MiB of memory are needed at least.");

    /// <summary>Of one segment; a tile has two, and what it takes to read one.</summary>
    public long Segment => Heap / 5;

    /// <summary>Of a sort beside a segment that is being gathered.</summary>
    public long Sort => Heap / 6;

    /// <summary>About what a person's blocks take in a tile.</summary>
    public const int BytesOfBlocks = 140;
}
