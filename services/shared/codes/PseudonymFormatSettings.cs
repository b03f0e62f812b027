namespace TrustCenter.Codes;

/// <summary>How a domain's pseudonyms look; stored and sent as JSON. The parameters are gPAS's.</summary>
public sealed record PseudonymFormatSettings
{
    /// <summary>See <see cref="TrustCenter.Codes.Alphabet.TryParse"/>.</summary>
    public string Alphabet { get; init => field = value ?? ""; } = "Symbol32";

    /// <summary>Symbols between prefix and check digits, delimiters among them.</summary>
    public int Length { get; init; } = 8;

    /// <summary>How the check symbols are made.</summary>
    public CheckDigits CheckDigits { get; init; }

    /// <summary>Reed-Solomon only: check symbols of a block, 1–9.</summary>
    public int MaxDetectedErrors { get; init; } = 2;

    /// <summary>Stands before every pseudonym.</summary>
    public string Prefix { get; init => field = value ?? ""; } = "";

    /// <summary>Stands behind every pseudonym.</summary>
    public string Suffix { get; init => field = value ?? ""; } = "";

    /// <summary>The prefix counts in the check digits.</summary>
    public bool IncludePrefixInCheckDigits { get; init; }

    /// <summary>The suffix counts in the check digits.</summary>
    public bool IncludeSuffixInCheckDigits { get; init; }

    /// <summary>After so many symbols the alphabet's last symbol stands as delimiter and is used nowhere else before
    /// the check digits; 0 for none.</summary>
    public int DelimiterAfter { get; init; }
}
