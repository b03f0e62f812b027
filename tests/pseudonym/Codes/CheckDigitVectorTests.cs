namespace TrustCenter.Pseudonyms.Tests;

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
        CheckDigits code, string alphabet, string message, string check)
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
