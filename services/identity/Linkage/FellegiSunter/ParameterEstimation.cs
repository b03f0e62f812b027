using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>Estimates m, u and the kinds of pairs without any pair of known truth: expectation maximisation (Dempster,
/// Laird and Rubin 1977; for linkage Winkler 1988) on tables of patterns. Fields are taken as independent within a kind
/// of pair; missing fields say nothing.</summary>
/// <remarks>u comes from pairs drawn at random, not from the candidates, whose blocking makes strangers look alike; of
/// the random pairs those count less that may be the same person. Shares are of all pairs, not of the candidates, so
/// that weights do not depend on the blocking.</remarks>
public sealed class ParameterEstimation
{
    const int Rounds = 200;
    const double Settled = 1e-7;
    const double PriorPairs = 3;

    readonly Pattern[] _candidates;
    readonly Pattern[] _random;
    readonly double _allPairs;
    readonly int _fields;
    readonly double[][] _m;
    readonly double[][] _u;
    readonly double[] _shares = new double[PairKinds.Count];
    double _crosswise = 0.01;

    ParameterEstimation(PatternTable candidates, PatternTable random, double allPairs, int fields, double expected)
    {
        _candidates = Patterns(candidates);
        _random = Patterns(random);
        _allPairs = allPairs;
        _fields = fields;
        _m = [.. Enumerable.Range(0, fields).Select(StartingShares.Of)];
        _u = [.. Enumerable.Range(0, fields).Select(field => new double[_m[field].Length])];
        _shares[PairKinds.Stayed] = 0.7 * expected / allPairs;
        _shares[PairKinds.Moved] = 0.3 * expected / allPairs;
        _shares[PairKinds.Household] = 0.05 * expected / allPairs;
        _shares[PairKinds.Twins] = 0.005 * expected / allPairs;
        _shares[PairKinds.Strangers] = 1 - _shares.Sum();
    }

    sealed record Pattern(ulong Levels, double Count, double Crosswise);

    /// <summary>Estimates parameters.</summary>
    /// <param name="candidates">Patterns of the pairs that blocking brings together, every pair once.</param>
    /// <param name="random">Patterns of pairs drawn at random from all pairs.</param>
    /// <param name="allPairs">How many pairs there are.</param>
    /// <param name="further">Names of the further fields.</param>
    /// <param name="expected">How many pairs of the same person there may be, to begin with.</param>
    public static FellegiSunterParameters Run(
        PatternTable candidates, PatternTable random, double allPairs, ImmutableArray<string> further, double expected)
    {
        var estimation = new ParameterEstimation(
            candidates, random, allPairs, Fields.Further + further.Length, Math.Clamp(expected, 1, allPairs / 2));
        estimation.Strangers();
        for (var round = 0; round < Rounds; round++)
        {
            var before = estimation._shares[PairKinds.Stayed] + estimation._shares[PairKinds.Moved];
            estimation.Maximise();
            estimation.Strangers();
            var after = estimation._shares[PairKinds.Stayed] + estimation._shares[PairKinds.Moved];
            if (round > 20 && Math.Abs(after - before) <= Settled * after) break;
        }

        return estimation.Result(further);
    }

    void Maximise()
    {
        var m = _m.Select(levels => new double[levels.Length]).ToArray();
        var shares = new double[PairKinds.Count];
        var (crosswise, same) = (0.0, 0.0);
        Span<double> kinds = stackalloc double[PairKinds.Count];
        foreach (var pattern in _candidates)
        {
            Expect(pattern.Levels, kinds);
            for (var kind = 0; kind < PairKinds.Strangers; kind++)
            {
                var weight = kinds[kind] * pattern.Count;
                shares[kind] += weight;
                for (var field = 0; field < _fields; field++)
                    if (PairKinds.IsAlike(kind, field)) m[field][Level(pattern.Levels, field)] += weight;
            }

            var matching = kinds[PairKinds.Stayed] + kinds[PairKinds.Moved];
            same += matching * pattern.Count;
            crosswise += matching * pattern.Crosswise;
        }

        for (var field = 0; field < _fields; field++) Normalise(m[field], StartingShares.Of(field), _m[field]);
        for (var kind = 0; kind < PairKinds.Strangers; kind++)
            _shares[kind] = (shares[kind] + 0.01) / _allPairs;
        _shares[PairKinds.Strangers] = 1 - _shares.Take(PairKinds.Strangers).Sum();
        _crosswise = (crosswise + 0.05) / (same + 10);
    }

    /// <summary>u from the random pairs, less those that may be one person or one household.</summary>
    void Strangers()
    {
        var u = _u.Select(levels => new double[levels.Length]).ToArray();
        var first = _u[0].All(share => share == 0);
        Span<double> kinds = stackalloc double[PairKinds.Count];
        foreach (var pattern in _random)
        {
            if (first) kinds[PairKinds.Strangers] = 1;
            else Expect(pattern.Levels, kinds);
            for (var field = 0; field < _fields; field++)
                u[field][Level(pattern.Levels, field)] += kinds[PairKinds.Strangers] * pattern.Count;
        }

        for (var field = 0; field < _fields; field++)
        {
            var known = u[field].Skip(1).Sum();
            for (var level = 1; level < u[field].Length; level++)
                _u[field][level] = (u[field][level] + 0.1) / (known + 0.1 * (u[field].Length - 1));
        }
    }

    void Expect(ulong pattern, Span<double> kinds)
    {
        var sum = 0.0;
        for (var kind = 0; kind < PairKinds.Count; kind++)
        {
            var likelihood = _shares[kind];
            for (var field = 0; field < _fields; field++)
                if (Level(pattern, field) is var level && level > 0)
                    likelihood *= PairKinds.IsAlike(kind, field) ? _m[field][level] : _u[field][level];
            kinds[kind] = likelihood;
            sum += likelihood;
        }

        for (var kind = 0; kind < PairKinds.Count; kind++) kinds[kind] /= sum;
    }

    /// <summary>The share of each level among the known, pulled towards what is usual by a few pairs.</summary>
    static void Normalise(double[] found, double[] usual, double[] share)
    {
        var known = found.Skip(1).Sum() + PriorPairs;
        for (var level = 1; level < found.Length; level++)
            share[level] = (found[level] + PriorPairs * usual[level]) / known;
    }

    FellegiSunterParameters Result(ImmutableArray<string> further) => new(
        [.. Enumerable.Range(0, _fields).Select(field => new FieldShares(
            field < Fields.Further ? Fields.Names[field] : further[field - Fields.Further],
            [.. Enumerable.Range(1, _m[field].Length - 1).Select(level =>
                new LevelShare(Fields.LevelNames(field)[level], _m[field][level], _u[field][level]))]))],
        new(_shares[PairKinds.Stayed], _shares[PairKinds.Moved], _shares[PairKinds.Household],
            _shares[PairKinds.Twins]), _crosswise);

    static int Level(ulong pattern, int field) => (int)(pattern >> (4 * field)) & 15;

    static Pattern[] Patterns(PatternTable table) => [.. table.Counts.Select(entry =>
        new Pattern(entry.Key, entry.Value, table.CrosswiseCounts.GetValueOrDefault(entry.Key)))];
}
