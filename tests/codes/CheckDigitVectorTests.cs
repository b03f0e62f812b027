namespace TrustCenter.Codes.Tests;

/// <summary>Published examples: a message and the check symbols that belong to it.</summary>
public sealed class CheckDigitVectorTests
{
    [Theory]
    // Damm: the example of the algorithm's descriptions.
    [InlineData(CheckDigits.Damm, "Numbers", "572", "4")]
    // Verhoeff: the worked examples of its descriptions.
    [InlineData(CheckDigits.Verhoeff, "Numbers", "236", "3")]
    [InlineData(CheckDigits.Verhoeff, "Numbers", "12345", "1")]
    [InlineData(CheckDigits.Verhoeff, "Numbers", "142857", "0")]
    // Luhn: the patent's method as its descriptions show it, and the six-letter alphabet of Luhn mod N.
    [InlineData(CheckDigits.Luhn, "Numbers", "7992739871", "3")]
    [InlineData(CheckDigits.Luhn, "Numbers", "510510510510510", "0")]
    [InlineData(CheckDigits.Luhn, "a,b,c,d,e,f", "abcdef", "e")]
    // EAN-13: GS1's and ISBN-13's examples.
    [InlineData(CheckDigits.Ean13, "Numbers", "400638133393", "1")]
    [InlineData(CheckDigits.Ean13, "Numbers", "978030640615", "7")]
    // ISO/IEC 7064: the standard's examples, ORCID, ISBT 128, tax number, ISAN, GRid.
    [InlineData(CheckDigits.Mod11Radix2, "Numbers", "0794", "0")]
    [InlineData(CheckDigits.Mod11Radix2, "Numbers", "079", "X")]
    [InlineData(CheckDigits.Mod11Radix2, "Numbers", "000000021825009", "7")]
    [InlineData(CheckDigits.Mod37Radix2, "Alphanumeric", "G123498654321", "H")]
    [InlineData(CheckDigits.Mod37Radix2, "Alphanumeric", "G123489654321", "Y")]
    [InlineData(CheckDigits.Mod37Radix2, "Alphanumeric", "A999914123456", "N")]
    [InlineData(CheckDigits.Mod97Radix10, "Numbers", "794", "44")]
    [InlineData(CheckDigits.Mod661Radix26, "Letters", "BAISDLAFK", "BM")]
    [InlineData(CheckDigits.Mod1271Radix36, "Alphanumeric", "ISO79", "3W")]
    [InlineData(CheckDigits.Mod11And10, "Numbers", "0794", "5")]
    [InlineData(CheckDigits.Mod11And10, "Numbers", "8609574271", "9")]
    [InlineData(CheckDigits.Mod27And26, "Letters", "QWERTYDVORAK", "Y")]
    [InlineData(CheckDigits.Mod37And36, "Alphanumeric", "00000000C36D002B00000000", "E")]
    [InlineData(CheckDigits.Mod37And36, "Alphanumeric", "A12425GABC1234002", "M")]
    // PIDs that the Mainzelliste's documentation and its users' examples show.
    [InlineData(CheckDigits.Pid, "Pid", "0003Y0", "WZ")]
    [InlineData(CheckDigits.Pid, "Pid", "0007W0", "W9")]
    [InlineData(CheckDigits.Pid, "Pid", "000CU0", "WP")]
    [InlineData(CheckDigits.Pid, "Pid", "000GR0", "W0")]
    public void A_message_gets_the_published_check_symbols(
        CheckDigits code, string alphabet, string message, string check) => Matches(code, alphabet, message, check);

    /// <summary>Codes of gPAS of which no pseudonyms are published: worked out apart from this code, straight from the
    /// tables and polynomials that gPAS documents.</summary>
    [Theory]
    [InlineData(CheckDigits.GpasDamm, "Numbers", "12345678", "7")]
    [InlineData(CheckDigits.GpasDamm, "Numbers", "00000001", "6")]
    [InlineData(CheckDigits.GpasDamm, "Numbers", "9081726354", "2")]
    [InlineData(CheckDigits.GpasDamm, "Numbers", "314159265358979323846264", "1")]
    [InlineData(CheckDigits.Gumm, "Numbers", "12345678", "3")]
    [InlineData(CheckDigits.Gumm, "Numbers", "00000001", "1")]
    [InlineData(CheckDigits.Gumm, "Numbers", "9081726354", "7")]
    [InlineData(CheckDigits.Gumm, "Numbers", "314159265358979323846264", "1")]
    [InlineData(CheckDigits.VerhoeffGumm, "Numbers", "12345678", "1")]
    [InlineData(CheckDigits.VerhoeffGumm, "Numbers", "00000001", "0")]
    [InlineData(CheckDigits.VerhoeffGumm, "Numbers", "9081726354", "9")]
    [InlineData(CheckDigits.VerhoeffGumm, "Numbers", "314159265358979323846264", "3")]
    [InlineData(CheckDigits.Hamming, "Symbol32", "9", "99")]
    [InlineData(CheckDigits.Hamming, "Symbol32", "ZX7A", "5A2")]
    [InlineData(CheckDigits.Hamming, "Symbol32", "KA712345", "PMM6")]
    [InlineData(CheckDigits.Hamming, "Symbol32", "C80A40NX0K", "TWLU")]
    [InlineData(CheckDigits.Hamming, "Symbol32", "TRUX7CENTER2", "TLCA8")]
    [InlineData(CheckDigits.Hamming, "Symbol32", "ACDEFGHJKLMNPQRTUVWXYZ0123456789", "GGVRHL")]
    [InlineData(CheckDigits.Hamming, "Symbol32",
        "ACDEFGHJKLMNPQRTUVWXYZ0123456789ACDEFGHJKLMNPQRTUVWXYZ0123",
        "31ZRP5D")]
    [InlineData(CheckDigits.Hamming, "Symbol32",
        "ACDEFGHJKLMNPQRTUVWXYZ0123456789ACDEFGHJKLMNPQRTUVWXYZ0123456789ACDEFGHJKLMNPQRTUVWXYZ0123456789ZZZ",
        "E3LP1FV")]
    public void A_message_gets_the_check_symbols_of_gpas_tables(
        CheckDigits code, string alphabet, string message, string check) => Matches(code, alphabet, message, check);

    static void Matches(CheckDigits code, string alphabet, string message, string check)
    {
        var format = PseudonymFormat.Create(new()
        {
            Alphabet = alphabet,
            Length = message.Length,
            CheckDigits = code,
        });

        Assert.True(format.Validate(message + check).IsValid);
        var numerals = new ushort[message.Length];
        format.Decode(message + check, numerals);
        Assert.Equal(message + check, format.Encode(numerals));
    }
}
