using System.Text.Json.Serialization;

namespace TrustCenter.Codes;

/// <summary>How a pseudonym's check symbols are made. What each detects is said, and asserted, for pseudonyms without
/// a suffix in the check digit: a suffix stands behind the check symbols but is counted before them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckDigits>))]
public enum CheckDigits
{
    /// <summary>No check symbol: nothing is detected.</summary>
    None,

    /// <summary>Verhoeff 1969 as published: all single errors and adjacent transpositions.</summary>
    Verhoeff,

    /// <summary>Verhoeff as gPAS counts it (without inverse, starting one place too early): all single errors, and all
    /// transpositions but those of the last symbol with the check digit; of eight digits about 93 %.</summary>
    GpasVerhoeff,

    /// <summary>Gumm 1986 as published: all single errors and adjacent transpositions.</summary>
    Gumm,

    /// <summary>Gumm's code with the permutations of older gPAS versions: all single errors, and of the transpositions
    /// of eight digits about 99.4 %.</summary>
    VerhoeffGumm,

    /// <summary>Damm 2004 as published: all single errors and adjacent transpositions.</summary>
    Damm,

    /// <summary>Damm's quasigroup as gPAS applies it, from right to left: all single errors, and of the transpositions
    /// of eight digits about 98.5 %.</summary>
    GpasDamm,

    /// <summary>Luhn mod N (N even): all single errors; of ten digits 97.8 % of the transpositions.</summary>
    Luhn,

    /// <summary>EAN-13 (GS1), as the E-PIX numbers persons: all single errors, 88.9 % of the transpositions.</summary>
    Ean13,

    /// <summary>ISO/IEC 7064 MOD 11-2: ten digits, check symbol may be X.</summary>
    Mod11Radix2,

    /// <summary>ISO/IEC 7064 MOD 37-2: 36 symbols, check symbol may be *.</summary>
    Mod37Radix2,

    /// <summary>ISO/IEC 7064 MOD 97-10: ten digits, two check digits.</summary>
    Mod97Radix10,

    /// <summary>ISO/IEC 7064 MOD 661-26: 26 letters, two check letters.</summary>
    Mod661Radix26,

    /// <summary>ISO/IEC 7064 MOD 1271-36: 36 symbols, two check symbols.</summary>
    Mod1271Radix36,

    /// <summary>ISO/IEC 7064 MOD 11,10: ten digits; all single errors, 97.8 % of the transpositions.</summary>
    Mod11And10,

    /// <summary>ISO/IEC 7064 MOD 27,26: 26 letters; all single errors, 99.7 % of the transpositions.</summary>
    Mod27And26,

    /// <summary>ISO/IEC 7064 MOD 37,36: 36 symbols; all single errors, 99.8 % of the transpositions.</summary>
    Mod37And36,

    /// <summary>gPAS's Hamming code of 32 symbols: all single errors and transpositions; corrects one error.</summary>
    Hamming,

    /// <summary>gPAS's Reed-Solomon code by Lagrange's polynomials over a prime alphabet: as many errors of a block as
    /// it has check symbols; corrects half as many.</summary>
    ReedSolomon,

    /// <summary>The Mainzelliste's PID: six symbols of 32 and two check symbols; detects two errors, corrects one.
    /// </summary>
    Pid,
}
