using System.Numerics;

namespace TrustCenter.Pseudonyms.Tests;

public sealed class RandomPseudonymsTests
{
    /// <summary>Chi-square over all symbols, every place's symbols and every pair of neighbouring places. By chance
    /// the limit is passed less than once in a million times (Wilson and Hilferty's approximation of the quantile).
    /// </summary>
    [Theory]
    [InlineData("Numbers", CheckDigits.Damm, 0)]
    [InlineData("Symbol31", CheckDigits.ReedSolomon, 0)]
    [InlineData("Symbol32", CheckDigits.None, 0)]
    [InlineData("NumbersWithoutZero", CheckDigits.None, 0)]
    [InlineData("Hex", CheckDigits.Luhn, 3)]
    public void No_symbol_and_no_pair_is_favoured(string alphabet, CheckDigits code, int delimiter)
    {
        var format = PseudonymFormat.Create(new()
        {
            Alphabet = alphabet,
            Length = 6,
            CheckDigits = code,
            DelimiterAfter = delimiter,
        });
        var pseudonyms = new string[Detection.Count(otherwise: 50_000)];
        format.Random(pseudonyms);

        var all = new int[1, format.Radix];
        var single = new int[format.FreePlaces, format.Radix];
        var pairs = new int[format.FreePlaces, format.Radix * format.Radix];
        var numerals = new ushort[format.FreePlaces];
        foreach (var pseudonym in pseudonyms)
        {
            format.Decode(pseudonym, numerals);
            for (var place = 0; place < numerals.Length; place++)
            {
                all[0, numerals[place]]++;
                single[place, numerals[place]]++;
                pairs[place, (numerals[place] * format.Radix) + numerals[(place + 1) % numerals.Length]]++;
            }
        }

        Uniform(all, 0, pseudonyms.Length * format.FreePlaces);
        for (var place = 0; place < format.FreePlaces; place++)
        {
            Uniform(single, place, pseudonyms.Length);
            Uniform(pairs, place, pseudonyms.Length);
        }
    }

    [Fact]
    public void The_test_for_bias_finds_a_remainder_without_rejection()
    {
        var counts = new int[1, 10];
        for (var chance = 0; chance < 256_000; chance++) counts[0, chance % 256 % 10]++;

        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Uniform(counts, 0, 256_000));
    }

    [Fact]
    public void A_batch_is_drawn_as_one_is_and_every_one_is_valid()
    {
        var format = PseudonymFormat.Create(FormatPresets.Salt);
        var pseudonyms = new string[5_000];
        format.Random(pseudonyms);

        Assert.All(pseudonyms, pseudonym => Assert.True(format.Validate(pseudonym).IsValid));
        Assert.Equal(pseudonyms.Length, pseudonyms.ToHashSet().Count);
        Assert.NotEqual(format.Random(), format.Random());
    }

    /// <summary>A drawer without bias collides as often as n²/2N says: 10,000 of a million about 50 times.</summary>
    [Fact]
    public void Collisions_come_as_often_as_chance_has_it()
    {
        var format = PseudonymFormat.Create(new() { Alphabet = "Numbers", Length = 6 });
        var pseudonyms = new string[10_000];
        format.Random(pseudonyms);

        Assert.InRange(pseudonyms.Length - pseudonyms.ToHashSet().Count, 12, 100);
    }

    [Fact]
    public void A_small_format_is_exhausted_by_its_numbers()
    {
        var format = PseudonymFormat.Create(new() { Alphabet = "Numbers", Length = 3, CheckDigits = CheckDigits.Damm });

        var all = Enumerable.Range(0, (int)format.Capacity).Select(number => format.Encode(number)).ToHashSet();

        Assert.Equal(1000, all.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => format.Encode(1000));
        Assert.Throws<ArgumentOutOfRangeException>(() => format.Encode(BigInteger.MinusOne));
    }

    static void Uniform(int[,] counts, int row, int total)
    {
        var cells = counts.GetLength(1);
        var expected = (double)total / cells;
        var chi = Enumerable.Range(0, cells).Sum(cell => Math.Pow(counts[row, cell] - expected, 2)) / expected;
        var freedom = cells - 1.0;
        var limit = freedom * Math.Pow(1 - (2 / (9 * freedom)) + (5.6 * Math.Sqrt(2 / (9 * freedom))), 3);
        Assert.True(chi < limit, $"Place {row}: chi-square {chi:F1} with {freedom} degrees of freedom.");
    }
}
