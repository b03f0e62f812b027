namespace TrustCenter.Codes.Tests;

public sealed class CorrectionTests
{
    [Fact]
    public void A_PID_with_one_wrong_symbol_or_one_transposition_is_corrected()
    {
        var format = PseudonymFormat.Create(FormatPresets.Readable);
        for (var made = 0; made < 20; made++)
        {
            var pid = format.Random();
            Assert.All(Substituted(format, pid), wrong => Assert.Equal(pid, format.Correct(wrong)));
            Assert.All(Transposed(pid), wrong => Assert.Equal(pid, format.Correct(wrong)));
        }
    }

    [Fact]
    public void Two_wrong_symbols_of_a_PID_are_never_taken_for_a_valid_one()
    {
        var format = PseudonymFormat.Create(FormatPresets.Readable);
        var pid = format.Random();
        foreach (var once in Substituted(format, pid))
            Assert.All(Substituted(format, once), twice => Assert.Equal(twice == pid, format.Validate(twice).IsValid));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(26)]
    public void The_Hamming_code_corrects_one_wrong_symbol(int length)
    {
        var format = PseudonymFormat.Create(
            new() { Length = length, CheckDigits = CheckDigits.Hamming, Prefix = "p-" });
        var pseudonym = format.Random();

        Assert.All(Substituted(format, pseudonym).Where((_, at) => at % 7 == 0),
            wrong => Assert.Equal(pseudonym, format.Correct(wrong)));
    }

    [Theory]
    [InlineData("Symbol31", 8, 2)]
    [InlineData("Symbol31", 8, 4)]
    [InlineData("Symbol31", 60, 6)]
    [InlineData("NumbersX", 8, 9)]
    public void Reed_Solomon_corrects_half_as_many_as_it_detects(string alphabet, int length, int errors)
    {
        var format = PseudonymFormat.Create(new()
        {
            Alphabet = alphabet,
            Length = length,
            CheckDigits = CheckDigits.ReedSolomon,
            MaxDetectedErrors = errors,
        });
        for (var made = 0; made < 50; made++)
        {
            var pseudonym = format.Random();
            // Neighbours of the first block: every block corrects as many.
            var wrong = pseudonym.ToCharArray();
            for (var at = 0; at < errors / 2; at++) wrong[at] = Other(format, wrong[at], made);
            Assert.Equal(pseudonym, format.Correct(new(wrong)));
        }
    }

    [Theory]
    [InlineData(CheckDigits.Damm)]
    [InlineData(CheckDigits.GpasVerhoeff)]
    [InlineData(CheckDigits.Luhn)]
    public void One_illegible_symbol_is_filled_in_by_any_check_digit(CheckDigits code)
    {
        var format = PseudonymFormat.Create(new() { Alphabet = "Numbers", CheckDigits = code });
        var pseudonym = format.Random();

        for (var at = 0; at < pseudonym.Length; at++)
            Assert.Equal(pseudonym, format.Correct(string.Concat(pseudonym[..at], "?", pseudonym[(at + 1)..])));
    }

    [Fact]
    public void A_code_that_only_detects_proposes_nothing()
    {
        var format = PseudonymFormat.Create(new() { Alphabet = "Numbers", CheckDigits = CheckDigits.Damm });
        Assert.All(Substituted(format, format.Random()), wrong => Assert.Null(format.Correct(wrong)));
    }

    [Fact]
    public void Two_illegible_symbols_a_wrong_prefix_and_a_wrong_length_are_not_guessed()
    {
        var format = PseudonymFormat.Create(FormatPresets.Readable with { Prefix = "HD" });
        Assert.Null(format.Correct("HD??03Y0WZ"));
        Assert.Null(format.Correct("MA0003Y0WZ"));
        Assert.Null(format.Correct("HD0003Y0W"));
    }

    static IEnumerable<string> Substituted(PseudonymFormat format, string text) =>
        from at in Enumerable.Range(format.Settings.Prefix.Length, text.Length - format.Settings.Prefix.Length)
        from symbol in format.Alphabet.Symbols
        where symbol != text[at]
        select string.Concat(text[..at], symbol.ToString(), text[(at + 1)..]);

    static IEnumerable<string> Transposed(string text) =>
        from at in Enumerable.Range(0, text.Length - 1)
        where text[at] != text[at + 1]
        select string.Concat(text[..at], $"{text[at + 1]}{text[at]}", text[(at + 2)..]);

    static char Other(PseudonymFormat format, char symbol, int by)
    {
        var symbols = format.Alphabet.Symbols;
        return symbols[(symbols.IndexOf(symbol) + 1 + (by % (symbols.Length - 1))) % symbols.Length];
    }
}
