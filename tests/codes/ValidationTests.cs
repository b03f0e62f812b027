namespace TrustCenter.Codes.Tests;

public sealed class ValidationTests
{
    static readonly PseudonymFormat Format = PseudonymFormat.Create(new()
    {
        Alphabet = "Numbers",
        Length = 3,
        CheckDigits = CheckDigits.Damm,
        Prefix = "P-",
        Suffix = ".x",
    });

    [Theory]
    [InlineData("P-5724.x", PseudonymFault.None, 0)]
    [InlineData("Q-5724.x", PseudonymFault.Prefix, 1)]
    [InlineData("5724.x", PseudonymFault.Prefix, 1)]
    [InlineData("P-5724.y", PseudonymFault.Suffix, 7)]
    [InlineData("P-", PseudonymFault.Suffix, 1)]
    [InlineData("P-572.x", PseudonymFault.Length, 0)]
    [InlineData("P-57244.x", PseudonymFault.Length, 0)]
    [InlineData("P-5O24.x", PseudonymFault.Symbol, 4)]
    [InlineData("P-572A.x", PseudonymFault.Symbol, 6)]
    [InlineData("P-572\u0664.x", PseudonymFault.Symbol, 6)]
    [InlineData("P-5725.x", PseudonymFault.CheckDigits, 6)]
    [InlineData("", PseudonymFault.Prefix, 1)]
    public void A_verdict_says_what_is_wrong_and_where(string text, PseudonymFault fault, int position)
    {
        var verdict = Format.Validate(text);

        Assert.Equal((fault, position), (verdict.Fault, verdict.Position));
        Assert.Equal(fault == PseudonymFault.None, verdict.IsValid);
        Assert.EndsWith(".", verdict.Message);
    }

    [Fact]
    public void Prefix_and_suffix_do_not_overlap()
    {
        var format = PseudonymFormat.Create(new() { Alphabet = "Numbers", Length = 1, Prefix = "aa", Suffix = "aa" });
        Assert.Equal(PseudonymFault.Length, format.Validate("aaa").Fault);
        Assert.Equal("aaa", format.Normalise("aaa"));
        Assert.Null(format.Correct("aaa"));
    }

    [Theory]
    [InlineData(" p-5724.X ")]
    [InlineData("P-57 24.x")]
    [InlineData("P-57-24.x")]
    [InlineData("P-57\u201124.x")]
    [InlineData("P-5724.x\r\n")]
    public void What_people_add_is_taken_away(string typed) => Assert.Equal("P-5724.x", Format.Normalise(typed));

    [Theory]
    [InlineData("0003y0wz", "0003Y0WZ")]
    [InlineData("0003-Y0WZ", "0003Y0WZ")]
    public void Case_means_nothing_where_the_alphabet_has_one(string typed, string meant) =>
        Assert.Equal(meant, PseudonymFormat.Create(FormatPresets.Readable).Normalise(typed));

    [Fact]
    public void Case_stays_where_the_alphabet_has_both()
    {
        var format = PseudonymFormat.Create(new() { Alphabet = "a,b,A,B", Length = 4 });
        Assert.Equal("aBbA", format.Normalise("a B b A"));
    }

    [Theory]
    [InlineData("tr-TR", "i,j,k", "IJK", "IJK")]
    [InlineData("tr-TR", "I,J,K", "ijk", "IJK")]
    public void Case_does_not_depend_on_the_culture(string culture, string alphabet, string typed, string meant)
    {
        var before = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            System.Globalization.CultureInfo.CurrentCulture = new(culture);
            var format = PseudonymFormat.Create(new() { Alphabet = alphabet, Length = 3 });
            Assert.Equal(meant, format.Normalise(typed), ignoreCase: alphabet[0] == 'i');
            Assert.True(format.Validate(format.Normalise(typed)).IsValid);
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Delimiters_stand_where_gpas_puts_them_and_come_back()
    {
        var format = PseudonymFormat.Create(new()
        {
            Alphabet = "0,1,2,3,4,5,6,7,8,9,-",
            Length = 11,
            CheckDigits = CheckDigits.ReedSolomon,
            MaxDetectedErrors = 1,
            DelimiterAfter = 3,
        });

        var pseudonym = format.Encode(123456789);
        Assert.StartsWith("123-456-789", pseudonym);
        Assert.Equal(1_000_000_000, format.Capacity);
        Assert.Equal(123456789, format.IndexOf(pseudonym));
        Assert.Equal(pseudonym, format.Normalise("123456789" + pseudonym[11..]));
        Assert.Equal((PseudonymFault.Delimiter, 4), Verdict(format, "1234" + pseudonym[4..]));
        Assert.Equal((PseudonymFault.Delimiter, 1), Verdict(format, "-" + pseudonym[1..]));
    }

    static (PseudonymFault Fault, int Position) Verdict(PseudonymFormat format, string text)
    {
        var verdict = format.Validate(text);
        return (verdict.Fault, verdict.Position);
    }
}
