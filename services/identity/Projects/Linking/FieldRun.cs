using TrustCenter.Contracts.Identity;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>The records of all sites, one after another, where each field has a filter of its own. A tile is a part of
/// the values of some fields; whoever agrees in them is compared.</summary>
sealed class FieldRun
{
    const int MostExplained = 1000;

    readonly int[] _starts;
    readonly FieldRecords _records;
    readonly FieldMeeting _meeting;

    FieldRun(int[] starts, FieldRecords records) =>
        (_starts, _records, _meeting) = (starts, records, new(records, AreOfTwoSites(starts)));

    public static async Task<FieldRun> OpenAsync(LinkageRun run, CancellationToken ct)
    {
        var words = run.Bits / 64;
        var starts = new int[run.Sites.Count + 1];
        for (var site = 0; site < run.Sites.Count; site++)
            starts[site + 1] = checked(starts[site] + (int)run.Project.Uploads[run.Sites[site]].Records);
        var filters = new ulong[(long)starts[^1] * words];
        for (var site = 0; site < run.Sites.Count; site++)
        {
            for (var page = 0; page < LinkageRun.Pages(run.Project.Uploads[run.Sites[site]]); page++)
            {
                (await run.WordsAsync(site, page, ct))
                    .CopyTo(filters.AsSpan((starts[site] + page * EncodedPage.Size) * words));
            }
        }

        return new(starts, new(run.Profile, run.Profile.Slots(), filters));
    }

    public byte[] Compare(Tile tile) => _meeting.Compare(tile.LeftPage, tile.RightPage, tile.RightEnd);

    /// <summary>Learns from what all tiles found.</summary>
    public FieldLinkage Learn(IEnumerable<byte[]> compared)
    {
        var all = 0.0;
        for (var site = 1; site < _starts.Length - 1; site++)
            all += (double)_starts[site] * (_starts[site + 1] - _starts[site]);
        return new(_records, AreOfTwoSites(_starts), all, compared);
    }

    public IReadOnlyList<SitePairs> Pairs(FieldLinkage linkage, double least) =>
    [
        .. linkage.Pairs(least).GroupBy(pair => (SiteOf(pair.Left), SiteOf(pair.Right)))
            .OrderBy(sites => sites.Key).Select(sites => new SitePairs(sites.Key.Item1, sites.Key.Item2,
            [
                .. sites.Select(pair => pair with
                {
                    Left = pair.Left - _starts[sites.Key.Item1],
                    Right = pair.Right - _starts[sites.Key.Item2],
                }),
            ])),
    ];

    /// <summary>What was learnt, and why sites are asked what they are asked.</summary>
    public FieldWeights Weights(FieldLinkage linkage, IEnumerable<SitePairs> certain, IEnumerable<PossiblePair> asked)
    {
        var levels = linkage.Levels(certain.SelectMany(sites => sites.Pairs.Select(pair =>
            (_starts[sites.Left] + pair.Left, _starts[sites.Right] + pair.Right))));
        var (parameters, shares) = (linkage.Parameters, linkage.Parameters.Pairs);
        return new(
        [
            .. parameters.Fields.Select((field, number) => new FieldWeight(field.Field, levels[number][0],
            [
                .. field.Levels.Select((level, at) => new LevelWeight(level.Level, level.M, level.U,
                    Math.Log2(level.M / level.U), levels[number][at + 1])),
            ])),
        ], (shares.Stayed + shares.Moved) * 1e6, linkage.Candidates.LongCount(),
        [
            .. asked.OrderByDescending(pair => pair.Score).Take(MostExplained).Select(pair => new QuestionWeight(
                pair.Question, 1 / (1 + Math.Pow(2, -pair.Score)),
                [
                    .. linkage.Explain(_starts[pair.Left] + pair.LeftRow, _starts[pair.Right] + pair.RightRow)
                        .Select(field => new WeighedField(field.Field, field.Level, field.Contribution, field.Why)),
                ])),
        ]);
    }

    /// <summary>A probability as odds, as a power of two.</summary>
    public static double Odds(double probability) => Math.Log2(probability / (1 - probability));

    static Func<int, int, bool> AreOfTwoSites(int[] starts) => (a, b) => SiteOf(starts, a) != SiteOf(starts, b);

    int SiteOf(int record) => SiteOf(_starts, record);

    static int SiteOf(int[] starts, int record)
    {
        var site = 0;
        while (record >= starts[site + 1]) site++;
        return site;
    }
}
