using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace TrustCenter.Identities.Linkage;

/// <summary>Brings filters together that agree in some bits drawn at random, in at least one of several draws (Indyk
/// and Motwani 1998): finds most pairs, not all, and looks at few others.</summary>
public sealed class HammingLsh
{
    readonly ImmutableArray<int[]> _draws;

    /// <summary>Draws the bits.</summary>
    /// <param name="length">Bits of the filters.</param>
    /// <param name="draws">How many draws: more find more.</param>
    /// <param name="bits">Bits of a draw, up to 64: more look at fewer others.</param>
    /// <param name="seed">The same seed draws the same bits.</param>
    public HammingLsh(int length, int draws, int bits, string seed)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 64);
        var drawn = new KeyedDraws(Encoding.UTF8.GetBytes(seed), "hamming-lsh"u8);
        _draws = [.. Enumerable.Range(0, draws).Select(_ => drawn.Order(length)[..bits])];
    }

    /// <summary>The chance that a pair is found that differs in some share of all bits.</summary>
    public double Chance(double differing) =>
        1 - Math.Pow(1 - Math.Pow(1 - differing, _draws[0].Length), _draws.Length);

    /// <summary>Pairs of two tables that were brought together and are alike enough, in the order of their
    /// rows.</summary>
    public List<FilterPair> Run(FilterTable left, FilterTable right, FilterMeasure measure, int threads)
    {
        var found = new List<FilterPair>[_draws.Length];
        Parallel.For(0, _draws.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, draw =>
            found[draw] = Meet(_draws[draw], left, right, measure));
        return [.. found.SelectMany(pairs => pairs).Distinct().OrderBy(pair => pair.Left).ThenBy(pair => pair.Right)];
    }

    static List<FilterPair> Meet(int[] bits, FilterTable left, FilterTable right, FilterMeasure measure)
    {
        var buckets = new Dictionary<ulong, List<int>>();
        for (var i = 0; i < left.Count; i++)
            (CollectionsMarshal.GetValueRefOrAddDefault(buckets, Key(left[i], bits), out _) ??= []).Add(i);
        var found = new List<FilterPair>();
        for (var j = 0; j < right.Count; j++)
        {
            if (!buckets.TryGetValue(Key(right[j], bits), out var bucket)) continue;
            foreach (var i in bucket)
            {
                var (shared, a, b) = (FilterBits.Shared(left[i], right[j]), left.Ones(i), right.Ones(j));
                if (shared >= measure.Fewest(a, b)) found.Add(new(i, j, shared, measure.Score(shared, a, b)));
            }
        }

        return found;
    }

    static ulong Key(ReadOnlySpan<ulong> filter, int[] bits)
    {
        var key = 0UL;
        foreach (var bit in bits) key = key << 1 | (filter[bit >> 6] >> bit & 1);
        return key;
    }
}
