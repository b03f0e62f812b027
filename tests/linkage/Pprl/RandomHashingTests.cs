using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage.Tests;

public sealed class RandomHashingTests
{
    static readonly RandomHashingProfile Federated = new()
    {
        Dialect = FilterDialect.Mainzelliste,
        Length = 800,
        Alphabet = "abcdefghijkalmnoprstuvmxyzABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789",
        Fields = ["firstName", "lastName", "birthDate", "gender"],
        Balanced = true,
    };

    static readonly RandomHashingSeeds Seeds = new(
        new Dictionary<string, long>
        {
            ["firstName"] = 487484864,
            ["lastName"] = 311296856,
            ["birthDate"] = 897689196,
            ["gender"] = 298767897,
        }.ToImmutableDictionary(), 154866848);

    static readonly Dictionary<string, string> Mustermann = new()
    {
        ["firstName"] = "HERR",
        ["lastName"] = "MUSTERMANN",
        ["birthDate"] = "19200101",
        ["gender"] = "m",
    };

    // The test vector that the federated client of the Mainzelliste publishes for its generator.
    const string Published = "aFRAty//BwRtDednRgb/Lwx9n6wFvdPhniK3dmEr03b4kcSZ+Jw68m++9h8FO43f+HHsEpk7Zc3YiF7Q9O8Upom5"
        + "zJKjzUElYlFubVjAAgJMQWCMME6Yp+wkPXjm2bBHckHVs6ZzJASI/vAub/fVVps2dfmhYrA0MGXjd/iFDIZ4bF0xscaz7bzTo+uJTwQg00"
        + "8EVBWnbxr/57bHC309SCdbbWSxZhi3l+neQ7g3RoGxXQVGrRzEQdmsNlw3yUxINQ65LIAcbUA=";

    [Theory]
    [InlineData(FilterDialect.Mainzelliste)]
    [InlineData(FilterDialect.Epix)]
    public void The_published_vector_of_the_federated_client_is_reproduced(FilterDialect dialect) =>
        Assert.Equal(Published, new RandomHashingEncoder(Federated with { Dialect = dialect }, Seeds)
            .EncodeText(Mustermann));

    // What java.util.Random gives (OpenJDK 17); its algorithm is defined by its documentation.
    [Theory]
    [InlineData(42, 100, 30, 63, 48, 84, 70)]
    [InlineData(1, 64, 46, 6, 26, 26, 13)]
    [InlineData(7, (1 << 30) + 1, 20678044, 747989380, 1053566254)]
    public void The_generator_is_the_one_that_Java_documents(long seed, int below, params int[] numbers)
    {
        var random = new JavaRandom(seed);
        Assert.Equal(numbers, numbers.Select(_ => random.Next(below)));
    }

    // The example of E-PIX's own description: bits 00111001000101010101 are nKgK.
    [Fact]
    public void Epix_writes_every_byte_and_the_client_leaves_zero_bytes_away()
    {
        var profile = new RandomHashingProfile { Length = 20, Fields = ["a"], Dialect = FilterDialect.Epix };
        var seeds = new RandomHashingSeeds(ImmutableDictionary<string, long>.Empty.Add("a", 1));
        static ulong[] Filter(string bits) =>
            [bits.Index().Aggregate(0UL, (sum, bit) => sum | (bit.Item == '1' ? 1UL << bit.Index : 0))];
        var epix = new RandomHashingEncoder(profile, seeds);
        var client = new RandomHashingEncoder(profile with { Dialect = FilterDialect.Mainzelliste }, seeds);

        Assert.Equal("nKgK", epix.Write(Filter("00111001000101010101")));
        Assert.Equal("nAAA", epix.Write(Filter("00111001000000000000")));
        Assert.Equal("nA==", client.Write(Filter("00111001000000000000")));
        Assert.Equal(epix.Read("nAAA"), epix.Read("nA=="));
    }

    [Fact]
    public void A_folded_filter_is_the_difference_of_its_parts()
    {
        var whole = Federated with { Balanced = false };
        var filter = new RandomHashingEncoder(whole, Seeds).Encode(Mustermann);
        var folded = new RandomHashingEncoder(whole with { Folds = 3 }, Seeds).Encode(Mustermann);
        bool Bit(ulong[] bits, int at) => (bits[at >> 6] >> at & 1) == 1;
        for (var i = 0; i < 200; i++)
            Assert.Equal(
                Bit(filter, i) ^ Bit(filter, i + 200) ^ Bit(filter, i + 400) ^ Bit(filter, i + 600), Bit(folded, i));
    }

    [Fact]
    public void The_half_of_a_balanced_filter_is_the_filter_before_balancing()
    {
        var encoder = new RandomHashingEncoder(Federated, Seeds);
        var plain = new RandomHashingEncoder(Federated with { Balanced = false }, Seeds);
        Assert.Equal(plain.Encode(Mustermann), encoder.Half(encoder.Read(Published)));
    }

    [Fact]
    public void What_the_alphabet_does_not_have_is_passed_over_and_a_missing_field_sets_nothing()
    {
        var encoder = new RandomHashingEncoder(Federated with { Balanced = false }, Seeds);
        Assert.Equal(0, FilterBits.Count(encoder.Encode(new Dictionary<string, string>())));
        Assert.Equal(0, FilterBits.Count(encoder.Encode(new Dictionary<string, string> { ["lastName"] = "ßßß" })));
        Assert.NotEqual(0, FilterBits.Count(encoder.Encode(new Dictionary<string, string> { ["lastName"] = "" })));
    }

    [Fact]
    public void A_profile_goes_through_JSON_and_a_missing_seed_is_told()
    {
        var read = RandomHashingProfile.Read(Federated.Write());
        Assert.Equal(Published, new RandomHashingEncoder(read, Seeds).EncodeText(Mustermann));
        var fewer = Seeds with { Fields = Seeds.Fields.Remove("gender") };
        Assert.Throws<FormatException>(() => new RandomHashingEncoder(Federated, fewer));
        Assert.Throws<FormatException>(() => RandomHashingProfile.Read(
            (Federated with { Folds = 2 }).Write()));
    }
}
