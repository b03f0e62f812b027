using System.Buffers.Text;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace TrustCenter.Fhir;

/// <summary>How the literal of a primitive type is written.</summary>
enum FhirSyntax
{
    Text,
    Boolean,
    Integer,
    PositiveInt,
    UnsignedInt,
    Decimal,
    Code,
    Id,
    Uri,
    Oid,
    Uuid,
    Date,
    DateTime,
    Instant,
    Time,
    Base64,
    Xhtml,
}

/// <summary>The literals of FHIR's primitive types: which are valid, and what to say of those that are not.</summary>
static class FhirPrimitive
{
    static readonly FrozenDictionary<string, FhirSyntax> Syntaxes = new Dictionary<string, FhirSyntax>
    {
        ["base64Binary"] = FhirSyntax.Base64,
        ["boolean"] = FhirSyntax.Boolean,
        ["canonical"] = FhirSyntax.Uri,
        ["code"] = FhirSyntax.Code,
        ["date"] = FhirSyntax.Date,
        ["dateTime"] = FhirSyntax.DateTime,
        ["decimal"] = FhirSyntax.Decimal,
        ["id"] = FhirSyntax.Id,
        ["instant"] = FhirSyntax.Instant,
        ["integer"] = FhirSyntax.Integer,
        ["markdown"] = FhirSyntax.Text,
        ["oid"] = FhirSyntax.Oid,
        ["positiveInt"] = FhirSyntax.PositiveInt,
        ["string"] = FhirSyntax.Text,
        ["time"] = FhirSyntax.Time,
        ["unsignedInt"] = FhirSyntax.UnsignedInt,
        ["uri"] = FhirSyntax.Uri,
        ["url"] = FhirSyntax.Uri,
        ["uuid"] = FhirSyntax.Uuid,
        ["xhtml"] = FhirSyntax.Xhtml,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> TypeNames => Syntaxes.Keys;

    public static FhirSyntax SyntaxOf(string type) => Syntaxes[type];

    /// <summary>Null where the literal is valid, else what was expected, as the object of "expected …".</summary>
    public static string? Fault(FhirSyntax syntax, string text) => syntax switch
    {
        FhirSyntax.Xhtml => Narrative.Fault(text),
        _ when text.Length == 0 => "a value that isn't empty (leave the element out instead)",
        FhirSyntax.Text => IsText(text) ? null : "text of printable Unicode characters, not only spaces",
        FhirSyntax.Boolean => text is "true" or "false" ? null : "true or false",
        FhirSyntax.Integer => IsInteger(text, int.MinValue) ? null : "a whole number of 32 bits",
        FhirSyntax.PositiveInt => IsInteger(text, 1) ? null : "a whole number from 1 to 2147483647",
        FhirSyntax.UnsignedInt => IsInteger(text, 0) ? null : "a whole number from 0 to 2147483647",
        FhirSyntax.Decimal => IsDecimal(text) ? null : "a decimal number, for example 1.10",
        FhirSyntax.Code => IsCode(text) ? null : "a code: no space at its ends, no two spaces in a row",
        FhirSyntax.Id => IsId(text) ? null : "an id of 1 to 64 letters A-Z a-z, digits, '-' and '.'",
        FhirSyntax.Uri => IsUri(text) ? null : "a URI without spaces",
        FhirSyntax.Oid => IsOid(text) ? null : "an OID as urn:oid:1.2.3",
        FhirSyntax.Uuid => IsUuid(text) ? null : "a UUID as urn:uuid:c757873d-ec9a-4326-a141-556f43239520",
        FhirSyntax.Date => IsDate(text) ? null : "a date of the calendar as 2021, 2021-06 or 2021-06-30",
        FhirSyntax.DateTime => FhirDateTime.TryParse(text, out _) ? null
            : "a date of the calendar as 2021, 2021-06, 2021-06-30 or 2021-06-30T09:15:00+02:00",
        FhirSyntax.Instant => FhirDateTime.TryParse(text, out var t) && t.Precision == FhirPrecision.Time ? null
            : "a point in time as 2021-06-30T09:15:00+02:00",
        FhirSyntax.Time => FhirDateTime.IsTimeOfDay(text) ? null : "a time of day as 09:15:00",
        FhirSyntax.Base64 => Base64.IsValid(text) ? null : "base64 text",
        _ => null,
    };

    /// <summary>Whether every character may stand in both JSON and XML 1.0, surrogates paired.</summary>
    public static bool IsPortable(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c < ' ' && c is not ('\t' or '\n' or '\r') || c >= '\uFFFE') return false;
            if (!char.IsSurrogate(c)) continue;
            if (!char.IsHighSurrogate(c) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) return false;
            i++;
        }

        return true;
    }

    /// <summary>The text with every character that no FHIR string may hold replaced by U+FFFD.</summary>
    public static string Portable(string text)
    {
        if (IsPortable(text)) return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append(IsPortable(rune.ToString()) ? rune.ToString() : "\uFFFD");
        return clean.ToString();
    }

    static bool IsText(string text) => !string.IsNullOrWhiteSpace(text) && IsPortable(text);

    static bool IsInteger(string text, int least) =>
        (text[0] != '0' || text.Length == 1) && !text.StartsWith("-0", StringComparison.Ordinal) && text[0] != '+'
        && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) && n >= least;

    static bool IsDecimal(string text)
    {
        var i = text[0] == '-' ? 1 : 0;
        var whole = Digits(text, ref i);
        if (whole == 0 || whole > 1 && text[i - whole] == '0') return false;
        if (i < text.Length && text[i] == '.')
        {
            i++;
            if (Digits(text, ref i) == 0) return false;
        }

        if (i < text.Length && text[i] is 'e' or 'E')
        {
            i++;
            if (i < text.Length && text[i] is '+' or '-') i++;
            if (Digits(text, ref i) == 0) return false;
        }

        return i == text.Length;
    }

    static int Digits(string text, ref int i)
    {
        var start = i;
        while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
        return i - start;
    }

    static bool IsCode(string text)
    {
        if (text[0] == ' ' || text[^1] == ' ' || !IsPortable(text)) return false;
        for (var i = 0; i < text.Length; i++)
            if (char.IsWhiteSpace(text[i]) && (text[i] != ' ' || text[i - 1] == ' ')) return false;
        return true;
    }

    static bool IsId(string text) =>
        text.Length <= 64 && text.AsSpan().IndexOfAnyExcept(IdCharacters) < 0;

    static readonly System.Buffers.SearchValues<char> IdCharacters = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.");

    static bool IsUri(string text)
    {
        foreach (var c in text)
            if (char.IsWhiteSpace(c) || char.IsControl(c)) return false;
        return IsPortable(text);
    }

    static bool IsOid(string text)
    {
        if (!text.StartsWith("urn:oid:", StringComparison.Ordinal)) return false;
        var arcs = text[8..].Split('.');
        return arcs.Length > 1 && arcs[0] is "0" or "1" or "2"
            && arcs.All(a => a.Length > 0 && a.All(char.IsAsciiDigit) && (a[0] != '0' || a.Length == 1));
    }

    static bool IsUuid(string text) =>
        text.StartsWith("urn:uuid:", StringComparison.Ordinal) && Guid.TryParseExact(text[9..], "D", out _);

    static bool IsDate(string text) =>
        FhirDateTime.TryParse(text, out var date) && date.Precision != FhirPrecision.Time;
}
