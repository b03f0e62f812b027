namespace TrustCenter.Identities.Linkage;

/// <summary>Double Metaphone (L. Philips, C/C++ Users Journal, June 2000): how a name may sound in English, and how
/// else, being of Slavic, Germanic, Italian, Spanish or French origin. 0 is the th of "thin", X the sh of "she".
/// </summary>
public static class DoubleMetaphone
{
    /// <summary>The two codes, the same where there is one way only: Schmidt sounds like XMT or SMT.</summary>
    /// <param name="text">Letters that are not from A to Z are passed over, but Ç and Ñ.</param>
    /// <param name="longest">Length at which codes are cut; 4 as published.</param>
    public static (string Primary, string Alternate) Encode(ReadOnlySpan<char> text, int longest = 4)
    {
        var word = new MetaphoneWord(text.Trim().ToString().ToUpperInvariant());
        var at = word.At(0, "GN", "KN", "PN", "WR", "PS") ? 1 : 0;
        if (word[0] == 'X')
        {
            word.Add("S");
            at = 1;
        }

        while (at < word.Length && !word.Full(longest)) at += Letter(word, at);
        return word.Codes(longest);
    }

    /// <returns>How many letters were read.</returns>
    static int Letter(MetaphoneWord word, int at)
    {
        switch (word[at])
        {
            case 'A' or 'E' or 'I' or 'O' or 'U' or 'Y':
                if (at == 0) word.Add("A");
                return 1;
            case 'B': return Plain(word, at, "P", "B");
            case 'Ç': return Plain(word, at, "S", "");
            case 'C': return MetaphoneC.Read(word, at);
            case 'D': return D(word, at);
            case 'F': return Plain(word, at, "F", "F");
            case 'G': return MetaphoneG.Read(word, at);
            case 'H': return H(word, at);
            case 'J': return MetaphoneG.ReadJ(word, at);
            case 'K': return Plain(word, at, "K", "K");
            case 'L': return L(word, at);
            case 'M': return M(word, at);
            case 'N': return Plain(word, at, "N", "N");
            case 'Ñ': return Plain(word, at, "N", "");
            case 'P': return P(word, at);
            case 'Q': return Plain(word, at, "K", "Q");
            case 'R': return R(word, at);
            case 'S': return MetaphoneS.Read(word, at);
            case 'T': return MetaphoneS.ReadT(word, at);
            case 'V': return Plain(word, at, "F", "V");
            case 'W': return W(word, at);
            case 'X': return X(word, at);
            case 'Z': return Z(word, at);
            default: return 1;
        }
    }

    static int Plain(MetaphoneWord word, int at, string code, string swallowed)
    {
        word.Add(code);
        return swallowed.Length > 0 && word.Is(at + 1, swallowed) ? 2 : 1;
    }

    static int D(MetaphoneWord word, int at)
    {
        if (word.At(at, "DG"))
        {
            var soft = word.Is(at + 2, "IEY");
            word.Add(soft ? "J" : "TK");
            return soft ? 3 : 2;
        }

        word.Add("T");
        return word.At(at, "DT", "DD") ? 2 : 1;
    }

    static int H(MetaphoneWord word, int at)
    {
        if ((at != 0 && !word.Vowel(at - 1)) || !word.Vowel(at + 1)) return 1;
        word.Add("H");
        return 2;
    }

    static int L(MetaphoneWord word, int at)
    {
        if (word[at + 1] != 'L')
        {
            word.Add("L");
            return 1;
        }

        var spanish = (at == word.Length - 3 && word.At(at - 1, "ILLO", "ILLA", "ALLE"))
            || ((word.At(word.Length - 2, "AS", "OS") || word.Is(word.Last, "AO")) && word.At(at - 1, "ALLE"));
        word.Add("L", spanish ? "" : "L");
        return 2;
    }

    static int M(MetaphoneWord word, int at)
    {
        var silentB = word.At(at - 1, "UMB") && (at + 1 == word.Last || word.At(at + 2, "ER"));
        word.Add("M");
        return silentB || word[at + 1] == 'M' ? 2 : 1;
    }

    static int P(MetaphoneWord word, int at)
    {
        if (word[at + 1] == 'H')
        {
            word.Add("F");
            return 2;
        }

        return Plain(word, at, "P", "PB");
    }

    static int R(MetaphoneWord word, int at)
    {
        var french = at == word.Last && !word.Slavic && word.At(at - 2, "IE") && !word.At(at - 4, "ME", "MA");
        word.Add(french ? "" : "R", "R");
        return word[at + 1] == 'R' ? 2 : 1;
    }

    static int W(MetaphoneWord word, int at)
    {
        if (word.At(at, "WR"))
        {
            word.Add("R");
            return 2;
        }

        if (at == 0 && (word.Vowel(1) || word.At(0, "WH"))) word.Add("A", word.Vowel(1) ? "F" : "A");
        if ((at == word.Last && word.Vowel(at - 1)) || word.At(at - 1, "EWSKI", "EWSKY", "OWSKI", "OWSKY")
            || word.At(0, "SCH"))
        {
            word.Add("", "F");
            return 1;
        }

        if (!word.At(at, "WICZ", "WITZ")) return 1;
        word.Add("TS", "FX");
        return 4;
    }

    static int X(MetaphoneWord word, int at)
    {
        var french = at == word.Last && (word.At(at - 3, "IAU", "EAU") || word.At(at - 2, "AU", "OU"));
        if (!french) word.Add("KS");
        return word.Is(at + 1, "CX") ? 2 : 1;
    }

    static int Z(MetaphoneWord word, int at)
    {
        if (word[at + 1] == 'H')
        {
            word.Add("J");
            return 2;
        }

        var alternate = word.At(at + 1, "ZO", "ZI", "ZA") || (word.Slavic && at > 0 && word[at - 1] != 'T');
        word.Add("S", alternate ? "TS" : "S");
        return word[at + 1] == 'Z' ? 2 : 1;
    }
}
