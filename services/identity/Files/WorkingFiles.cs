using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Names and forms of the working files.</summary>
static class WorkingFiles
{
    public static string Persons(SegmentEntry segment) => $"{segment.Name}.persons";

    public static string Counts(SegmentEntry segment) => $"{segment.Name}.counts";

    public static string Blocks(SegmentEntry segment) => $"{segment.Name}.blocks";

    public static string Ids(SegmentEntry segment) => $"{segment.Name}.ids";

    public static string Found(int left, int right) => $"found-{left}-{right}";

    /// <summary>The tiles in the order of their numbers.</summary>
    public static IEnumerable<(int Left, int Right)> Tiles(LinkManifest manifest, FileLinkageOptions options)
    {
        for (var left = 0; left < manifest.Segments.Count; left++)
            for (var right = left; right < manifest.Segments.Count; right++)
                if (options.Within || manifest.Segments[left].File != manifest.Segments[right].File)
                    yield return (left, right);
    }

    public static PersonTile Read(
        SealedFiles files, LinkManifest manifest, FileLinkageOptions options, SegmentEntry left, SegmentEntry right)
    {
        var own = !options.Within && right.File >= 0 ? manifest.Files[right.File] : null;
        var scope = new TileScope(manifest.GivenNames, manifest.FamilyNames, own?.First ?? 0,
            own is null ? 0 : own.First + own.Records);
        var open = new List<Stream>();
        IndexReader Reader(string name)
        {
            var stream = files.Open(name);
            open.Add(stream);
            return new(stream.ReadExactly);
        }

        TileSource Source(SegmentEntry segment) =>
            new(Reader(Persons(segment)), Reader(Counts(segment)), Reader(Blocks(segment)));

        try
        {
            return left == right
                ? PersonTile.Read(scope, Source(left), null, Reader(Blocks(left)))
                : PersonTile.Read(scope, Source(left), Source(right));
        }
        finally
        {
            open.ForEach(stream => stream.Dispose());
        }
    }

    public static IEnumerable<PairFinding> Findings(SealedFiles files, int left, int right)
    {
        using var stream = files.Open(Found(left, right));
        var reader = new IndexReader(stream.ReadExactly);
        while (reader.Array<PairFinding>() is { Length: > 0 } portion)
            foreach (var finding in portion) yield return finding;
    }
}

/// <summary>Writes numbers in portions, with an empty one at the end.</summary>
sealed class PortionWriter<T>(SealedFiles files, string name) : IDisposable
    where T : unmanaged
{
    readonly SealedWriter _file = files.Create(name);
    readonly T[] _portion = new T[3 * 1024];
    int _count;

    public long Written { get; private set; }

    public void Add(params ReadOnlySpan<T> values)
    {
        foreach (var value in values)
        {
            if (_count == _portion.Length) Flush();
            _portion[_count++] = value;
            Written++;
        }
    }

    public void Complete()
    {
        if (_count > 0) Flush();
        Flush();
        _file.Complete();
    }

    public void Dispose() => _file.Dispose();

    void Flush()
    {
        new IndexWriter(_file.Write).Array<T>(_portion.AsSpan(0, _count));
        _count = 0;
    }
}
