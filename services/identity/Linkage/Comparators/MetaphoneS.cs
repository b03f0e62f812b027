namespace TrustCenter.Identities.Linkage;

/// <summary>The letters S and T of <see cref="DoubleMetaphone"/>.</summary>
static class MetaphoneS
{
    public static int Read(MetaphoneWord word, int at)
    {
        if (word.At(at - 1, "ISL", "YSL")) return 1; // isle, Carlysle
        if (at == 0 && word.At(0, "SUGAR")) return Write(word, "X", "S", 1);
        if (word.At(at, "SH"))
        {
            var germanic = word.At(at + 1, "HEIM", "HOEK", "HOLM", "HOLZ");
            return germanic ? Write(word, "S", "S", 2) : Write(word, "X", "X", 2);
        }

        if (word.At(at, "SIO", "SIA")) return Write(word, "S", word.Slavic ? "S" : "X", 3);
        if ((at == 0 && word.Is(1, "MNLW")) || word[at + 1] == 'Z') // Smith may be a Schmidt
            return Write(word, "S", "X", word[at + 1] == 'Z' ? 2 : 1);
        if (word.At(at, "SC")) return Sc(word, at);
        var french = at == word.Last && word.At(at - 2, "AI", "OI");
        return Write(word, french ? "" : "S", "S", word.Is(at + 1, "SZ") ? 2 : 1);
    }

    public static int ReadT(MetaphoneWord word, int at)
    {
        if (word.At(at, "TION", "TIA", "TCH")) return Write(word, "X", "X", 3);
        if (word.At(at, "TH", "TTH"))
        {
            var hard = word.At(at + 2, "OM", "AM") || word.Germanic; // Thomas, Thames
            return Write(word, hard ? "T" : "0", "T", 2);
        }

        return Write(word, "T", "T", word.Is(at + 1, "TD") ? 2 : 1);
    }

    static int Sc(MetaphoneWord word, int at)
    {
        if (word[at + 2] != 'H')
            return word.Is(at + 2, "IEY") ? Write(word, "S", "S", 3) : Write(word, "SK", "SK", 3);
        if (word.At(at + 3, "ER", "EN")) return Write(word, "X", "SK", 3); // Schermerhorn, Schenker
        if (word.At(at + 3, "OO", "UY", "ED", "EM")) return Write(word, "SK", "SK", 3); // school, schooner
        return Write(word, "X", at == 0 && !word.Vowel(3) && word[3] != 'W' ? "S" : "X", 3);
    }

    static int Write(MetaphoneWord word, string primary, string alternate, int read)
    {
        word.Add(primary, alternate);
        return read;
    }
}
