using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Codes.Tests;

public sealed class Ff1Tests
{
    const string Symbols = "0123456789abcdefghijklmnopqrstuvwxyz";
    const string Key = "2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F7F036D6F04FC6A94";
    const string Digits = "0123456789";
    const string Mixed = "0123456789abcdefghi";
    const string DigitTweak = "39383736353433323130";
    const string MixedTweak = "3737373770717273373737";

    /// <summary>NIST's nine samples for FF1 (Cryptographic Standards and Guidelines, examples with intermediate
    /// values).</summary>
    [Theory]
    [InlineData(128, 10, Digits, "", "2433477484")]
    [InlineData(128, 10, Digits, DigitTweak, "6124200773")]
    [InlineData(128, 36, Mixed, MixedTweak, "a9tv40mll9kdu509eum")]
    [InlineData(192, 10, Digits, "", "2830668132")]
    [InlineData(192, 10, Digits, DigitTweak, "2496655549")]
    [InlineData(192, 36, Mixed, MixedTweak, "xbj3kv35jrawxv32ysr")]
    [InlineData(256, 10, Digits, "", "6657667009")]
    [InlineData(256, 10, Digits, DigitTweak, "1001623463")]
    [InlineData(256, 36, Mixed, MixedTweak, "xs8a0azh2avyalyzuwd")]
    public void The_samples_of_the_standard_come_out(int bits, int radix, string plain, string tweak, string cipher)
    {
        using var ff1 = new Ff1(
            Convert.FromHexString(Key).AsSpan(0, bits / 8), radix, plain.Length, Convert.FromHexString(tweak));

        Assert.Equal(cipher, Text(ff1, plain, encrypt: true));
        Assert.Equal(plain, Text(ff1, cipher, encrypt: false));
    }

    [Fact]
    public void Decrypting_undoes_encrypting_for_any_radix_length_and_tweak() => Prop.ForAll(
        Gen.Choose(2, 65536).ToArbitrary(), Gen.Choose(2, 90).ToArbitrary(), Gen.Choose(0, 40).ToArbitrary(),
        (radix, length, tweak) =>
        {
            if (Ff1.Refusal(256, radix, length) is not null) return;
            using var ff1 = new Ff1(Convert.FromHexString(Key), radix, length, new byte[tweak]);
            ushort[] plain = [.. Enumerable.Range(1, length).Select(at => (ushort)(at * 7919 % radix))];
            var word = plain.ToArray();
            ff1.Encrypt(word);
            Assert.NotEqual(plain, word);
            Assert.All(word, numeral => Assert.InRange(numeral, 0, radix - 1));
            ff1.Decrypt(word);
            Assert.Equal(plain, word);
        }).QuickCheckThrowOnFailure();

    /// <summary>The way with 128 bits and the one with large numbers meet where the length changes from one to the
    /// other; both are measured against a plain reading of the standard.</summary>
    [Theory]
    [InlineData(10, 38, 0)]
    [InlineData(10, 39, 5)]
    [InlineData(32, 24, 0)]
    [InlineData(32, 26, 17)]
    [InlineData(65536, 8, 3)]
    [InlineData(65536, 9, 3)]
    [InlineData(2, 20, 0)]
    [InlineData(2, 128, 16)]
    [InlineData(2, 129, 0)]
    [InlineData(36, 120, 31)]
    public void Short_and_long_words_follow_the_standards_own_steps(int radix, int length, int tweakLength)
    {
        var key = Convert.FromHexString(Key);
        byte[] tweak = [.. Enumerable.Range(0, tweakLength).Select(at => (byte)(at * 37 % 256))];
        ushort[] word = [.. Enumerable.Range(1, length).Select(at => (ushort)(at * 104729L % radix))];
        var expected = Ff1Reference.Encrypt(key, radix, tweak, word);
        using var ff1 = new Ff1(key, radix, length, tweak);

        ff1.Encrypt(word);

        Assert.Equal(expected, word);
    }

    [Theory]
    [InlineData(256, 10, 5)]
    [InlineData(256, 32, 3)]
    [InlineData(100, 10, 10)]
    [InlineData(256, 1, 10)]
    [InlineData(256, 65537, 10)]
    public void What_the_standard_forbids_is_refused_with_a_sentence(int bits, int radix, int length)
    {
        Assert.EndsWith(".", Ff1.Refusal(bits, radix, length));
        Assert.Throws<ArgumentException>(() => new Ff1(new byte[bits / 8], radix, length));
    }

    [Fact]
    public void A_million_is_enough() => Assert.Null(Ff1.Refusal(128, 10, 6));

    [Fact]
    public void One_instance_serves_many_threads()
    {
        using var ff1 = new Ff1(Convert.FromHexString(Key), 10, 10);
        Parallel.For(0, 2000, _ => Assert.Equal("6657667009", Text(ff1, Digits, encrypt: true)));
    }

    static string Text(Ff1 ff1, string text, bool encrypt)
    {
        ushort[] numerals = [.. text.Select(letter => (ushort)Symbols.IndexOf(letter))];
        if (encrypt) ff1.Encrypt(numerals);
        else ff1.Decrypt(numerals);
        return string.Concat(numerals.Select(numeral => Symbols[numeral]));
    }
}
