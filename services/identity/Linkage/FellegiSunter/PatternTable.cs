namespace TrustCenter.Identities.Linkage;

/// <summary>How often each pattern of levels occurs among some pairs: all that estimation needs to keep of them.
/// </summary>
public sealed class PatternTable
{
    readonly Dictionary<ulong, long> _counts = [];

    /// <summary>Pairs counted.</summary>
    public long Pairs { get; private set; }

    /// <summary>Different patterns.</summary>
    public int Count => _counts.Count;

    internal IReadOnlyDictionary<ulong, long> Counts => _counts;

    internal Dictionary<ulong, long> CrosswiseCounts { get; } = [];

    /// <summary>Counts a pair of persons of one vocabulary.</summary>
    public void Add(Vocabulary vocabulary, in ComparablePerson a, in ComparablePerson b) =>
        Add(PairLevels.Of(vocabulary, a, b));

    /// <summary>Adds what another table counted.</summary>
    public void Add(PatternTable other)
    {
        Pairs += other.Pairs;
        foreach (var (pattern, count) in other._counts)
            _counts[pattern] = _counts.GetValueOrDefault(pattern) + count;
        foreach (var (pattern, count) in other.CrosswiseCounts)
            CrosswiseCounts[pattern] = CrosswiseCounts.GetValueOrDefault(pattern) + count;
    }

    internal void Add(in PairLevels levels)
    {
        Pairs++;
        ref var count = ref System.Runtime.InteropServices.CollectionsMarshal
            .GetValueRefOrAddDefault(_counts, levels.Pattern, out _);
        count++;
        if (!levels.Swapped) return;
        CrosswiseCounts[levels.Pattern] = CrosswiseCounts.GetValueOrDefault(levels.Pattern) + 1;
    }
}
