namespace TrustCenter.Identities.Linkage;

/// <summary>How an E-PIX decides whether a pair is compared at all: characters that both texts have, whatever their
/// order, over the longer length. Never less than the Levenshtein similarity, but for characters that come up more than
/// four times, which count four times only.</summary>
static class EpixBlocking
{
    const int MostOfOne = 4;
    const int MostOthers = 8;

    public static double Bound(string left, string right, bool digits)
    {
        var longest = Math.Max(left.Length, right.Length);
        if (longest == 0) return 1;
        var (first, letters) = digits ? ('0', 10) : ('A', 26);
        Span<int> inLeft = stackalloc int[letters + 1], inRight = stackalloc int[letters + 1];
        Count(left, first, inLeft);
        Count(right, first, inRight);
        var common = 0;
        for (var i = 0; i <= letters; i++)
            common += Math.Min(Math.Min(inLeft[i], inRight[i]), i < letters ? MostOfOne : MostOthers);
        return (double)common / longest;
    }

    static void Count(string text, char first, Span<int> counts)
    {
        counts.Clear();
        foreach (var letter in text)
        {
            var at = letter - first;
            counts[at >= 0 && at < counts.Length - 1 ? at : counts.Length - 1]++;
        }
    }
}
