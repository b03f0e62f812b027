using System.Text.Json;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>What is counted while the result is written.</summary>
sealed class LinkCounts
{
    public SortedDictionary<int, long> ClustersOfSize { get; } = [];

    public long Matches { get; private set; }

    public long Possible { get; private set; }

    public long Refused { get; private set; }

    public double RightMatches { get; private set; }

    public double RightShown { get; private set; }

    public void Add(in PairFinding found, bool match, JoinRefusal refusal)
    {
        if (refusal != JoinRefusal.None) Refused++;
        if (match) (Matches, RightMatches) = (Matches + 1, RightMatches + found.Probability);
        else (Possible, RightShown) = (Possible + 1, RightShown + found.Probability);
    }

    public void AddCluster(int size) => ClustersOfSize[size] = ClustersOfSize.GetValueOrDefault(size) + 1;
}

/// <summary>What became of a linkage of files.</summary>
/// <param name="Files">The files with their records and the lines that could not be read, by reason.</param>
/// <param name="Records">Records in all.</param>
/// <param name="WithoutBlocks">Records that share no blocking key with another.</param>
/// <param name="LargeBlocks">Blocking keys that too many share to bring anybody together.</param>
/// <param name="Compared">Pairs compared.</param>
/// <param name="Matches">Pairs taken for one person.</param>
/// <param name="Possible">Pairs to be looked at.</param>
/// <param name="Refused">Matches among those that were kept apart by rules on clusters.</param>
/// <param name="PossibleFrom">Weight from which pairs are shown.</param>
/// <param name="MatchFrom">Weight from which they are links.</param>
/// <param name="EstimatedPrecision">Share of the matches that are right, by their weights.</param>
/// <param name="EstimatedRecall">Share of the compared pairs of one person that are matches, by the weights.</param>
/// <param name="EstimatedRecallWithPossible">Share of them that are matches or shown.</param>
/// <param name="SampledShare">Share of the candidates from which parameters were estimated.</param>
/// <param name="Configuration">Fingerprint of the configuration.</param>
/// <param name="ClustersOfSize">How many persons have so many records.</param>
public sealed record FileLinkageReport(
    IReadOnlyList<FileLinkageReport.Source> Files, long Records, long WithoutBlocks, long LargeBlocks, long Compared,
    long Matches, long Possible, long Refused, double PossibleFrom, double MatchFrom, double EstimatedPrecision,
    double EstimatedRecall, double EstimatedRecallWithPossible, double SampledShare, string Configuration,
    IReadOnlyDictionary<int, long> ClustersOfSize)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>A file.</summary>
    public sealed record Source(string File, long Records, IReadOnlyDictionary<string, long> Unreadable);

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    internal static FileLinkageReport Of(
        LinkManifest manifest, LinkageConfiguration configuration, LinkCounts counts)
    {
        var same = (counts.RightMatches + counts.RightShown) / Math.Max(1e-9, 1 - manifest.Lost);
        double Share(double right) => same > 0 ? Math.Round(right / same, 6) : 1;
        return new(
            [.. manifest.Files.Select(file => new Source(file.Name, file.Records, file.Unreadable))],
            manifest.Records, manifest.WithoutBlocks, manifest.LargeBlocks, manifest.Tiles.Sum(tile => tile.Compared),
            counts.Matches, counts.Possible, counts.Refused, configuration.Thresholds.Possible,
            configuration.Thresholds.Match,
            counts.Matches > 0 ? Math.Round(counts.RightMatches / counts.Matches, 6) : 1, Share(counts.RightMatches),
            Share(counts.RightMatches + counts.RightShown), manifest.SampledShare, configuration.Fingerprint,
            counts.ClustersOfSize);
    }
}
