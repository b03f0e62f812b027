using System.Numerics;

namespace TrustCenter.Codes.Tests;

public sealed class RandomPseudonymsTests
{
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

        ChiSquare.Uniform(all, 0, pseudonyms.Length * format.FreePlaces);
        for (var place = 0; place < format.FreePlaces; place++)
        {
            ChiSquare.Uniform(single, place, pseudonyms.Length);
            ChiSquare.Uniform(pairs, place, pseudonyms.Length);
        }
    }

    [Fact]
    public void The_test_for_bias_finds_a_remainder_without_rejection()
    {
        var counts = new int[1, 10];
        for (var chance = 0; chance < 256_000; chance++) counts[0, chance % 256 % 10]++;

        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => ChiSquare.Uniform(counts, 0, 256_000));
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

    /// <summary>Twelve of the 26 symbols are 60 bits: where those differ, the pseudonyms do. The full run takes ten
    /// million.</summary>
    [Fact]
    public void Salts_are_all_different()
    {
        var format = PseudonymFormat.Create(FormatPresets.Salt);
        var heads = new ulong[100 * Detection.Count(otherwise: 2_000)];
        var batch = new string[1_000];
        for (var at = 0; at < heads.Length; at++)
        {
            if (at % batch.Length == 0) format.Random(batch);
            foreach (var symbol in batch[at % batch.Length].AsSpan(0, 12))
                heads[at] = (heads[at] << 5) | (format.Alphabet.TryValue(symbol, out var value) ? value : 0u);
        }

        Array.Sort(heads);
        Assert.DoesNotContain(heads.Zip(heads.Skip(1)), pair => pair.First == pair.Second);
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
}
