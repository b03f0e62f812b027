using System.Collections;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Codes.Tests;

public sealed class KeyedPseudonymsTests
{
    static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(at => (byte)at)];

    /// <summary>The whole domain once: every pseudonym is made, none twice. The full run takes ten million.</summary>
    [Fact]
    public void All_numbers_get_different_pseudonyms()
    {
        var full = Detection.Count(otherwise: 0) > 0;
        var format = Numbers(full ? 7 : 6);
        using var keyed = KeyedPseudonyms.Create(format, Key, "domain"u8);
        var size = full ? (int)format.Capacity : 50_000;
        var seen = new BitArray((int)format.Capacity);
        for (var number = 0; number < size; number++)
        {
            var index = (int)format.IndexOf(keyed.Encode(number));
            Assert.False(seen[index]);
            seen[index] = true;
        }
    }

    [Fact]
    public void A_number_comes_back_whatever_the_format() => Prop.ForAll(
        Gen.Elements("Numbers", "Symbol31", "Symbol32", "Hex", "Pid").ToArbitrary(), Gen.Choose(6, 40).ToArbitrary(),
        ArbMap.Default.ArbFor<PositiveInt>(), (alphabet, length, seed) =>
        {
            var format = PseudonymFormat.Create(
                new() { Alphabet = alphabet, Length = length, DelimiterAfter = seed.Get % 9 });
            if (KeyedPseudonyms.Refusal(format) is not null) return;
            using var keyed = KeyedPseudonyms.Create(format, Key, "domain"u8);
            var number = BigInteger.Pow(seed.Get + 1, 31) % format.Capacity;
            Assert.True(keyed.TryDecode(keyed.Encode(number), out var back));
            Assert.Equal(number, back);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Key_and_domain_decide_the_order()
    {
        using var one = KeyedPseudonyms.Create(Numbers(12), Key, "one"u8);
        using var other = KeyedPseudonyms.Create(Numbers(12), Key, "two"u8);
        using var stranger = KeyedPseudonyms.Create(Numbers(12), new byte[32], "one"u8);

        string[] first = [.. Enumerable.Range(0, 200).SelectMany(number =>
            new[] { one.Encode(number), other.Encode(number), stranger.Encode(number) })];
        Assert.Equal(600, first.ToHashSet().Count);
    }

    /// <summary>The same numbers in two domains under one key: at every place all pairs of digits come equally often,
    /// so that one domain's pseudonym says nothing about the other's.</summary>
    [Fact]
    public void Two_domains_of_one_key_are_independent()
    {
        var format = Numbers(7);
        using var one = KeyedPseudonyms.Create(format, Key, "one"u8);
        using var other = KeyedPseudonyms.Create(format, Key, "two"u8);
        var pairs = new int[format.FreePlaces, 100];
        for (var number = 0; number < 20_000; number++)
        {
            var (left, right) = (one.Encode(number), other.Encode(number));
            for (var place = 0; place < format.FreePlaces; place++)
                pairs[place, ((left[place] - '0') * 10) + right[place] - '0']++;
        }

        for (var place = 0; place < format.FreePlaces; place++) ChiSquare.Uniform(pairs, place, 20_000);
    }

    [Fact]
    public void A_domain_that_can_be_searched_through_is_refused()
    {
        var refusal = KeyedPseudonyms.Refusal(Numbers(5));

        Assert.Equal("/length", refusal?.Path);
        Assert.Null(KeyedPseudonyms.Refusal(Numbers(6)));
        Assert.Throws<ArgumentException>(() => KeyedPseudonyms.Create(Numbers(5), Key, default));
    }

    [Fact]
    public void A_pseudonym_with_a_wrong_check_digit_has_no_number()
    {
        using var keyed = KeyedPseudonyms.Create(Numbers(8), Key, default);
        var pseudonym = keyed.Encode(1);

        Assert.False(keyed.TryDecode(pseudonym[..^1] + (pseudonym[^1] == '0' ? '1' : '0'), out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => keyed.Encode(keyed.Format.Capacity));
    }

    static PseudonymFormat Numbers(int length) =>
        PseudonymFormat.Create(new() { Alphabet = "Numbers", Length = length, CheckDigits = CheckDigits.Damm });
}
