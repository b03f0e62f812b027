using System.Numerics;
using System.Text.Json;

namespace TrustCenter.Codes.Tests;

public sealed class FormatRulesTests
{
    static readonly PseudonymFormatSettings Fine = new() { Alphabet = "Numbers" };

    public static TheoryData<string, string> Impossible() => new()
    {
        { "/checkDigits", Json(Fine with { Alphabet = "Symbol32", CheckDigits = CheckDigits.Verhoeff }) },
        { "/checkDigits", Json(Fine with { CheckDigits = CheckDigits.ReedSolomon }) },
        { "/checkDigits", Json(Fine with { CheckDigits = CheckDigits.Hamming }) },
        { "/checkDigits", Json(Fine with { Alphabet = "NumbersWithoutZero", CheckDigits = CheckDigits.Luhn }) },
        { "/checkDigits", Json(Fine with { CheckDigits = (CheckDigits)99 }) },
        { "/maxDetectedErrors",
            Json(Fine with { Alphabet = "1,2,3", CheckDigits = CheckDigits.ReedSolomon, MaxDetectedErrors = 2 }) },
        { "/maxDetectedErrors",
            Json(Fine with { Alphabet = "Symbol31", CheckDigits = CheckDigits.ReedSolomon, MaxDetectedErrors = 10 }) },
        { "/length", Json(Fine with { Length = 0 }) },
        { "/length", Json(Fine with { Length = 129 }) },
        { "/length", Json(Fine with { Alphabet = "Pid", Length = 7, CheckDigits = CheckDigits.Pid }) },
        { "/length", Json(Fine with { CheckDigits = CheckDigits.Ean13 }) },
        { "/length", Json(Fine with { Alphabet = "Symbol32", Length = 121, CheckDigits = CheckDigits.Hamming }) },
        { "/length", Json(Fine with
            {
                Alphabet = "NumbersX", Length = 100, CheckDigits = CheckDigits.ReedSolomon, MaxDetectedErrors = 9,
            }) },
        { "/alphabet", Json(Fine with { Alphabet = "Symbol32", Length = 6, CheckDigits = CheckDigits.Pid }) },
        { "/alphabet", Json(Fine with { Alphabet = "0,1,2,3,4,5,6,7,8,X", CheckDigits = CheckDigits.Mod11Radix2 }) },
        { "/alphabet", Json(Fine with { Alphabet = "Numbrs" }) },
        { "/alphabet", Json(Fine with { Alphabet = "a,b,a" }) },
        { "/alphabet", Json(Fine with { Alphabet = "a, ,c" }) },
        { "/alphabet", Json(Fine with { Alphabet = "aa,b" }) },
        { "/alphabet", Json(Fine with { Alphabet = "" }) },
        { "/alphabet", Json(Fine with { Alphabet = "7" }) },
        { "/prefix", Json(Fine with { Prefix = "x", IncludePrefixInCheckDigits = true }) },
        { "/prefix", Json(Fine with { Prefix = "a b" }) },
        { "/prefix", Json(Fine with { Prefix = new('1', 65) }) },
        { "/suffix", Json(Fine with { Suffix = "x", IncludeSuffixInCheckDigits = true }) },
        { "/delimiterAfter", Json(Fine with { DelimiterAfter = 50 }) },
        { "/delimiterAfter", Json(Fine with { DelimiterAfter = -1 }) },
        { "/delimiterAfter", Json(Fine with { Alphabet = "0,1", DelimiterAfter = 3 }) },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void What_does_not_go_together_is_refused_by_parameter(string path, string settings)
    {
        Assert.False(PseudonymFormat.TryCreate(Read(settings), out _, out var problems));

        Assert.Equal(path, Assert.Single(problems).Path);
        Assert.EndsWith(".", problems[0].Message);
        Assert.Throws<ArgumentException>(() => PseudonymFormat.Create(Read(settings)));
    }

    [Fact]
    public void All_faults_are_named_at_once()
    {
        PseudonymFormatSettings wrong = new() { Alphabet = "?", Length = -1, Prefix = "\t", DelimiterAfter = 77 };
        PseudonymFormat.TryCreate(wrong, out _, out var problems);

        Assert.Equal(["/alphabet", "/length", "/delimiterAfter", "/prefix"], problems.Select(problem => problem.Path));
    }

    [Fact]
    public void Settings_survive_JSON()
    {
        var settings = FormatPresets.Salt with { Prefix = "ä", DelimiterAfter = 4 };
        var json = Json(settings);

        Assert.Equal(settings, Read(json));
        Assert.Contains("\"Hamming\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_in_JSON_is_nothing_in_the_format()
    {
        var settings = Read("""{"Alphabet":"Numbers","Prefix":null,"Suffix":null}""");

        Assert.Equal(("", ""), (settings.Prefix, settings.Suffix));
        Assert.False(PseudonymFormat.TryCreate(Read("""{"Alphabet":null}"""), out _, out var problems));
        Assert.Equal("/alphabet", Assert.Single(problems).Path);
    }

    [Fact]
    public void Capacity_counts_free_places_only()
    {
        var format = PseudonymFormat.Create(
            new() { Alphabet = "Numbers", Length = 9, DelimiterAfter = 4, Prefix = "x" });

        Assert.Equal(BigInteger.Pow(9, 8), format.Capacity);
        Assert.Equal(8 * Math.Log2(9), format.EntropyBits, 9);
        Assert.Equal(10, format.TotalLength);
    }

    [Fact]
    public void Every_preset_is_possible_and_the_salt_is_worth_128_bits()
    {
        Assert.All(FormatPresets.All.Values, settings => Assert.NotNull(PseudonymFormat.Create(settings)));
        Assert.InRange(PseudonymFormat.Create(FormatPresets.Salt).EntropyBits, 128, 140);
        // Readable in references and file names (clients write pseudonyms into both).
        Assert.All(FormatPresets.All.Values, settings =>
            Assert.Matches("^[A-Za-z0-9.-]{1,64}$", PseudonymFormat.Create(settings).Random()));
    }

    static string Json(PseudonymFormatSettings settings) => JsonSerializer.Serialize(settings);

    static PseudonymFormatSettings Read(string json) => JsonSerializer.Deserialize<PseudonymFormatSettings>(json)!;
}
