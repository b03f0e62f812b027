namespace TrustCenter.Identities.Linkage;

/// <summary>Jaro's similarity (1989) and Winkler's bonus for a common beginning (1990): 1 for the same text, 0 for no
/// character in common. Nothing is allocated for texts up to 512 characters.</summary>
public static class JaroWinkler
{
    const int LongestPrefix = 4;
    const int OnStack = 512;

    /// <summary>The mean of the shares of common characters on both sides and of those in the same order. Common are
    /// characters no farther apart than half the longer text, less one.</summary>
    public static double Jaro(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (left.SequenceEqual(right)) return 1;
        if (left.IsEmpty || right.IsEmpty) return 0;

        var reach = Math.Max(0, Math.Max(left.Length, right.Length) / 2 - 1);
        Span<bool> inLeft = left.Length <= OnStack ? stackalloc bool[left.Length] : new bool[left.Length];
        Span<bool> inRight = right.Length <= OnStack ? stackalloc bool[right.Length] : new bool[right.Length];
        var common = 0;
        for (var i = 0; i < left.Length; i++)
        {
            var last = Math.Min(right.Length - 1, i + reach);
            for (var j = Math.Max(0, i - reach); j <= last; j++)
            {
                if (inRight[j] || left[i] != right[j]) continue;
                inLeft[i] = inRight[j] = true;
                common++;
                break;
            }
        }

        if (common == 0) return 0;
        double shared = common;
        var outOfOrder = OutOfOrder(left, right, inLeft, inRight) / 2;
        return (shared / left.Length + shared / right.Length + (shared - outOfOrder) / shared) / 3;
    }

    /// <summary>Jaro's similarity, raised by <paramref name="scale"/> of what is missing for each of up to four
    /// characters of a common beginning.</summary>
    /// <param name="left">One text.</param>
    /// <param name="right">The other.</param>
    /// <param name="scale">0.1 in Winkler's report; at most 0.25.</param>
    /// <param name="boostFrom">Only similarities from here on are raised; 0.7 in Winkler's program, 0 in most
    /// libraries.</param>
    public static double Similarity(
        ReadOnlySpan<char> left, ReadOnlySpan<char> right, double scale = 0.1, double boostFrom = 0)
    {
        var jaro = Jaro(left, right);
        if (jaro < boostFrom) return jaro;
        var prefix = Math.Min(LongestPrefix, left.CommonPrefixLength(right));
        return jaro + prefix * scale * (1 - jaro);
    }

    static int OutOfOrder(
        ReadOnlySpan<char> left, ReadOnlySpan<char> right, ReadOnlySpan<bool> inLeft, ReadOnlySpan<bool> inRight)
    {
        var (found, j) = (0, 0);
        for (var i = 0; i < left.Length; i++)
        {
            if (!inLeft[i]) continue;
            while (!inRight[j]) j++;
            if (left[i] != right[j++]) found++;
        }

        return found;
    }
}
