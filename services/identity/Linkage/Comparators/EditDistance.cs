using System.Buffers;
using System.Runtime.CompilerServices;

namespace TrustCenter.Identities.Linkage;

/// <summary>Edit distances between two texts, in UTF-16 units; texts are normalised before. Nothing is allocated for
/// texts up to 64 ASCII characters, which are compared 64 cells at a time by Myers' algorithm (J. ACM 46, 1999) in
/// Hyyrö's forms for Levenshtein and for adjacent transpositions (2003).</summary>
public static class EditDistance
{
    const int WordLength = 64;
    const int AsciiLength = 128;

    /// <summary>Insertions, deletions and substitutions (Levenshtein 1966).</summary>
    public static int Levenshtein(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        Distance(left, right, transpositions: false);

    /// <summary>Levenshtein and swaps of neighbours, no part of the text edited twice ("optimal string alignment"):
    /// CA to ABC costs 3.</summary>
    public static int Alignment(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        Distance(left, right, transpositions: true);

    /// <summary>Damerau's distance without that restriction (Lowrance and Wagner 1975), a metric: CA to ABC costs
    /// 2.</summary>
    public static int Damerau(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (left.IsEmpty || right.IsEmpty) return Math.Max(left.Length, right.Length);
        var (rows, columns) = (left.Length + 2, right.Length + 2);
        var rented = ArrayPool<int>.Shared.Rent(rows * columns);
        try
        {
            return LowranceWagner(left, right, rented.AsSpan(0, rows * columns), columns);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    /// <summary>The same as <see cref="Alignment"/> for up to 64 letters from A to Z: five bits tell them apart, so
    /// that the table of positions stays small.</summary>
    [SkipLocalsInit]
    internal static int AlignmentOfCapitals(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (left.IsEmpty) return right.Length;
        Span<ulong> positions = stackalloc ulong[32];
        positions.Clear();
        for (var i = 0; i < left.Length; i++) positions[left[i] & 31] |= 1UL << i;
        var state = new BitColumn(left.Length, transpositions: true);
        foreach (var letter in right) state.Add(positions[letter & 31]);
        return state.Distance;
    }

    /// <summary>1 for the same text, 0 for nothing in common: one minus the distance over the longer length. Two empty
    /// texts are the same.</summary>
    public static double Similarity(int distance, int leftLength, int rightLength) =>
        Math.Max(leftLength, rightLength) is var longer && longer == 0 ? 1 : 1 - (double)distance / longer;

    static int Distance(ReadOnlySpan<char> left, ReadOnlySpan<char> right, bool transpositions)
    {
        var shared = left.CommonPrefixLength(right);
        left = left[shared..];
        right = right[shared..];
        var ending = 0;
        while (ending < Math.Min(left.Length, right.Length) && left[^(ending + 1)] == right[^(ending + 1)]) ending++;
        left = left[..^ending];
        right = right[..^ending];
        if (left.IsEmpty || right.IsEmpty) return Math.Max(left.Length, right.Length);
        if (left.Length > right.Length)
        {
            var longer = left;
            left = right;
            right = longer;
        }

        return left.Length <= WordLength && System.Text.Ascii.IsValid(left)
            ? BitParallel(left, right, transpositions)
            : Table(left, right, transpositions);
    }

    [SkipLocalsInit]
    static int BitParallel(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text, bool transpositions)
    {
        Span<ulong> positions = stackalloc ulong[AsciiLength];
        positions.Clear();
        for (var i = 0; i < pattern.Length; i++) positions[pattern[i]] |= 1UL << i;

        var state = new BitColumn(pattern.Length, transpositions);
        foreach (var letter in text) state.Add(letter < AsciiLength ? positions[letter] : 0);
        return state.Distance;
    }

    static int Table(ReadOnlySpan<char> left, ReadOnlySpan<char> right, bool transpositions)
    {
        var width = right.Length + 1;
        var rented = ArrayPool<int>.Shared.Rent(3 * width);
        var before = rented.AsSpan(0, width);
        var previous = rented.AsSpan(width, width);
        var current = rented.AsSpan(2 * width, width);
        for (var j = 0; j < width; j++) previous[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j < width; j++)
            {
                var cost = left[i - 1] == right[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(previous[j], current[j - 1]) + 1, previous[j - 1] + cost);
                if (transpositions && i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
            }

            var oldest = before;
            before = previous;
            previous = current;
            current = oldest;
        }

        var distance = previous[right.Length];
        ArrayPool<int>.Shared.Return(rented);
        return distance;
    }

    static int LowranceWagner(ReadOnlySpan<char> left, ReadOnlySpan<char> right, Span<int> table, int width)
    {
        var infinite = left.Length + right.Length;
        table[0] = infinite;
        for (var i = 0; i <= left.Length; i++)
            (table[(i + 1) * width], table[(i + 1) * width + 1]) = (infinite, i);
        for (var j = 0; j <= right.Length; j++) (table[j + 1], table[width + j + 1]) = (infinite, j);

        for (var i = 1; i <= left.Length; i++)
        {
            var lastInRow = 0;
            for (var j = 1; j <= right.Length; j++)
            {
                var lastInColumn = left[..(i - 1)].LastIndexOf(right[j - 1]) + 1;
                var swap = table[lastInColumn * width + lastInRow] + (i - lastInColumn - 1) + 1 + (j - lastInRow - 1);
                var cost = left[i - 1] == right[j - 1] ? 0 : 1;
                table[(i + 1) * width + j + 1] = Math.Min(
                    Math.Min(table[i * width + j] + cost, table[(i + 1) * width + j] + 1),
                    Math.Min(table[i * width + j + 1] + 1, swap));
                if (cost == 0) lastInRow = j;
            }
        }

        return table[(left.Length + 1) * width + right.Length + 1];
    }
}
