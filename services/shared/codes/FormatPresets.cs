namespace TrustCenter.Codes;

/// <summary>Formats to start from.</summary>
public static class FormatPresets
{
    /// <summary>Easy to read and to type, and forgiving: the Mainzelliste's PID, 2^30 pseudonyms.</summary>
    public static PseudonymFormatSettings Readable { get; } =
        new() { Alphabet = "Pid", Length = PidCode.MessageLength, CheckDigits = CheckDigits.Pid };

    /// <summary>Digits only, for devices and forms that take nothing else.</summary>
    public static PseudonymFormatSettings Digits { get; } =
        new() { Alphabet = "Numbers", Length = 12, CheckDigits = CheckDigits.Damm };

    /// <summary>For pipelines that use pseudonyms as salts or seeds: 130 bits by chance (FTSnext takes the pseudonym of
    /// <c>Salt_…</c> as hash salt), with the check symbols gPAS would give them.</summary>
    public static PseudonymFormatSettings Salt { get; } =
        new() { Alphabet = "Symbol32", Length = 26, CheckDigits = CheckDigits.Hamming };

    /// <summary>All by name.</summary>
    public static IReadOnlyDictionary<string, PseudonymFormatSettings> All { get; } =
        new Dictionary<string, PseudonymFormatSettings>
        {
            ["readable"] = Readable,
            ["digits"] = Digits,
            ["salt"] = Salt,
        };
}
