using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>Links records whose fields are filters, by the weighting that persons are linked by: Fellegi and Sunter's,
/// learnt by expectation maximisation from the filters alone.</summary>
public sealed class FieldLinkage
{
    const int RandomPairs = 2_000_000;

    readonly FieldRecords _records;
    readonly Func<int, int, bool> _counts;
    readonly ComparedPair[] _compared;
    readonly FellegiSunter _weighting;

    /// <summary>Brings records together and learns from them.</summary>
    /// <param name="records">The records.</param>
    /// <param name="counts">Whether two records may be a pair at all: of two sites, say.</param>
    /// <param name="allPairs">How many pairs there are.</param>
    public FieldLinkage(FieldRecords records, Func<int, int, bool> counts, double allPairs)
        : this(records, counts, allPairs, Compare(records, counts))
    {
    }

    /// <summary>Learns from records that were brought together in pieces.</summary>
    /// <param name="records">The records.</param>
    /// <param name="counts">Whether two records may be a pair at all.</param>
    /// <param name="allPairs">How many pairs there are.</param>
    /// <param name="compared">What <see cref="FieldMeeting.Compare"/> gave of all parts of all passes.</param>
    public FieldLinkage(
        FieldRecords records, Func<int, int, bool> counts, double allPairs, IEnumerable<byte[]> compared)
    {
        (_records, _counts) = (records, counts);
        _compared = Distinct(compared);
        var levels = new FieldMeeting(records, counts).Levels;
        var (candidates, random) = (new PatternTable(), new PatternTable());
        foreach (var pair in _compared) candidates.Add(pair.Levels);
        foreach (var (a, b) in Random(allPairs)) random.Add(levels.Of(a, b));
        Parameters = ParameterEstimation.Run(candidates, random, allPairs, levels.Further, records.Count * 0.2);
        _weighting = new(records.Vocabulary, Parameters);
    }

    /// <summary>What was learnt.</summary>
    public FellegiSunterParameters Parameters { get; }

    /// <summary>Pairs that agree in some fields wholly.</summary>
    public IEnumerable<(int A, int B)> Candidates => _compared.Select(pair => (pair.A, pair.B));

    /// <summary>Candidates whose odds are at least as given, as a power of two.</summary>
    public List<FilterPair> Pairs(double least = 0) =>
    [
        .. _compared.Select(pair => new FilterPair(pair.A, pair.B, 0, _weighting.Score(pair.Levels)))
            .Where(pair => pair.Score >= least),
    ];

    /// <summary>What each field adds to the score of a candidate; empty if it is none.</summary>
    public ImmutableArray<FieldEvidence> Explain(int a, int b) => Find(a, b) is not { } pair ? []
        : FellegiSunterExplanation.Of(_weighting, Parameters, pair.Levels, _weighting.Score(pair.Levels));

    /// <summary>How many of some candidates agree at each level of each field, missing ones first.</summary>
    public long[][] Levels(IEnumerable<(int A, int B)> pairs)
    {
        var counts = Parameters.Fields.Select(field => new long[field.Levels.Length + 1]).ToArray();
        foreach (var (a, b) in pairs)
        {
            if (Find(a, b) is not { } pair) continue;
            for (var field = 0; field < counts.Length; field++) counts[field][pair.Levels[field]]++;
        }

        return counts;
    }

    ComparedPair? Find(int a, int b)
    {
        var at = Array.BinarySearch(_compared, new ComparedPair(a, b, default), InOrder);
        return at < 0 ? null : _compared[at];
    }

    static IEnumerable<byte[]> Compare(FieldRecords records, Func<int, int, bool> counts)
    {
        var meeting = new FieldMeeting(records, counts);
        for (var pass = 0; pass < FieldMeeting.Passes; pass++) yield return meeting.Compare(pass, 0, 1);
    }

    static readonly Comparer<ComparedPair> InOrder =
        Comparer<ComparedPair>.Create((one, other) => (one.A, one.B).CompareTo((other.A, other.B)));

    /// <summary>Every pair once, however many passes brought it together.</summary>
    static ComparedPair[] Distinct(IEnumerable<byte[]> compared)
    {
        var pairs = compared.SelectMany(FieldMeeting.Read).ToArray();
        Array.Sort(pairs, InOrder);
        var kept = 0;
        for (var i = 0; i < pairs.Length; i++)
            if (i == 0 || InOrder.Compare(pairs[i], pairs[kept - 1]) != 0) pairs[kept++] = pairs[i];
        return pairs[..kept];
    }

    IEnumerable<(int, int)> Random(double allPairs)
    {
        var draws = new KeyedDraws([], "pairs"u8);
        for (var found = 0; found < Math.Min(RandomPairs, allPairs * 2);)
        {
            var (a, b) = ((int)(draws.Next64() % (ulong)_records.Count), (int)(draws.Next64() % (ulong)_records.Count));
            if (a == b || !_counts(a, b)) continue;
            found++;
            yield return (a, b);
        }
    }
}
