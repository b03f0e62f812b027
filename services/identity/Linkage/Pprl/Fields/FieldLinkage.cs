using System.Runtime.InteropServices;

namespace TrustCenter.Identities.Linkage;

/// <summary>Links records whose fields are filters, by the weighting that persons are linked by: Fellegi and Sunter's,
/// learnt by expectation maximisation from the filters alone.</summary>
public sealed class FieldLinkage
{
    const int RandomPairs = 2_000_000;
    const int MostTogether = 200;

    static readonly string[][] Passes =
    [
        ["birthDate"], ["givenName", "familyName"], ["familyName", "postcode"], ["familyName", "birthYear"],
        ["givenName", "birthYear", "postcode"], ["givenName", "birthYear", "birthDayMonth"], ["street", "houseNumber"],
        ["givenName", "street"], ["familyName", "birthDayMonth"], ["postcode", "birthYear"], ["familyName"],
        ["givenName", "birthYear"], ["givenName", "birthDayMonth"], ["givenName", "postcode"], ["street"],
        ["postcode", "birthDayMonth"], ["city", "birthDayMonth"], ["city", "birthYear"],
    ];

    readonly FieldRecords _records;
    readonly Func<int, int, bool> _counts;
    readonly FilterLevels _levels;

    /// <summary>Brings records together and learns from them.</summary>
    /// <param name="records">The records.</param>
    /// <param name="counts">Whether two records may be a pair at all: of two sites, say.</param>
    /// <param name="allPairs">How many pairs there are.</param>
    public FieldLinkage(FieldRecords records, Func<int, int, bool> counts, double allPairs)
    {
        (_records, _counts, _levels) = (records, counts, new(records));
        Candidates = Meet();
        var (candidates, random) = (new PatternTable(), new PatternTable());
        foreach (var (a, b) in Candidates) candidates.Add(_levels.Of(a, b));
        foreach (var (a, b) in Random(allPairs)) random.Add(_levels.Of(a, b));
        Parameters = ParameterEstimation.Run(candidates, random, allPairs, _levels.Further, records.Count * 0.2);
    }

    /// <summary>What was learnt.</summary>
    public FellegiSunterParameters Parameters { get; }

    /// <summary>Pairs that agree in some fields wholly.</summary>
    public (int A, int B)[] Candidates { get; }

    /// <summary>Candidates whose odds are at least as given, as a power of two.</summary>
    public List<FilterPair> Pairs(double least = 0)
    {
        var weighting = new FellegiSunter(_records.Vocabulary, Parameters);
        return [.. Candidates.Select(pair => new FilterPair(
                pair.A, pair.B, 0, weighting.Score(_levels.Of(pair.A, pair.B))))
            .Where(pair => pair.Score >= least)];
    }

    (int, int)[] Meet()
    {
        var pairs = new HashSet<(int, int)>();
        foreach (var pass in Passes)
        {
            var slots = pass.Select(_records.Slot).ToArray();
            if (slots.Any(slot => slot < 0)) continue;
            var together = new Dictionary<string, List<int>>(StringComparer.Ordinal);
            for (var i = 0; i < _records.Count; i++)
            {
                var numbers = slots.Select(slot => _records.Number(i, slot)).ToArray();
                if (numbers.Contains(0)) continue;
                (CollectionsMarshal.GetValueRefOrAddDefault(together, string.Join(' ', numbers), out _) ??= []).Add(i);
            }

            foreach (var members in together.Values.Where(members => members.Count <= MostTogether))
                for (var i = 0; i < members.Count; i++)
                    for (var j = i + 1; j < members.Count; j++)
                        if (_counts(members[i], members[j])) pairs.Add((members[i], members[j]));
        }

        return [.. pairs.Order()];
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
