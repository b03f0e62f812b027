using TrustCenter.Events;

namespace TrustCenter.Codes;

/// <summary>Which settings go together; every fault is named at once, with its parameter as path.</summary>
sealed class FormatRules
{
    public const int MaxLength = 128;
    public const int MaxAffix = 64;
    public const int MaxTotal = 255;
    public const int MaxDelimiterAfter = 49;

    readonly List<Rejection> problems = [];
    readonly PseudonymFormatSettings settings;

    FormatRules(PseudonymFormatSettings settings) => this.settings = settings;

    public static IReadOnlyList<Rejection> Check(
        PseudonymFormatSettings settings, out Alphabet? alphabet, out ICheckCode? code)
    {
        var rules = new FormatRules(settings);
        code = null;
        rules.Demand(Alphabet.TryParse(settings.Alphabet, out alphabet, out var problem), "alphabet", problem);
        rules.Lengths();
        rules.Affix(settings.Prefix, "prefix");
        rules.Affix(settings.Suffix, "suffix");
        if (alphabet is null) return rules.problems;
        rules.Symbols(alphabet);
        if (rules.Code(alphabet) && rules.problems.Count == 0) code = rules.Made(alphabet);
        return rules.problems;
    }

    int MessageLength => settings.Length
        + (settings.IncludePrefixInCheckDigits ? settings.Prefix.Length : 0)
        + (settings.IncludeSuffixInCheckDigits ? settings.Suffix.Length : 0);

    bool Demand(bool met, string parameter, string sentence)
    {
        if (!met) problems.Add(Rejection.Invalid("pseudonym-format-impossible", sentence, "/" + parameter));
        return met;
    }

    void Lengths()
    {
        Demand(settings.Length is > 0 and <= MaxLength, "length", $"The length is 1 to {MaxLength}.");
        Demand(settings.DelimiterAfter is >= 0 and <= MaxDelimiterAfter, "delimiterAfter",
            $"A delimiter stands after 1 to {MaxDelimiterAfter} symbols, or 0 for none.");
    }

    void Affix(string affix, string parameter)
    {
        Demand(affix.Length <= MaxAffix, parameter, $"At most {MaxAffix} characters.");
        Demand(!affix.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter) || char.IsSurrogate(letter)),
            parameter, "White space, control characters and characters outside the basic plane are not allowed.");
    }

    void Symbols(Alphabet alphabet)
    {
        Demand(settings.DelimiterAfter <= 0 || alphabet.Size > 2, "delimiterAfter",
            "The delimiter is the alphabet's last symbol, so it takes at least three.");
        Demand(!settings.IncludePrefixInCheckDigits || All(settings.Prefix, alphabet), "prefix",
            "A prefix that counts for the check digits consists of symbols of the alphabet.");
        Demand(!settings.IncludeSuffixInCheckDigits || All(settings.Suffix, alphabet), "suffix",
            "A suffix that counts for the check digits consists of symbols of the alphabet.");
    }

    static bool All(string affix, Alphabet alphabet) => affix.All(letter => alphabet.TryValue(letter, out _));

    bool Code(Alphabet alphabet) => settings.CheckDigits switch
    {
        CheckDigits.None => true,
        CheckDigits.Luhn => Demand(alphabet.Size % 2 == 0, "checkDigits",
            "Luhn mod N needs an even number of symbols; with an odd one it misses single errors."),
        CheckDigits.ReedSolomon => ReedSolomon(alphabet),
        CheckDigits.Hamming => Size(alphabet, HammingCode.Size) & Demand(
            MessageLength <= HammingCode.LongestMessage, "length",
            $"The Hamming code takes at most {HammingCode.LongestMessage} symbols, those of an included prefix or "
            + "suffix counted."),
        CheckDigits.Pid => Demand(alphabet == Alphabet.Pid, "alphabet", "A PID has the alphabet Pid.")
            & Exactly(PidCode.MessageLength),
        CheckDigits.Ean13 => Size(alphabet, 10) & Exactly(Ean13Code.MessageLength),
        CheckDigits.Mod11Radix2 => Size(alphabet, 10) && Unused(alphabet, 'X'),
        CheckDigits.Mod37Radix2 => Size(alphabet, 36) && Unused(alphabet, '*'),
        CheckDigits.Mod1271Radix36 or CheckDigits.Mod37And36 => Size(alphabet, 36),
        CheckDigits.Mod661Radix26 or CheckDigits.Mod27And26 => Size(alphabet, 26),
        CheckDigits.Verhoeff or CheckDigits.GpasVerhoeff or CheckDigits.Gumm or CheckDigits.VerhoeffGumm
            or CheckDigits.Damm or CheckDigits.GpasDamm or CheckDigits.Mod97Radix10 or CheckDigits.Mod11And10 =>
            Size(alphabet, 10),
        _ => Demand(false, "checkDigits", "There is no such check digit."),
    };

    bool Size(Alphabet alphabet, int size) => Demand(alphabet.Size == size, "checkDigits",
        $"{settings.CheckDigits} needs an alphabet of {size} symbols; this one has {alphabet.Size}.");

    bool Unused(Alphabet alphabet, char supplement) => Demand(!alphabet.TryValue(supplement, out _), "alphabet",
        $"'{supplement}' is a check symbol of this code and can't be in the alphabet.");

    bool Exactly(int length) => Demand(MessageLength == length, "length",
        $"{settings.CheckDigits} takes exactly {length} symbols, included prefix and suffix counted.");

    bool ReedSolomon(Alphabet alphabet) =>
        Demand(settings.MaxDetectedErrors is >= 1 and <= 9, "maxDetectedErrors", "Detected errors are 1 to 9.")
        && Demand(alphabet.Size > 2 && ReedSolomonCode.IsPrime(alphabet.Size), "checkDigits",
            $"Reed-Solomon needs a prime number of symbols, at least three; this alphabet has {alphabet.Size}.")
        && Demand(alphabet.Size > settings.MaxDetectedErrors + 1, "maxDetectedErrors",
            $"With {alphabet.Size} symbols at most {alphabet.Size - 2} errors can be detected.");

    ICheckCode? Made(Alphabet alphabet)
    {
        var code = CheckCodes.For(settings.CheckDigits, alphabet.Size, settings.MaxDetectedErrors);
        var total = settings.Prefix.Length + settings.Length + code.CheckLength(MessageLength) + settings.Suffix.Length;
        return Demand(total <= MaxTotal, "length",
            $"With check digits, prefix and suffix it comes to {total} characters; the most is {MaxTotal}.")
            ? code : null;
    }
}
