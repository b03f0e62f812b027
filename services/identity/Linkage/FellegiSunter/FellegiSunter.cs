namespace TrustCenter.Identities.Linkage;

/// <summary>Fellegi and Sunter's weighting (JASA 64, 1969) with levels of agreement, frequencies of names and more than
/// two kinds of pairs. Made once for a set of parameters; any number of threads may use it.</summary>
public sealed class FellegiSunter
{
    /// <summary>How many spellings one typing error may lead to, seldom ones counted less.</summary>
    const double CloseSpellings = 100;

    /// <summary>And two or three errors.</summary>
    const double SimilarSpellings = 500;

    readonly Vocabulary _vocabulary;
    readonly FellegiSunterParameters _parameters;
    readonly double[] _m;
    readonly double[] _u;
    readonly double[] _shares;
    readonly int _fields;

    /// <summary>Prepares the weighting of pairs of one vocabulary's persons.</summary>
    public FellegiSunter(Vocabulary vocabulary, FellegiSunterParameters parameters)
    {
        (_vocabulary, _parameters, _fields) = (vocabulary, parameters, parameters.Fields.Length);
        _m = new double[_fields * Fields.MostLevels];
        _u = new double[_fields * Fields.MostLevels];
        Array.Fill(_m, 1);
        Array.Fill(_u, 1);
        for (var field = 0; field < _fields; field++)
        {
            var levels = parameters.Fields[field].Levels;
            for (var level = 0; level < levels.Length; level++)
                (_m[field * Fields.MostLevels + level + 1], _u[field * Fields.MostLevels + level + 1]) =
                    (levels[level].M, levels[level].U);
        }

        var pairs = parameters.Pairs;
        _shares = [pairs.Stayed, pairs.Moved, pairs.Household, pairs.Twins,
            1 - pairs.Stayed - pairs.Moved - pairs.Household - pairs.Twins];
    }

    /// <summary>The odds, as a power of two, that both are the same person: 0 is even, 10 a thousand to one.</summary>
    public double Score(in ComparablePerson a, in ComparablePerson b) =>
        Score(PairLevels.Of(_vocabulary, a, b));

    internal double Score(in PairLevels levels)
    {
        Span<double> like = stackalloc double[PairKinds.Count];
        for (var kind = 0; kind < PairKinds.Count; kind++) like[kind] = _shares[kind];
        for (var field = 0; field < _fields; field++)
        {
            var level = levels[field];
            if (level == 0) continue;
            var at = field * Fields.MostLevels + level;
            var (same, chance) = (_m[at], Chance(levels, field, level, _u[at]));
            for (var kind = 0; kind < PairKinds.Count; kind++)
                like[kind] *= PairKinds.IsAlike(kind, field) ? same : chance;
        }

        return Math.Log2((like[PairKinds.Stayed] + like[PairKinds.Moved])
            / (like[PairKinds.Household] + like[PairKinds.Twins] + like[PairKinds.Strangers]));
    }

    double Chance(in PairLevels levels, int field, int level, double usual) => field switch
    {
        Fields.Given => NameChance(levels.GivenA, levels.GivenB, NameRole.Given, (NameLevel)level, field, usual),
        Fields.Family => NameChance(levels.FamilyA, levels.FamilyB, NameRole.Family, (NameLevel)level, field, usual),
        _ => usual,
    };

    /// <summary>The chance that a stranger's name agrees at this level. The same name: its frequency. A near one:
    /// whoever bears the rarer of the two is either another person, as often as that name is, or mistyped from the
    /// more frequent.</summary>
    double NameChance(int a, int b, NameRole role, NameLevel level, int field, double usual)
    {
        switch (level)
        {
            case NameLevel.Same or NameLevel.Variant:
                return Math.Max(_vocabulary.Frequency(a, role), _vocabulary.Frequency(b, role));
            case NameLevel.Close or NameLevel.Similar:
                var (one, other) = (_vocabulary.Frequency(a, role), _vocabulary.Frequency(b, role));
                var m = _m[field * Fields.MostLevels + (int)level];
                var spellings = level == NameLevel.Close ? CloseSpellings : SimilarSpellings;
                return Math.Max(spellings * Math.Min(one, other), m * Math.Max(one, other));
            default:
                return usual;
        }
    }
}
