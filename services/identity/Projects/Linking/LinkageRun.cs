using System.Buffers.Binary;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>What a worker needs of a project's run: profile, keys, records of the sites by their order.</summary>
sealed class LinkageRun : IDisposable
{
    const int PairBytes = 16;

    readonly NpgsqlDataSource _data;
    readonly SealedPages[] _uploads;
    readonly Sealer _sealer;
    FieldRun? _fields;

    LinkageRun(Guid run, Guid id, LinkageProject project, NpgsqlDataSource data, DataKey key, SealedPages[] uploads)
    {
        (Run, Id, Project, _data, _sealer, _uploads) = (run, id, project, data, key.Sealer(), uploads);
        Profile = ProjectProfiles.Of(project.Terms!);
        Bits = Profile.Bits();
    }

    public Guid Run { get; }

    public Guid Id { get; }

    public LinkageProject Project { get; }

    public EncodingProfile Profile { get; }

    public int Bits { get; }

    /// <summary>Whether records are weighed field by field.</summary>
    public bool ByFields => Profile.Kind == FilterKind.Fields;

    public FilterMeasure Measure => new(FilterSimilarity.Dice, Profile.Threshold, Bits);

    /// <summary>Sites that sent records, in the order by which tiles number them.</summary>
    public IReadOnlyList<string> Sites => SitesOf(Project);

    public static IReadOnlyList<string> SitesOf(LinkageProject project) =>
        [.. project.Sites.Where(project.Uploads.ContainsKey)];

    public static int Pages(SiteUpload upload) => (int)((upload.Records + EncodedPage.Size - 1) / EncodedPage.Size);

    /// <summary>Null: the run is over, or its keys are gone.</summary>
    public static async Task<LinkageRun?> OpenAsync(
        ClaimedTile tile, IDocumentStore store, NpgsqlDataSource data, Vault vault, CancellationToken ct)
    {
        var project = await store.QuerySession().AggregateStreamAsync<LinkageProject>(tile.Project, ct: ct);
        if (project.Run != tile.Run || project.Result is not null
            || await VaultRows.FindKeyAsync(data, tile.Run, ct) is not { } key) return null;
        var uploads = new List<SealedPages>();
        foreach (var site in SitesOf(project))
        {
            var upload = project.Uploads[site].Upload;
            if (await VaultRows.FindKeyAsync(data, upload, ct) is not { } wrapped) return null;
            uploads.Add(new(data, upload, vault.OpenKey(upload, wrapped)));
        }

        return new(tile.Run, tile.Project, project, data, vault.OpenKey(tile.Run, key), [.. uploads]);
    }

    public async Task<FilterTable> FiltersAsync(int site, int from, int to, CancellationToken ct) =>
        EncodedPage.Filters(await _uploads[site].ReadAsync(0, from, to, ct), Bits);

    /// <summary>Filters of a page, one after another.</summary>
    public async Task<ulong[]> WordsAsync(int site, int page, CancellationToken ct) =>
        EncodedPage.Words(await _uploads[site].ReadAsync(0, page, page + 1, ct), Bits);

    /// <summary>All records as they are weighed field by field; kept.</summary>
    public async Task<FieldRun> FieldsAsync(CancellationToken ct) => _fields ??= await FieldRun.OpenAsync(this, ct);

    public async Task<UInt128[]> IdsAsync(int site, int page, CancellationToken ct) =>
        EncodedPage.Ids(await _uploads[site].ReadAsync(0, page, page + 1, ct), Bits);

    /// <summary>Pairs of a tile, closed up: both rows counted through all records of their sites, and the score.
    /// </summary>
    public byte[] Seal(ClaimedTile tile, List<FilterPair> pairs)
    {
        pairs.Sort((a, b) => (a.Left, a.Right).CompareTo((b.Left, b.Right)));
        var plain = new byte[pairs.Count * PairBytes];
        for (var i = 0; i < pairs.Count; i++)
        {
            var place = plain.AsSpan(i * PairBytes);
            BinaryPrimitives.WriteInt32BigEndian(place, pairs[i].Left + tile.Tile.LeftPage * EncodedPage.Size);
            BinaryPrimitives.WriteInt32BigEndian(place[4..], pairs[i].Right + tile.Tile.RightPage * EncodedPage.Size);
            BinaryPrimitives.WriteDoubleBigEndian(place[8..], pairs[i].Score);
        }

        return Seal(tile, plain);
    }

    public byte[] Seal(ClaimedTile tile, byte[] plain) => _sealer.Seal(plain, Bound(tile.Number));

    /// <summary>What all tiles found.</summary>
    public async Task<IReadOnlyList<(Tile Tile, byte[] Plain)>> FoundAsync(CancellationToken ct) =>
    [
        .. (await new LinkageQueue(_data).FoundAsync(Run, ct))
            .Select(found => (found.Tile, _sealer.Open(found.Pairs, Bound(found.Number)))),
    ];

    /// <summary>All pairs that were found, by the sites they are of.</summary>
    public async Task<IReadOnlyList<SitePairs>> PairsAsync(CancellationToken ct)
    {
        var sites = new SortedDictionary<(int, int), List<FilterPair>>();
        foreach (var (tile, plain) in await FoundAsync(ct))
        {
            if (!sites.TryGetValue((tile.LeftSite, tile.RightSite), out var pairs))
                sites[(tile.LeftSite, tile.RightSite)] = pairs = [];
            for (var at = 0; at < plain.Length; at += PairBytes)
            {
                pairs.Add(new(BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(at)),
                    BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(at + 4)), 0,
                    BinaryPrimitives.ReadDoubleBigEndian(plain.AsSpan(at + 8))));
            }
        }

        return [.. sites.Select(pair => new SitePairs(pair.Key.Item1, pair.Key.Item2, pair.Value))];
    }

    public void Dispose()
    {
        _sealer.Dispose();
        foreach (var upload in _uploads) upload.Dispose();
    }

    byte[] Bound(int tile)
    {
        var bound = new byte[20];
        Run.TryWriteBytes(bound);
        BinaryPrimitives.WriteInt32BigEndian(bound.AsSpan(16), tile);
        return bound;
    }
}
