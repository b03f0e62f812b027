using System.Runtime.InteropServices;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Estimates parameters and chooses thresholds, from all candidates or from those of a sample of the records:
/// a pair belongs to it if its first record does.</summary>
sealed class EstimateWeights(
    FileLinkageOptions options, SealedFiles files, LinkManifest manifest, Action<FileLinkageProgress> progress)
{
    const long RandomPairs = 2_000_000;
    const double Hopeless = -30;
    const double LargestSample = 0.5;
    const double PairsPerRecord = 0.2;

    public LinkManifest Run(CancellationToken ct)
    {
        var share = options.SampledPairs / Math.Max(1, manifest.PairsInBlocks);
        if (share > LargestSample) share = 1;
        var tiles = share < 1 ? Sampled(Sample(share, ct)) : All();
        var (candidates, random) = Count(tiles, share, ct);
        var start = LinkageConfiguration.Usual("files", (int)Math.Min(int.MaxValue, manifest.Records)) with
        {
            Further = [.. manifest.Further],
            Identifiers = [.. manifest.Identifiers],
            Blocking = options.Plan,
        };
        var parameters = ParameterEstimation.Run(candidates, random, Math.Max(2, AllPairs() * share),
            [.. manifest.Further], manifest.Records * PairsPerRecord * share);
        var trained = start with { FellegiSunter = parameters };
        var scores = Scores(tiles, trained, ct);
        var thresholds = Thresholds.Choose(scores);
        return manifest with
        {
            Stage = LinkStage.Estimated,
            SampledShare = share,
            Configuration = (trained with { Thresholds = thresholds }).Write(),
            Lost = Lost(scores, thresholds.Possible),
        };
    }

    /// <summary>Of a configuration that was given.</summary>
    public LinkManifest Given(string json)
    {
        LinkageConfiguration configuration;
        try
        {
            configuration = LinkageConfiguration.Read(json);
        }
        catch (Exception e) when (e is FormatException or System.Text.Json.JsonException)
        {
            throw new FileLinkageException($"The configuration cannot be used: {e.Message}", e);
        }

        if (configuration.FellegiSunter is null)
            throw new FileLinkageException("Files are linked by the Fellegi-Sunter weighting only.");
        if (!configuration.Further.SequenceEqual(manifest.Further))
        {
            throw new FileLinkageException(
                $"The configuration compares [{string.Join(", ", configuration.Further)}] besides, "
                + $"the files have [{string.Join(", ", manifest.Further)}].");
        }

        return manifest with { Stage = LinkStage.Estimated, Configuration = json };
    }

    (PatternTable Candidates, PatternTable Random) Count(
        List<(SegmentEntry Left, SegmentEntry Right)> tiles, double share, CancellationToken ct)
    {
        var (candidates, random) = (new PatternTable(), new PatternTable());
        var all = AllPairs();
        var whole = Math.Max(1, tiles.Sum(tile => (double)tile.Left.Count * tile.Right.Count));
        for (var i = 0; i < tiles.Count; i++)
        {
            var tile = WorkingFiles.Read(files, manifest, options, tiles[i].Left, tiles[i].Right);
            TileWork.Run(tile, options.ThreadCount, (search, from, to) =>
            {
                var counted = new PatternTable();
                TileScoring.Count(tile, search, from, to, counted);
                return counted;
            }, (counted, _) => candidates.Add(counted), ct);
            var drawn = RandomPairs * ((double)tiles[i].Left.Count * tiles[i].Right.Count / whole);
            TileScoring.CountRandom(
                tile, share >= 1 && all <= RandomPairs ? null : (long)Math.Ceiling(drawn), (ulong)i, random);
            progress(new("estimating", i + 1, 2 * tiles.Count, "tiles"));
        }

        return (candidates, random);
    }

    List<double> Scores(
        List<(SegmentEntry Left, SegmentEntry Right)> tiles, LinkageConfiguration trained, CancellationToken ct)
    {
        var scores = new List<double>();
        for (var i = 0; i < tiles.Count; i++)
        {
            var tile = WorkingFiles.Read(files, manifest, options, tiles[i].Left, tiles[i].Right);
            var linkage = new PersonLinkage(trained, tile.Vocabulary);
            TileWork.Run(tile, options.ThreadCount, (search, from, to) =>
            {
                var found = new List<double>();
                TileScoring.Scores(tile, linkage, search, from, to, Hopeless, found);
                return found;
            }, (found, _) => scores.AddRange(CollectionsMarshal.AsSpan(found)), ct);
            progress(new("estimating", tiles.Count + i + 1, 2 * tiles.Count, "tiles"));
        }

        return scores;
    }

    static double Lost(List<double> scores, double possible)
    {
        var (all, below) = (0.0, 0.0);
        foreach (var score in scores)
        {
            var chance = 1 / (1 + Math.Pow(2, -score));
            all += chance;
            if (score < possible) below += chance;
        }

        return all > 0 ? below / all : 0;
    }

    double AllPairs()
    {
        var records = (double)manifest.Records;
        var all = records * (records - 1) / 2;
        return options.Within ? all : all - manifest.Files.Sum(file => file.Records * (file.Records - 1.0) / 2);
    }

    List<(SegmentEntry, SegmentEntry)> All() => [.. WorkingFiles.Tiles(manifest, options)
        .Select(tile => (manifest.Segments[tile.Left], manifest.Segments[tile.Right]))];

    List<(SegmentEntry, SegmentEntry)> Sampled(List<SegmentEntry> samples) =>
        [.. samples.SelectMany(_ => manifest.Segments, (sample, segment) => (sample, segment))];

    /// <summary>Copies the sample's records with their blocks into segments of their own.</summary>
    List<SegmentEntry> Sample(double share, CancellationToken ct)
    {
        var samples = new List<SegmentEntry>();
        var (builder, blocks) = (new SegmentBuilder(manifest.Further.Count), new List<(uint, uint)>());
        foreach (var segment in manifest.Segments)
        {
            ct.ThrowIfCancellationRequested();
            var places = new Dictionary<uint, uint>();
            var tile = WorkingFiles.Read(files, manifest, options with { Within = true }, segment, segment);
            for (var i = 0; i < tile.Left; i++)
            {
                if (!TileScoring.IsSampled(segment.First + i, share)) continue;
                places[(uint)i] = (uint)builder.Count;
                TileScoring.Copy(tile, i, builder);
            }

            foreach (var (block, place) in BlocksOf(segment))
                if (places.TryGetValue(place, out var sampled)) blocks.Add((block, sampled));
            if (builder.Bytes < options.Segment / 2 && segment != manifest.Segments[^1]) continue;
            samples.Add(Write(builder, blocks, samples.Count));
            (builder, blocks) = (new(manifest.Further.Count), []);
            progress(new("sampling", segment.First + segment.Count, manifest.Records, "records"));
        }

        return samples;
    }

    SegmentEntry Write(SegmentBuilder builder, List<(uint Block, uint Place)> blocks, int number)
    {
        var sample = new SegmentEntry($"sample-{number}", -1, 0, builder.Count);
        using (var persons = files.Create(WorkingFiles.Persons(sample)))
        {
            builder.Write(new(persons.Write));
            persons.Complete();
        }

        blocks.Sort();
        using (var writer = new PortionWriter<uint>(files, WorkingFiles.Blocks(sample)))
        {
            foreach (var (block, place) in blocks) writer.Add(block, place);
            writer.Complete();
        }

        using var counts = new PortionWriter<int>(files, WorkingFiles.Counts(sample));
        foreach (var name in builder.Names()) counts.Add(name.Number, name.Given, name.Family);
        counts.Complete();
        return sample;
    }

    IEnumerable<(uint Block, uint Place)> BlocksOf(SegmentEntry segment)
    {
        using var stream = files.Open(WorkingFiles.Blocks(segment));
        var reader = new IndexReader(stream.ReadExactly);
        while (reader.Array<uint>() is { Length: > 0 } portion)
            for (var i = 0; i < portion.Length; i += 2) yield return (portion[i], portion[i + 1]);
    }
}
