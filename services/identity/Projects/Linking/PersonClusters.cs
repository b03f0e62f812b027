using System.Collections.Immutable;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Pairs of two sites that are taken for one person each.</summary>
/// <param name="Left">The one site.</param>
/// <param name="Right">The other, behind it in the order of the sites.</param>
/// <param name="Pairs">Rows of both.</param>
public sealed record SitePairs(int Left, int Right, IReadOnlyCollection<FilterPair> Pairs);

/// <summary>Makes people of records of many sites: the best pairs first, and never two records of one site in one
/// person. The same pairs make the same people, in whatever order they come.</summary>
public sealed class PersonClusters
{
    readonly ImmutableArray<long> _starts;
    readonly long[] _above;
    readonly Dictionary<long, ulong> _sites = [];

    /// <param name="records">How many records each site has; at most 64 sites.</param>
    public PersonClusters(IReadOnlyList<long> records)
    {
        var starts = ImmutableArray.CreateBuilder<long>();
        var sum = 0L;
        foreach (var count in records)
        {
            starts.Add(sum);
            sum += count;
        }

        _starts = starts.ToImmutable();
        _above = new long[sum];
        for (var i = 0L; i < sum; i++) _above[i] = i;
    }

    /// <summary>Links what is certain.</summary>
    /// <returns>How many links were made.</returns>
    public long Link(IEnumerable<SitePairs> links)
    {
        var sorted = links.SelectMany(sites => sites.Pairs.Select(pair => (sites.Left, sites.Right, pair)))
            .OrderByDescending(link => link.pair.Score).ThenBy(link => link.Left).ThenBy(link => link.Right)
            .ThenBy(link => link.pair.Left).ThenBy(link => link.pair.Right);
        return sorted.Count(link => TryJoin(link.Left, link.pair.Left, link.Right, link.pair.Right));
    }

    /// <summary>Whether two records could still become one person: they are two, with no site in common.</summary>
    public bool MayJoin(int left, int leftRow, int right, int rightRow) =>
        (SitesOf(Find(_starts[left] + leftRow), left) & SitesOf(Find(_starts[right] + rightRow), right)) == 0;

    /// <summary>The person a record is of; people are numbered by one of their records.</summary>
    public long PersonOf(int site, long row) => Find(_starts[site] + row);

    bool TryJoin(int left, int leftRow, int right, int rightRow)
    {
        var (a, b) = (Find(_starts[left] + leftRow), Find(_starts[right] + rightRow));
        var (ofA, ofB) = (SitesOf(a, left), SitesOf(b, right));
        if ((ofA & ofB) != 0) return false;
        var (root, child) = (Math.Min(a, b), Math.Max(a, b));
        _above[child] = root;
        _sites.Remove(child);
        _sites[root] = ofA | ofB;
        return true;
    }

    /// <summary>A record by itself has but its own site, so only people of several records are kept.</summary>
    ulong SitesOf(long root, int site) => _sites.TryGetValue(root, out var sites) ? sites : 1UL << site;

    long Find(long record)
    {
        while (_above[record] != record) record = _above[record] = _above[_above[record]];
        return record;
    }
}
