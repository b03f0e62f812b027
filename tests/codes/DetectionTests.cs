using System.Globalization;

namespace TrustCenter.Codes.Tests;

/// <summary>Every single substitution and every transposition of neighbours is found, or as large a share as the code
/// promises. <see cref="Detection.CountVariable"/> sets how many pseudonyms of each format are damaged.</summary>
public sealed class DetectionTests
{
    static readonly int Pseudonyms = Detection.Count(otherwise: 300);

    [Theory]
    [InlineData("Numbers", 8, CheckDigits.Verhoeff)]
    [InlineData("Numbers", 8, CheckDigits.Gumm)]
    [InlineData("Numbers", 24, CheckDigits.Gumm)]
    [InlineData("Numbers", 8, CheckDigits.Damm)]
    [InlineData("Numbers", 8, CheckDigits.Mod11Radix2)]
    [InlineData("Alphanumeric", 8, CheckDigits.Mod37Radix2)]
    [InlineData("Numbers", 8, CheckDigits.Mod97Radix10)]
    [InlineData("Letters", 8, CheckDigits.Mod661Radix26)]
    [InlineData("Alphanumeric", 8, CheckDigits.Mod1271Radix36)]
    [InlineData("Symbol32", 8, CheckDigits.Hamming)]
    [InlineData("Symbol32", 26, CheckDigits.Hamming)]
    [InlineData("Symbol31", 8, CheckDigits.ReedSolomon, 1)]
    [InlineData("Symbol31", 8, CheckDigits.ReedSolomon, 2)]
    [InlineData("NumbersX", 20, CheckDigits.ReedSolomon, 3)]
    [InlineData("Pid", 6, CheckDigits.Pid)]
    public void Strong_codes_find_all(string alphabet, int length, CheckDigits code, int errors = 2)
    {
        foreach (var settings in Variants(alphabet, length, code, errors))
        {
            var found = Detection.Of(PseudonymFormat.Create(settings), Pseudonyms, Supplement(code));
            Assert.Equal((0, 0), (found.MissedSingles, found.MissedTranspositions));
            Report(settings, found);
        }
    }

    /// <summary>Transpositions in percent, give or take one and a half: what neighbours of the whole text come to.
    /// </summary>
    [Theory]
    [InlineData("Numbers", 8, CheckDigits.GpasVerhoeff, 93.0)]
    [InlineData("Numbers", 8, CheckDigits.VerhoeffGumm, 99.4)]
    [InlineData("Numbers", 8, CheckDigits.GpasDamm, 98.5)]
    [InlineData("Numbers", 8, CheckDigits.Luhn, 97.8)]
    [InlineData("Symbol32", 8, CheckDigits.Luhn, 99.8)]
    [InlineData("Numbers", 12, CheckDigits.Ean13, 88.9)]
    [InlineData("Numbers", 8, CheckDigits.Mod11And10, 97.8)]
    [InlineData("Letters", 8, CheckDigits.Mod27And26, 99.7)]
    [InlineData("Alphanumeric", 8, CheckDigits.Mod37And36, 99.8)]
    [InlineData("NumbersX", 10, CheckDigits.ReedSolomon, 0.0, 1)]
    public void Other_codes_find_all_single_errors_and_this_share_of_transpositions(
        string alphabet, int length, CheckDigits code, double share, int errors = 2)
    {
        PseudonymFormatSettings settings = new()
        {
            Alphabet = alphabet,
            Length = length,
            CheckDigits = code,
            MaxDetectedErrors = errors,
        };
        var found = Detection.Of(PseudonymFormat.Create(settings), Math.Max(2000, Pseudonyms));

        Assert.Equal(0, found.MissedSingles);
        Assert.NotEqual(0, found.MissedTranspositions);
        Assert.InRange(found.FoundTranspositions * 100, share - 1.5, share + 1.5);
        Report(settings, found);
    }

    /// <summary>A suffix stands behind the check symbols but is counted before them, so the last symbol of the body and
    /// the check symbol are neighbours on paper and not in the code.</summary>
    [Theory]
    [InlineData(CheckDigits.Verhoeff, 98.4)]
    [InlineData(CheckDigits.Damm, 98.9)]
    public void An_included_suffix_costs_some_transpositions(CheckDigits code, double share)
    {
        var settings = Variants("Numbers", 8, code, 2)[^1] with { IncludeSuffixInCheckDigits = true };
        var found = Detection.Of(PseudonymFormat.Create(settings), Math.Max(2000, Pseudonyms));

        Assert.Equal(0, found.MissedSingles);
        Assert.InRange(found.FoundTranspositions * 100, share - 1.5, share + 1.5);
        Report(settings, found);
    }

    [Theory]
    [InlineData("Numbers", CheckDigits.GpasVerhoeff)]
    [InlineData("Numbers", CheckDigits.VerhoeffGumm)]
    [InlineData("Numbers", CheckDigits.GpasDamm)]
    [InlineData("Symbol31", CheckDigits.ReedSolomon)]
    [InlineData("Symbol32", CheckDigits.Hamming)]
    public void Single_errors_are_found_with_prefix_and_suffix_in_the_check_digits(string alphabet, CheckDigits code)
    {
        foreach (var settings in Variants(alphabet, 8, code, 2))
        {
            var format = PseudonymFormat.Create(settings with { IncludeSuffixInCheckDigits = true });
            Assert.Equal(0, Detection.Of(format, Pseudonyms).MissedSingles);
        }
    }

    [Fact]
    public void Delimiters_are_found_missing_and_misplaced()
    {
        PseudonymFormatSettings settings = new()
        {
            Alphabet = "0,1,2,3,4,5,6,7,8,9,-",
            Length = 11,
            CheckDigits = CheckDigits.ReedSolomon,
            DelimiterAfter = 3,
        };
        var found = Detection.Of(PseudonymFormat.Create(settings), Pseudonyms);

        Assert.Equal((0, 0), (found.MissedSingles, found.MissedTranspositions));
    }

    [Fact]
    public void Without_check_digits_nothing_is_found() =>
        Assert.Equal(0.0, Detection.Of(PseudonymFormat.Create(new() { Alphabet = "Numbers" }), 10).FoundSingles);

    static PseudonymFormatSettings[] Variants(string alphabet, int length, CheckDigits code, int errors)
    {
        PseudonymFormatSettings plain = new()
        {
            Alphabet = alphabet,
            Length = length,
            CheckDigits = code,
            MaxDetectedErrors = errors,
        };
        var (prefix, suffix) = alphabet == "Letters" ? ("AZ", "QE") : ("71", "95");
        return code == CheckDigits.Pid
            ? [plain, plain with { Prefix = prefix, Suffix = suffix }]
            : [plain, plain with { Prefix = prefix, Suffix = suffix, IncludePrefixInCheckDigits = true }];
    }

    static string Supplement(CheckDigits code) => code switch
    {
        CheckDigits.Mod11Radix2 => "X",
        CheckDigits.Mod37Radix2 => "*",
        _ => "",
    };

    static void Report(PseudonymFormatSettings settings, Detection found) =>
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{settings.CheckDigits} {settings.Alphabet} {settings.Length}: {found.Singles} substitutions, "
            + $"{found.MissedSingles} missed; {found.Transpositions} transpositions, "
            + $"{found.MissedTranspositions} missed"));
}
