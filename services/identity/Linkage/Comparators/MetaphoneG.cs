namespace TrustCenter.Identities.Linkage;

/// <summary>The letters G and J of <see cref="DoubleMetaphone"/>.</summary>
static class MetaphoneG
{
    static readonly string[] SoftAfterG = ["ES", "EP", "EB", "EL", "EY", "IB", "IL", "IN", "IE", "EI", "ER"];

    public static int Read(MetaphoneWord word, int at)
    {
        if (word[at + 1] == 'H') return Gh(word, at);
        if (word[at + 1] == 'N') return Gn(word, at);
        if (word.At(at + 1, "LI") && !word.Slavic) return Write(word, "KL", "L", 2); // tagliaro
        if (at == 0 && (word[1] == 'Y' || word.At(1, SoftAfterG))) return Write(word, "K", "J", 2);
        if (GerOrGy(word, at)) return Write(word, "K", "J", 2);
        if (word.Is(at + 1, "EIY") || word.At(at - 1, "AGGI", "OGGI")) return Soft(word, at);
        return Write(word, "K", "K", word[at + 1] == 'G' ? 2 : 1);
    }

    public static int ReadJ(MetaphoneWord word, int at)
    {
        if (word.At(at, "JOSE") || word.At(0, "SAN "))
        {
            var spanish = (at == 0 && word[at + 4] is ' ' or '\0') || word.At(0, "SAN ");
            return Write(word, spanish ? "H" : "J", "H", 1);
        }

        var read = word[at + 1] == 'J' ? 2 : 1;
        if (at == 0) return Write(word, "J", "A", read); // Jankelowicz
        if (word.Vowel(at - 1) && !word.Slavic && word.Is(at + 1, "AO")) return Write(word, "J", "H", read);
        if (at == word.Last) return Write(word, "J", "", read);
        return word.Is(at + 1, "LTKSNMBZ") || word.Is(at - 1, "SKL") ? read : Write(word, "J", "J", read);
    }

    static int Gh(MetaphoneWord word, int at)
    {
        if (at > 0 && !word.Vowel(at - 1)) return Write(word, "K", "K", 2);
        if (at == 0) return word[2] == 'I' ? Write(word, "J", "J", 2) : Write(word, "K", "K", 2); // Ghislane
        var silent = word.Is(at - 2, "BHD") || word.Is(at - 3, "BHD") || word.Is(at - 4, "BH"); // Hugh, bough
        if (silent) return 2;
        if (at > 2 && word[at - 1] == 'U' && word.Is(at - 3, "CGLRT")) return Write(word, "F", "F", 2); // laugh
        return word[at - 1] != 'I' ? Write(word, "K", "K", 2) : 2;
    }

    static int Gn(MetaphoneWord word, int at)
    {
        if (at == 1 && word.Vowel(0) && !word.Slavic) return Write(word, "KN", "N", 2);
        return !word.At(at + 2, "EY") && !word.Slavic ? Write(word, "N", "KN", 2) : Write(word, "KN", "KN", 2);
    }

    static bool GerOrGy(MetaphoneWord word, int at) =>
        (word.At(at + 1, "ER") || word[at + 1] == 'Y') && !word.At(0, "DANGER", "RANGER", "MANGER")
        && !word.Is(at - 1, "EI") && !word.At(at - 1, "RGY", "OGY");

    static int Soft(MetaphoneWord word, int at)
    {
        if (word.Germanic || word.At(at + 1, "ET")) return Write(word, "K", "K", 2);
        var always = word.At(at + 1, "IER") && at + 3 == word.Last;
        return Write(word, "J", always ? "J" : "K", 2);
    }

    static int Write(MetaphoneWord word, string primary, string alternate, int read)
    {
        word.Add(primary, alternate);
        return read;
    }
}
