using System.Runtime.InteropServices;

namespace TrustCenter.Identities.Linkage;

/// <summary>Of pairs that were found, those in which nobody is twice: two tables without duplicates have at most one
/// true partner for each row.</summary>
public static class OneToOne
{
    /// <summary>The largest group of rows that is solved exactly.</summary>
    const int LargestExact = 200;

    /// <summary>The best pair, then the best of those left, and so on.</summary>
    public static List<FilterPair> Greedy(IEnumerable<FilterPair> pairs)
    {
        var (lefts, rights, kept) = (new HashSet<int>(), new HashSet<int>(), new List<FilterPair>());
        foreach (var pair in Sorted(pairs))
        {
            if (lefts.Contains(pair.Left) || rights.Contains(pair.Right)) continue;
            lefts.Add(pair.Left);
            rights.Add(pair.Right);
            kept.Add(pair);
        }

        return kept;
    }

    /// <summary>The assignment of the greatest sum of scores: pairs that hang together are solved group by group (Kuhn
    /// and Munkres); groups of more than 200 rows greedily.</summary>
    public static List<FilterPair> Optimal(IReadOnlyCollection<FilterPair> pairs)
    {
        var kept = new List<FilterPair>();
        foreach (var group in Groups(pairs))
        {
            if (group.Count == 1) kept.Add(group[0]);
            else if (group.DistinctBy(pair => pair.Left).Count() > LargestExact
                || group.DistinctBy(pair => pair.Right).Count() > LargestExact) kept.AddRange(Greedy(group));
            else kept.AddRange(Exact(group));
        }

        return [.. Sorted(kept)];
    }

    static IOrderedEnumerable<FilterPair> Sorted(IEnumerable<FilterPair> pairs) =>
        pairs.OrderByDescending(pair => pair.Score).ThenBy(pair => pair.Left).ThenBy(pair => pair.Right);

    static Dictionary<int, List<FilterPair>>.ValueCollection Groups(IReadOnlyCollection<FilterPair> pairs)
    {
        var parent = new Dictionary<int, int>();
        int Find(int row)
        {
            while (parent.TryGetValue(row, out var above)) row = above;
            return row;
        }

        // Rows of the right table are counted downwards from -1.
        foreach (var pair in pairs)
        {
            var (left, right) = (Find(pair.Left), Find(~pair.Right));
            if (left != right) parent[Math.Max(left, right)] = Math.Min(left, right);
        }

        var groups = new Dictionary<int, List<FilterPair>>();
        foreach (var pair in pairs)
        {
            var root = Find(pair.Left);
            if (root != pair.Left) parent[pair.Left] = root;
            (CollectionsMarshal.GetValueRefOrAddDefault(groups, root, out _) ??= []).Add(pair);
        }

        return groups.Values;
    }

    static IEnumerable<FilterPair> Exact(List<FilterPair> group)
    {
        var lefts = group.Select(pair => pair.Left).Distinct().Order().ToArray();
        var rights = group.Select(pair => pair.Right).Distinct().Order().ToArray();
        var at = group.ToDictionary(pair => (pair.Left, pair.Right));
        // A row may also stay alone, at no gain: as many empty partners as rows.
        var gains = new double[lefts.Length, rights.Length + lefts.Length];
        for (var i = 0; i < lefts.Length; i++)
            for (var j = 0; j < rights.Length; j++)
                gains[i, j] = at.TryGetValue((lefts[i], rights[j]), out var pair) ? pair.Score : -1;
        var partners = Assignment.Best(gains);
        for (var i = 0; i < lefts.Length; i++)
            if (partners[i] < rights.Length && at.TryGetValue((lefts[i], rights[partners[i]]), out var pair))
                yield return pair;
    }
}
