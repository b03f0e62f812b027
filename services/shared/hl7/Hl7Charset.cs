using System.Text;

namespace TrustCenter.Hl7;

/// <summary>Character sets as headers name them. All of them write ASCII as ASCII, so that the header can be read
/// before its character set is known.</summary>
public static class Hl7Charset
{
    static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    static readonly Encoding Windows1252 = Strict(1252);

    /// <summary>Reads bytes as a header says they are written.</summary>
    /// <param name="name">The header's word for it, or null: nothing but ASCII is expected then.</param>
    /// <param name="content">The bytes.</param>
    /// <returns>The text, and in what it was written.</returns>
    /// <exception cref="Hl7Exception">The name is not known, or the bytes are not written so.</exception>
    public static (string Text, Encoding Encoding) Read(string? name, ReadOnlySpan<byte> content)
    {
        var encoding = Find(name) ?? throw new Hl7Exception(Hl7Errors.TableValue, new("MSH", 1, 18),
            "This character set is not read here; UNICODE UTF-8, 8859/1, 8859/15 and ASCII are, among others.");
        try
        {
            return (encoding.GetString(content), encoding);
        }
        catch (DecoderFallbackException)
        {
            throw new Hl7Exception(Hl7Errors.DataType, new("MSH", 1, 18), name is null
                ? "The message names no character set and has characters that ASCII does not have."
                : "There are bytes in the message that its character set does not have.");
        }
    }

    /// <summary>A character set by its name, strict; null where it is not known.</summary>
    /// <param name="name">As in HL7 table 0211, or as it is written in practice; null or empty: ASCII.</param>
    public static Encoding? Find(string? name)
    {
        var plain = string.Concat((name ?? "").Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return plain switch
        {
            "" or "ASCII" or "USASCII" or "ISO646" => Strict(20127),
            "UNICODEUTF8" or "UTF8" or "UNICODE" => Utf8,
            // who says Latin-1 and sends typographic quotes or a euro sign means what Windows calls so: in Latin-1
            // itself those bytes are control characters that no name has
            "88591" or "ISO88591" or "ISOIR100" or "LATIN1" or "WINDOWS1252" or "CP1252" or "1252" or "ANSI" =>
                Windows1252,
            "WINDOWS1250" or "CP1250" => Strict(1250),
            _ when Part(plain) is { } part => Strict(28590 + part),
            _ => null,
        };
    }

    static int? Part(string plain)
    {
        var digits = plain.StartsWith("ISO8859", StringComparison.Ordinal) ? plain[7..]
            : plain.StartsWith("8859", StringComparison.Ordinal) ? plain[4..] : "";
        return int.TryParse(digits, out var part) && part is (>= 2 and <= 9) or 13 or 15 ? part : null;
    }

    static Encoding Strict(int page) => CodePagesEncodingProvider.Instance.GetEncoding(
        page, EncoderFallback.ReplacementFallback, DecoderFallback.ExceptionFallback)
        ?? Encoding.GetEncoding(page, EncoderFallback.ReplacementFallback, DecoderFallback.ExceptionFallback);
}
