namespace TrustCenter.Identities.Linkage;

/// <summary>The level at which two names of a vocabulary agree.</summary>
static class NameComparison
{
    const int ShortestForClose = 4;
    const int ShortestSound = 2;

    /// <summary>One part the same, another not: Müller-Weber may have been Müller-Voß, but Anna-Lena is not Anna-Maria.
    /// </summary>
    const NameLevel Conflict = (NameLevel)15;

    /// <summary>Initials and short forms are looked for among given names only.</summary>
    public static NameLevel Level(Vocabulary vocabulary, int left, int right, bool given) =>
        left == 0 || right == 0 ? NameLevel.Missing : left == right ? NameLevel.Same
            : Level(vocabulary, left, right, vocabulary.SignatureOf(left), vocabulary.SignatureOf(right), given);

    public static NameLevel Level(
        Vocabulary vocabulary, int left, int right, NameSignature ofLeft, NameSignature ofRight, bool given)
    {
        if (left == 0 || right == 0) return NameLevel.Missing;
        if (left == right) return NameLevel.Same;
        if (NameSignature.Differ(ofLeft, ofRight)) return NameLevel.Different;
        var level = (NameLevel)vocabulary.NamePairs.Find(left, right);
        if (level == NameLevel.Missing)
        {
            level = Level(vocabulary, left, right);
            vocabulary.NamePairs.Keep(left, right, (int)level);
        }

        if (level == Conflict) return given ? NameLevel.Different : NameLevel.Part;
        return level == NameLevel.Initial && !given ? NameLevel.Different : level;
    }

    static NameLevel Level(Vocabulary vocabulary, int left, int right)
    {
        var (a, b) = (vocabulary.NameOf(left), vocabulary.NameOf(right));
        var compound = a.Parts.Length + b.Parts.Length > 0;
        var longest = Math.Max(a.Bare.Length, b.Bare.Length);
        var near = Near(a, b, longest, NameSignature.Allowed(longest));
        if (near != NameLevel.Different) return near;
        if (compound && Parts(vocabulary, a, left, b, right) is var parts && parts != NameLevel.Different) return parts;
        if (a.Sound.Length >= ShortestSound && a.Sound == b.Sound) return NameLevel.Similar;
        return IsShort(a.Bare, b.Bare) ? NameLevel.Initial : NameLevel.Different;
    }

    /// <summary>Names with several parts that are not near as a whole and have no part in common: at most one that is
    /// close.</summary>
    public static bool AreAlikeByPartsAlone(NameEntry a, int left, NameEntry b, int right)
    {
        if (a.Parts.Length + b.Parts.Length == 0) return false;
        var longest = Math.Max(a.Bare.Length, b.Bare.Length);
        if (Near(a, b, longest, NameSignature.Allowed(longest)) != NameLevel.Different) return false;
        var ofA = a.Parts is [] ? new ReadOnlySpan<int>(ref left) : a.Parts;
        var ofB = b.Parts is [] ? new ReadOnlySpan<int>(ref right) : b.Parts;
        return !ofA.ContainsAny(ofB);
    }

    static NameLevel Near(NameEntry a, NameEntry b, int longest, int allowed)
    {
        if (a.Text == b.Text) return NameLevel.Same;
        if (a.Bare == b.Bare) return NameLevel.Variant;
        var edits = a.Plain && b.Plain
            ? EditDistance.AlignmentOfCapitals(a.Bare, b.Bare)
            : EditDistance.Alignment(a.Bare, b.Bare);
        if (edits > allowed) return NameLevel.Different;
        return edits == 1 && longest >= ShortestForClose ? NameLevel.Close : NameLevel.Similar;
    }

    static NameLevel Parts(Vocabulary vocabulary, NameEntry a, int left, NameEntry b, int right)
    {
        var ofA = a.Parts is [] ? new ReadOnlySpan<int>(ref left) : a.Parts;
        var ofB = b.Parts is [] ? new ReadOnlySpan<int>(ref right) : b.Parts;
        if (ofA.SequenceEqual(ofB)) return NameLevel.Variant;
        // either way round the same, as what is remembered must not depend on who came first
        var first = ofA.Length != ofB.Length ? ofA.Length < ofB.Length : string.CompareOrdinal(a.Key, b.Key) < 0;
        var (same, close) = first ? Shared(vocabulary, ofA, ofB) : Shared(vocabulary, ofB, ofA);
        var fewest = Math.Min(ofA.Length, ofB.Length);
        if (same == fewest) return NameLevel.Part;
        if (same + close == fewest) return NameLevel.Similar;
        return same > 0 ? Conflict : close > 0 ? NameLevel.Similar : NameLevel.Different;
    }

    /// <summary>How many parts the other name has as well, and how many nearly.</summary>
    static (int Same, int Close) Shared(Vocabulary vocabulary, ReadOnlySpan<int> parts, ReadOnlySpan<int> others)
    {
        var (same, close) = (0, 0);
        foreach (var part in parts)
        {
            if (others.Contains(part))
            {
                same++;
                continue;
            }

            foreach (var other in others)
            {
                var (one, another) = (vocabulary.SignatureOf(part), vocabulary.SignatureOf(other));
                if (NameSignature.FewestEdits(one, another) > 1) continue;
                if (!IsClose(vocabulary.NameOf(part).Bare, vocabulary.NameOf(other).Bare)) continue;
                close++;
                break;
            }
        }

        return (same, close);
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
