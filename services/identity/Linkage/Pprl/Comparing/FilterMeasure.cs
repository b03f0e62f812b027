namespace TrustCenter.Identities.Linkage;

/// <summary>How alike two filters are; 1 is the same.</summary>
public enum FilterSimilarity
{
    /// <summary>Twice the shared bits over the sum of both (Dice 1945).</summary>
    Dice,

    /// <summary>The shared bits over all that either has (Tanimoto 1957).</summary>
    Tanimoto,

    /// <summary>1 less the differing bits over the length: the Dice coefficient of balanced filters.</summary>
    Hamming,
}

/// <summary>A similarity and how much of it makes a pair. Everything is decided by shared bits, which are whole
/// numbers: every kernel finds the same pairs.</summary>
/// <param name="similarity">Which.</param>
/// <param name="threshold">From where on two filters are a pair, above 0 up to 1.</param>
/// <param name="length">Bits of the filters.</param>
public sealed class FilterMeasure(FilterSimilarity similarity, double threshold, int length)
{
    readonly FewestShared?[] _fewest = new FewestShared?[length + 1];

    /// <summary>Which similarity.</summary>
    public FilterSimilarity Similarity { get; } = similarity;

    /// <summary>From where on two filters are a pair.</summary>
    public double Threshold { get; } = threshold;

    /// <summary>Bits of the filters.</summary>
    public int Length { get; } = length;

    /// <summary>The similarity of two filters.</summary>
    /// <param name="shared">Bits that both have set.</param>
    /// <param name="a">Bits that the one has set.</param>
    /// <param name="b">Bits that the other has set.</param>
    public double Score(int shared, int a, int b) => Similarity switch
    {
        FilterSimilarity.Dice => a + b == 0 ? 0 : 2.0 * shared / (a + b),
        FilterSimilarity.Tanimoto => a + b == 0 ? 0 : (double)shared / (a + b - shared),
        _ => 1 - (double)(a + b - 2 * shared) / Length,
    };

    /// <summary>The fewest shared bits that make a pair of filters with so many bits set; more than either has if none
    /// do.</summary>
    public int Fewest(int a, int b) => FewestFor(a).Of(b);

    /// <summary>The same for one filter against every number of bits.</summary>
    internal FewestShared FewestFor(int a) => _fewest[a] ??= new(this, a);
}

/// <summary>The fewest shared bits that make a pair with a filter, for every number of bits that the other may have:
/// none below <see cref="Low"/> or above <see cref="High"/>, between them more and more.</summary>
sealed class FewestShared
{
    /// <summary>No number of shared bits is enough.</summary>
    public const int Never = 1 << 14;

    readonly short[] _fewest;

    public FewestShared(FilterMeasure measure, int a)
    {
        _fewest = [.. Enumerable.Range(0, measure.Length + 1).Select(b => Fewest(measure, a, b))];
        Low = Array.FindIndex(_fewest, shared => shared != Never);
        High = Array.FindLastIndex(_fewest, shared => shared != Never);
        if (Low < 0) (Low, High) = (Never, -1);
    }

    /// <summary>The fewest bits that the other may have.</summary>
    public int Low { get; }

    /// <summary>The most.</summary>
    public int High { get; }

    public int Of(int b) => _fewest[b];

    static short Fewest(FilterMeasure measure, int a, int b)
    {
        var least = Math.Max(0, a + b - measure.Length);
        var most = Math.Min(a, b);
        if (measure.Score(most, a, b) < measure.Threshold) return Never;
        while (least < most)
        {
            var middle = (least + most) / 2;
            if (measure.Score(middle, a, b) >= measure.Threshold) most = middle;
            else least = middle + 1;
        }

        return (short)most;
    }
}
