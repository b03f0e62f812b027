namespace TrustCenter.Identities.Linkage;

/// <summary>Streets, house numbers, postcodes and places as they are compared.</summary>
public static class Address
{
    static readonly (string Ending, string Short)[] Endings =
    [
        ("STRASSE", "STR"), ("STRAESSCHEN", "STR"), ("GASSE", "G"), ("PLATZ", "PL"), ("ALLEE", "ALL"), ("WEG", "WG"),
    ];

    /// <summary>Street and house number of a line such as "Lange Str. 12a": LANGESTR and 12A. A number that stands
    /// first, as abroad, is found as well.</summary>
    public static (string Street, string Number) Line(string? text)
    {
        var parts = LatinText.Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts is []) return ("", "");
        var first = Array.FindIndex(parts, 1, part => char.IsAsciiDigit(part[0]));
        if (first > 0) return (Street(parts.AsSpan(0, first)), string.Concat(parts.AsSpan(first)));
        return parts.Length > 1 && char.IsAsciiDigit(parts[0][0])
            ? (Street(parts.AsSpan(1)), parts[0])
            : (Street(parts), "");
    }

    /// <summary>A street in one word, usual endings shortened: Müller-Straße, Muellerstr. and Müllerstraße agree.
    /// </summary>
    public static string Street(string? text) =>
        Street(LatinText.Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Digits and letters of a house number: 12 a, 12a and 12-A agree.</summary>
    public static string HouseNumber(string? text) =>
        LatinText.Fold(text).Replace(" ", "", StringComparison.Ordinal);

    /// <summary>Digits and letters of a postcode; a country in front (D-17489) and blanks go.</summary>
    public static string Postcode(string? text)
    {
        var code = LatinText.Fold(text);
        if (code.Split(' ') is [{ Length: <= 3 } country, var digits] && country.All(char.IsAsciiLetterUpper)
            && digits.All(char.IsAsciiDigit)) code = digits;
        code = code.Replace(" ", "", StringComparison.Ordinal);
        return code.All(c => c is '0' or '9') && code.Length > 0 && code.Distinct().Count() == 1 ? "" : code;
    }

    /// <summary>A place in one word: what stands in brackets goes, and so does the word that says whose town it is when
    /// more follows. Frankfurt (Main) is FRANKFURT, Frankfurt am Main FRANKFURTAMMAIN.</summary>
    public static string City(string? text)
    {
        var bracket = text?.IndexOf('(', StringComparison.Ordinal) ?? -1;
        return LatinText.Fold(bracket > 0 ? text![..bracket] : text).Replace(" ", "", StringComparison.Ordinal);
    }

    /// <summary>The digits of a telephone number without the country, if it is Germany, and the leading zeros.
    /// </summary>
    public static string Phone(string? text)
    {
        var digits = string.Concat((text ?? "").Replace("(0)", "", StringComparison.Ordinal).Where(char.IsAsciiDigit));
        var international = text?.TrimStart().StartsWith('+') == true
            || digits.StartsWith("00", StringComparison.Ordinal);
        digits = digits.TrimStart('0');
        return international && digits.StartsWith("49", StringComparison.Ordinal) ? digits[2..].TrimStart('0') : digits;
    }

    static string Street(ReadOnlySpan<string> parts)
    {
        var street = string.Concat(parts);
        foreach (var (ending, shorter) in Endings)
            if (street.Length > ending.Length && street.EndsWith(ending, StringComparison.Ordinal))
                return string.Concat(street.AsSpan(0, street.Length - ending.Length), shorter);
        return street;
    }
}
