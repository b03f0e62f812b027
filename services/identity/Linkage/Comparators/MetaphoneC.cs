namespace TrustCenter.Identities.Linkage;

/// <summary>The letter C of <see cref="DoubleMetaphone"/>.</summary>
static class MetaphoneC
{
    public static int Read(MetaphoneWord word, int at)
    {
        if (GermanicAch(word, at)) return Write(word, "K", 2);
        if (at == 0 && word.At(at, "CAESAR")) return Write(word, "S", 2);
        if (word.At(at, "CHIA")) return Write(word, "K", 2); // Italian: chianti
        if (word.At(at, "CH")) return Ch(word, at);
        if (word.At(at, "CZ") && !word.At(at - 2, "WICZ")) return Write(word, "S", "X", 2); // Czerny
        if (word.At(at + 1, "CIA")) return Write(word, "X", 3); // focaccia
        if (word.At(at, "CC") && !(at == 1 && word[0] == 'M')) return Cc(word, at); // but not McClellan
        if (word.At(at, "CK", "CG", "CQ")) return Write(word, "K", 2);
        if (word.At(at, "CI", "CE", "CY"))
            return Write(word, "S", word.At(at, "CIO", "CIE", "CIA") ? "X" : "S", 2);

        word.Add("K");
        if (word.At(at + 1, " C", " Q", " G")) return 3; // Mac Caffrey
        return word.Is(at + 1, "CKQ") && !word.At(at + 1, "CE", "CI") ? 2 : 1;
    }

    static bool GermanicAch(MetaphoneWord word, int at)
    {
        if (at <= 1 || word.Vowel(at - 2) || !word.At(at - 1, "ACH")) return false;
        return word[at + 2] is not ('I' or 'E') || word.At(at - 2, "BACHER", "MACHER");
    }

    static int Ch(MetaphoneWord word, int at)
    {
        if (at > 0 && word.At(at, "CHAE")) return Write(word, "K", "X", 2); // Michael
        if (GreekBeginning(word, at) || Hard(word, at)) return Write(word, "K", 2);
        if (at == 0) return Write(word, "X", 2);
        return word.At(0, "MC") ? Write(word, "K", 2) : Write(word, "X", "K", 2);
    }

    static bool GreekBeginning(MetaphoneWord word, int at) =>
        at == 0 && (word.At(1, "HARAC", "HARIS", "HOR", "HYM", "HIA", "HEM")) && !word.At(0, "CHORE");

    static bool Hard(MetaphoneWord word, int at) =>
        word.Germanic || word.At(at - 2, "ORCHES", "ARCHIT", "ORCHID") || word.Is(at + 2, "TS")
        || ((word.Is(at - 1, "AOUE") || at == 0) && (word.Is(at + 2, "LRNMBHFVW ") || at + 1 == word.Last));

    static int Cc(MetaphoneWord word, int at)
    {
        if (!word.Is(at + 2, "IEH") || word.At(at + 2, "HU")) return Write(word, "K", 2);
        var accident = (at == 1 && word[0] == 'A') || word.At(at - 1, "UCCEE", "UCCES");
        return Write(word, accident ? "KS" : "X", 3); // accident, success; bacci, bertucci
    }

    static int Write(MetaphoneWord word, string both, int read) => Write(word, both, both, read);

    static int Write(MetaphoneWord word, string primary, string alternate, int read)
    {
        word.Add(primary, alternate);
        return read;
    }
}
