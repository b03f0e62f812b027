namespace TrustCenter.Identities.Linkage;

/// <summary>The level at which two names of a vocabulary agree.</summary>
static class NameComparison
{
    const int ShortestForClose = 4;
    const int ShortestSound = 2;

    public static NameLevel Level(Vocabulary vocabulary, int left, int right, bool given)
    {
        if (left == 0 || right == 0) return NameLevel.Missing;
        if (left == right) return NameLevel.Same;
        var (a, b) = (vocabulary.NameOf(left), vocabulary.NameOf(right));
        var compound = a.Parts.Length + b.Parts.Length > 0;
        var longest = Math.Max(a.Bare.Length, b.Bare.Length);
        var allowed = longest < 6 ? 1 : longest < 9 ? 2 : 3;
        if (NameEntry.FewestEdits(a, b) <= allowed && Near(a, b, longest, allowed) is var near
            && near != NameLevel.Different) return near;
        if (compound && Parts(vocabulary, a, left, b, right) is var parts && parts != NameLevel.Different) return parts;
        if (a.Sound.Length >= ShortestSound && a.Sound == b.Sound) return NameLevel.Similar;
        return given && IsShort(a.Bare, b.Bare) ? NameLevel.Initial : NameLevel.Different;
    }

    static NameLevel Near(NameEntry a, NameEntry b, int longest, int allowed)
    {
        if (a.Text == b.Text) return NameLevel.Same;
        if (a.Bare == b.Bare) return NameLevel.Variant;
        var edits = EditDistance.Alignment(a.Bare, b.Bare);
        if (edits > allowed) return NameLevel.Different;
        return edits == 1 && longest >= ShortestForClose ? NameLevel.Close : NameLevel.Similar;
    }

    static NameLevel Parts(Vocabulary vocabulary, NameEntry a, int left, NameEntry b, int right)
    {
        var ofA = a.Parts is [] ? new ReadOnlySpan<int>(ref left) : a.Parts;
        var ofB = b.Parts is [] ? new ReadOnlySpan<int>(ref right) : b.Parts;
        if (ofA.SequenceEqual(ofB)) return NameLevel.Variant;
        var close = false;
        foreach (var first in ofA)
        {
            foreach (var second in ofB)
            {
                if (first == second && vocabulary.NameOf(first).Bare.Length > 1) return NameLevel.Part;
                close = close || IsClose(vocabulary.NameOf(first).Bare, vocabulary.NameOf(second).Bare);
            }
        }

        return close ? NameLevel.Similar : NameLevel.Different;
    }

    /// <summary>The part that both names have, 0 if none.</summary>
    public static int SharedPart(Vocabulary vocabulary, int left, int right)
    {
        var (a, b) = (vocabulary.NameOf(left).Parts, vocabulary.NameOf(right).Parts);
        var ofA = a is [] ? new ReadOnlySpan<int>(ref left) : a;
        var ofB = b is [] ? new ReadOnlySpan<int>(ref right) : b;
        var rarest = 0;
        foreach (var part in ofA)
            if (ofB.Contains(part) && (rarest == 0 || vocabulary.Frequency(part, NameRole.Part)
                < vocabulary.Frequency(rarest, NameRole.Part))) rarest = part;
        return rarest;
    }

    static bool IsClose(string a, string b) =>
        Math.Min(a.Length, b.Length) >= ShortestForClose && Math.Abs(a.Length - b.Length) <= 1
        && EditDistance.Alignment(a, b) <= 1;

    static bool IsShort(string a, string b)
    {
        var (shorter, longer) = a.Length < b.Length ? (a, b) : (b, a);
        return (shorter.Length is 1 or > 2) && longer.StartsWith(shorter, StringComparison.Ordinal);
    }
}
