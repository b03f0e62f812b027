using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Compares all pairs that share a block, tile by tile; those that are or may be one person are kept. A tile
/// that is done stays done.</summary>
sealed class ScoreTiles(
    FileLinkageOptions options, SealedFiles files, Action<FileLinkageProgress> progress)
{
    public LinkManifest Run(LinkManifest manifest, CancellationToken ct)
    {
        var configuration = LinkageConfiguration.Read(manifest.Configuration!);
        var tiles = WorkingFiles.Tiles(manifest, options).ToList();
        var whole = tiles.Sum(tile => (long)manifest.Segments[tile.Left].Count);
        var done = manifest.Tiles.Sum(tile => (long)manifest.Segments[tile.Left].Count);
        foreach (var (left, right) in tiles.Skip(manifest.Tiles.Count))
        {
            var tile = WorkingFiles.Read(files, manifest, options, manifest.Segments[left], manifest.Segments[right]);
            var linkage = new PersonLinkage(configuration, tile.Vocabulary);
            using var found = new PortionWriter<PairFinding>(files, WorkingFiles.Found(left, right));
            var compared = 0L;
            TileWork.Run(tile, options.ThreadCount, (search, from, to) =>
            {
                var findings = new List<PairFinding>();
                return (TileScoring.Score(tile, linkage, search, from, to, findings), findings);
            }, (result, persons) =>
            {
                compared += result.Item1;
                foreach (var finding in result.findings) found.Add(finding);
                progress(new("comparing", done += persons, whole, "records"));
            }, ct);
            found.Complete();
            manifest = manifest with { Tiles = [.. manifest.Tiles, new(left, right, compared, found.Written)] };
            manifest.Write(files.Folder);
        }

        return manifest with { Stage = LinkStage.Scored };
    }
}
