namespace TrustCenter.Identities.Linkage;

/// <summary>How many blanks are put around a text before it is cut into n-grams.</summary>
public enum GramPadding
{
    /// <summary>None: a text shorter than n has no n-grams.</summary>
    None,

    /// <summary>One on each side, as the Mainzelliste does.</summary>
    One,

    /// <summary>n − 1 on each side, so that every character is in n n-grams.</summary>
    Full,
}

/// <summary>Similarity of two texts by the runs of n characters that they share, n from 1 to 4.</summary>
public static class NGrams
{
    const int OnStack = 256;

    /// <summary>Dice's coefficient (1945) on the sets of n-grams: twice the shared over the sum. Two texts without any
    /// n-gram are the same if they are equal, else they share nothing.</summary>
    public static double Dice(
        ReadOnlySpan<char> left, ReadOnlySpan<char> right, int n = 2, GramPadding padding = GramPadding.One)
    {
        var (shared, first, second) = Count(left, right, n, padding);
        return first + second == 0 ? Same(left, right) : 2.0 * shared / (first + second);
    }

    /// <summary>Jaccard's coefficient (1912) on the same sets: the shared over all.</summary>
    public static double Jaccard(
        ReadOnlySpan<char> left, ReadOnlySpan<char> right, int n = 2, GramPadding padding = GramPadding.One)
    {
        var (shared, first, second) = Count(left, right, n, padding);
        return first + second == 0 ? Same(left, right) : (double)shared / (first + second - shared);
    }

    static double Same(ReadOnlySpan<char> left, ReadOnlySpan<char> right) => left.SequenceEqual(right) ? 1 : 0;

    static (int Shared, int Left, int Right) Count(
        ReadOnlySpan<char> left, ReadOnlySpan<char> right, int n, GramPadding padding)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, 4);
        var blanks = padding switch { GramPadding.None => 0, GramPadding.One => 1, _ => n - 1 };
        Span<ulong> first = left.Length <= OnStack ? stackalloc ulong[OnStack + 8] : new ulong[left.Length + 8];
        Span<ulong> second = right.Length <= OnStack ? stackalloc ulong[OnStack + 8] : new ulong[right.Length + 8];
        var (ofLeft, ofRight) = (Cut(left, n, blanks, first), Cut(right, n, blanks, second));
        var (shared, i, j) = (0, 0, 0);
        while (i < ofLeft && j < ofRight)
        {
            if (first[i] == second[j]) (shared, i, j) = (shared + 1, i + 1, j + 1);
            else if (first[i] < second[j]) i++;
            else j++;
        }

        return (shared, ofLeft, ofRight);
    }

    /// <summary>Writes the distinct n-grams in ascending order, four UTF-16 units to a number.</summary>
    static int Cut(ReadOnlySpan<char> text, int n, int blanks, Span<ulong> grams)
    {
        var mask = n == 4 ? ulong.MaxValue : (1UL << (16 * n)) - 1;
        var (count, gram) = (0, 0UL);
        var length = text.Length + 2 * blanks;
        for (var i = 0; i < length; i++)
        {
            var letter = i < blanks || i >= blanks + text.Length ? ' ' : text[i - blanks];
            gram = ((gram << 16) | letter) & mask;
            if (i >= n - 1) grams[count++] = gram;
        }

        grams[..count].Sort();
        var distinct = Math.Min(1, count);
        for (var i = 1; i < count; i++)
            if (grams[i] != grams[distinct - 1]) grams[distinct++] = grams[i];
        return distinct;
    }
}
