using System.Runtime.Intrinsics;

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
    readonly double[] _m;
    readonly double[] _usual;
    readonly Vector256<double>[] _ratios;
    readonly Vector256<double>[] _alike;
    readonly Vector256<double> _usualShares;
    readonly int? _persons;
    Shares _shares;
    readonly int _fields;

    /// <summary>Prepares the weighting of pairs of one vocabulary's persons.</summary>
    public FellegiSunter(Vocabulary vocabulary, FellegiSunterParameters parameters)
    {
        (_vocabulary, _fields) = (vocabulary, parameters.Fields.Length);
        _m = new double[_fields * Fields.MostLevels];
        _ratios = new Vector256<double>[_fields * Fields.MostLevels];
        Array.Fill(_ratios, Vector256<double>.One);
        _alike = [.. Enumerable.Range(0, _fields).Select(Alike)];
        for (var field = 0; field < _fields; field++)
        {
            var levels = parameters.Fields[field].Levels;
            for (var level = 0; level < levels.Length; level++)
            {
                var at = field * Fields.MostLevels + level + 1;
                _m[at] = levels[level].M;
                _ratios[at] = Ratio(field, levels[level].M / levels[level].U);
            }
        }

        MostBits = new([.. _ratios.Select(ratio => (float)Math.Log2(ratio[PairKinds.Stayed]))]);
        _usual = [.. parameters.Fields.Take(2).Select(field => field.Levels[0].U)];
        var pairs = parameters.Pairs;
        var strangers = 1 - pairs.Stayed - pairs.Moved - pairs.Household - pairs.Twins;
        _usualShares = Vector256.Create(pairs.Stayed, pairs.Moved, pairs.Household, pairs.Twins) / strangers;
        (_persons, _shares) = (parameters.Persons, new(_usualShares));
    }

    /// <summary>How many persons there are by now. Fewer than the parameters are for count as so many.</summary>
    public void Among(long persons)
    {
        if (_persons is { } usual) _shares = new(_usualShares * (usual / (double)Math.Max(usual, persons)));
    }

    /// <summary>The odds, as a power of two, that both are the same person: 0 is even, 10 a thousand to one.</summary>
    public double Score(in ComparablePerson a, in ComparablePerson b) =>
        Score(PairLevels.Of(_vocabulary, a, b));

    internal double Score(in PairLevels levels) =>
        Score(levels.Pattern, NameRatio(levels, Fields.Given), NameRatio(levels, Fields.Family));

    /// <summary>The same with what the names' levels are worth, where it is known already.</summary>
    internal double Score(ulong pattern, Vector256<double> given, Vector256<double> family)
    {
        // How much likelier the pattern is for each kind of pair than for strangers.
        var like = _shares.OfKinds * given * family;
        var ratios = _ratios;
        // what is missing counts as one: without asking is faster
        like *= ratios[Fields.Birth * Fields.MostLevels + (int)(pattern >> (4 * Fields.Birth) & 15)];
        like *= ratios[Fields.BirthDate * Fields.MostLevels + (int)(pattern >> (4 * Fields.BirthDate) & 15)];
        like *= ratios[Fields.Sex * Fields.MostLevels + (int)(pattern >> (4 * Fields.Sex) & 15)];
        like *= ratios[Fields.Place * Fields.MostLevels + (int)(pattern >> (4 * Fields.Place) & 15)];
        like *= ratios[Fields.Street * Fields.MostLevels + (int)(pattern >> (4 * Fields.Street) & 15)];
        like *= ratios[Fields.Phone * Fields.MostLevels + (int)(pattern >> (4 * Fields.Phone) & 15)];
        for (var field = Fields.Further; field < _fields; field++)
            like *= ratios[field * Fields.MostLevels + (int)(pattern >> (4 * field) & 15)];
        return Math.Log2((like[PairKinds.Stayed] + like[PairKinds.Moved])
            / (like[PairKinds.Household] + like[PairKinds.Twins] + 1));
    }

    /// <summary>The odds before anything is compared, as a power of two.</summary>
    internal double PriorBits =>
        Math.Log2(_shares.OfKinds[PairKinds.Stayed] + _shares.OfKinds[PairKinds.Moved]);

    /// <summary>What each level adds at most where frequencies of names do not count.</summary>
    internal LevelBits MostBits { get; }

    /// <summary>The same for a given or family name, whoever bears the other one: its frequency bounds what agreement
    /// is worth.</summary>
    internal float[] MostBitsOf(int field, int name)
    {
        var bits = MostBits.Of(field);
        if (name == 0) return bits;
        var chance = Frequency(name, field == Fields.Given ? NameRole.Given : NameRole.Family);
        foreach (var level in (ReadOnlySpan<NameLevel>)[NameLevel.Same, NameLevel.Variant])
            bits[(int)level] = (float)Math.Log2(_m[field * Fields.MostLevels + (int)level] / chance);
        bits[(int)NameLevel.Close] = bits[(int)NameLevel.Similar] = (float)-Math.Log2(chance);
        return bits;
    }

    /// <summary>What a field adds, and how often strangers agree as far.</summary>
    internal (double Bits, double Chance) Bits(in PairLevels levels, int field)
    {
        var at = field * Fields.MostLevels + levels[field];
        var ratio = field switch
        {
            Fields.Given or Fields.Family => NameRatio(levels, field)[PairKinds.Stayed],
            _ => _ratios[at][PairKinds.Stayed],
        };
        return (Math.Log2(ratio), _m[at] / ratio);
    }

    /// <summary>Changes whenever the same levels come to another score, names apart.</summary>
    internal object Epoch => _shares;

    /// <summary>What the level of given or family names is worth, for each kind of pair.</summary>
    internal Vector256<double> NameRatio(in PairLevels levels, int field)
    {
        var at = field * Fields.MostLevels + levels[field];
        var chance = field == Fields.Given
            ? NameChance(levels.GivenA, levels.GivenB, NameRole.Given, (NameLevel)levels[field], at)
            : NameChance(levels.FamilyA, levels.FamilyB, NameRole.Family, (NameLevel)levels[field], at);
        return chance == 0 ? _ratios[at] : Ratio(field, _m[at] / chance);
    }

    Vector256<double> Ratio(int field, double ratio) =>
        Vector256.ConditionalSelect(_alike[field], Vector256.Create(ratio), Vector256<double>.One);

    static Vector256<double> Alike(int field) => Vector256.Create(
        Bits(PairKinds.Stayed, field), Bits(PairKinds.Moved, field), Bits(PairKinds.Household, field),
        Bits(PairKinds.Twins, field)).AsDouble();

    static long Bits(int kind, int field) => PairKinds.IsAlike(kind, field) ? -1 : 0;

    /// <summary>The chance that a stranger's name agrees at this level. The same name: its frequency. A near one:
    /// whoever bears the rarer of the two is either another person, as often as that name is, or mistyped from the
    /// more frequent. 0 where no frequency counts.</summary>
    double NameChance(int a, int b, NameRole role, NameLevel level, int at)
    {
        switch (level)
        {
            case NameLevel.Same or NameLevel.Variant:
                return a == b ? Frequency(a, role) : Math.Max(Frequency(a, role), Frequency(b, role));
            case NameLevel.Close or NameLevel.Similar:
                var (one, other) = (Frequency(a, role), Frequency(b, role));
                var spellings = level == NameLevel.Close ? CloseSpellings : SimilarSpellings;
                return Math.Max(spellings * Math.Min(one, other), _m[at] * Math.Max(one, other));
            default:
                return 0;
        }
    }

    /// <summary>A reference, so that it changes in one step.</summary>
    sealed record Shares(Vector256<double> OfKinds);

    double Frequency(int name, NameRole role) => _vocabulary.Frequency(name, role, _usual[(int)role]);
}
