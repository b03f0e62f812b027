using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TrustCenter.Identities.Linkage;

/// <summary>Decides on many pairs by one linkage, to the last bit as it decides on them one by one, and faster: memory
/// is asked for before it is needed, what a person's own names are worth is computed once, and what a pattern of levels
/// comes to is remembered where no name's frequency counts. For one thread.</summary>
public sealed class PairBatch
{
    /// <summary>Pairs that go through each step together; what they need fits into the nearest cache.</summary>
    internal const int AtATime = 64;

    const int RememberedBits = 12;
    const int Remembered = 1 << RememberedBits;

    /// <summary>Levels of given and family names at which frequencies do not count, nor names in any rule.</summary>
    const uint FreeGiven = 1 << (int)NameLevel.Missing | 1 << (int)NameLevel.Part | 1 << (int)NameLevel.Linked
        | 1 << (int)NameLevel.Different;

    const uint FreeFamily = FreeGiven | 1 << (int)NameLevel.Initial;

    readonly FellegiSunter _weighting;
    readonly Vocabulary _vocabulary;
    readonly ulong[] _patterns = [];
    readonly PairDecision[] _remembered = [];
    ComparablePerson _held;
    object? _epoch;
    Vector256<double> _sameGiven, _sameFamily;
    bool _knowsGiven, _knowsFamily;

    /// <summary>For many pairs of many people.</summary>
    /// <param name="linkage">Of the Fellegi-Sunter weighting.</param>
    /// <exception cref="InvalidOperationException">The weighting is another.</exception>
    public PairBatch(PersonLinkage linkage) : this(linkage, remember: true)
    {
    }

    /// <param name="linkage">Of the Fellegi-Sunter weighting.</param>
    /// <param name="remember">Whether what patterns come to is remembered: not worth while for one person.</param>
    internal PairBatch(PersonLinkage linkage, bool remember)
    {
        (Linkage, _weighting, _vocabulary) = (linkage, linkage.Weighting, linkage.Vocabulary);
        if (remember) (_patterns, _remembered) = (new ulong[Remembered], new PairDecision[Remembered]);
    }

    internal PersonLinkage Linkage { get; }

    /// <summary>Decides on pairs. Those of one first person had better follow each other.</summary>
    /// <param name="persons">The persons.</param>
    /// <param name="pairs">Who is held against whom, by places in <paramref name="persons"/>.</param>
    /// <param name="decisions">Gets the decisions in the order of the pairs.</param>
    public void Decide(
        ReadOnlySpan<ComparablePerson> persons, ReadOnlySpan<(int A, int B)> pairs, Span<PairDecision> decisions)
    {
        Begin();
        for (var from = 0; from < pairs.Length; from += AtATime)
        {
            var part = pairs[from..Math.Min(pairs.Length, from + AtATime)];
            foreach (var (_, b) in part) Nearby.Fetch(in persons[b]);
            foreach (var (a, b) in part) _vocabulary.Fetch(persons[a], persons[b], persons[b].More.AsSpan());
            for (var i = 0; i < part.Length; i++)
            {
                if (from + i == 0 || part[i].A != pairs[from + i - 1].A) Hold(persons[part[i].A]);
                decisions[from + i] = Decide(persons[part[i].B], persons[part[i].B].More.AsSpan());
            }
        }
    }

    /// <summary>To be called before a person is held, as the weighting may have changed since.</summary>
    internal void Begin()
    {
        if (_epoch == _weighting.Epoch) return;
        _epoch = _weighting.Epoch;
        _patterns.AsSpan().Fill(ulong.MaxValue);
    }

    internal void Hold(in ComparablePerson person)
    {
        _held = person;
        _knowsGiven = _knowsFamily = false;
    }

    /// <summary>Has brought near what deciding on a pair needs, as it is decided on soon.</summary>
    internal void Fetch(in ComparablePerson other, ReadOnlySpan<int> more) => _vocabulary.Fetch(_held, other, more);

    internal PairDecision Decide(in ComparablePerson other, ReadOnlySpan<int> more) =>
        Decide(PairLevels.Of(_vocabulary, _held, other, more));

    /// <summary>Decides and keeps what explains the decision.</summary>
    internal PairFinding Judge(in ComparablePerson other, ReadOnlySpan<int> more)
    {
        var levels = PairLevels.Of(_vocabulary, _held, other, more);
        return Linkage.Judge(levels, Score(levels));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    PairDecision Decide(in PairLevels levels)
    {
        var pattern = levels.Pattern;
        var free = FreeGiven >> (int)(pattern & 15) & FreeFamily >> (int)(pattern >> 4 & 15) & 1;
        if (free == 0 || _patterns is []) return Linkage.Decide(levels, Score(levels));
        var at = (int)(unchecked(pattern * 0x9E3779B97F4A7C15UL) >> (64 - RememberedBits));
        if (_patterns[at] == pattern) return _remembered[at];
        _patterns[at] = pattern;
        return _remembered[at] = Linkage.Decide(levels, Score(levels));
    }

    double Score(in PairLevels levels) => _weighting.Score(levels.Pattern,
        IsSame(levels, Fields.Given, levels.GivenA, levels.GivenB)
            ? SameGiven(levels) : _weighting.NameRatio(levels, Fields.Given),
        IsSame(levels, Fields.Family, levels.FamilyA, levels.FamilyB)
            ? SameFamily(levels) : _weighting.NameRatio(levels, Fields.Family));

    static bool IsSame(in PairLevels levels, int field, int one, int other) =>
        levels[field] == (int)NameLevel.Same && one == other && !levels.Swapped;

    Vector256<double> SameGiven(in PairLevels levels)
    {
        if (!_knowsGiven) (_sameGiven, _knowsGiven) = (_weighting.NameRatio(levels, Fields.Given), true);
        return _sameGiven;
    }

    Vector256<double> SameFamily(in PairLevels levels)
    {
        if (!_knowsFamily) (_sameFamily, _knowsFamily) = (_weighting.NameRatio(levels, Fields.Family), true);
        return _sameFamily;
    }
}
