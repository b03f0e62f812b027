using System.Globalization;

namespace TrustCenter.Identities.Linkage.Tests;

public sealed class EncoderTests
{
    [Fact]
    public void The_same_record_gives_the_bits_of_the_golden_vectors_under_any_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            foreach (var culture in new[] { "", "de-DE", "tr-TR", "ar-SA", "th-TH" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                foreach (var (name, filter) in Golden())
                    Assert.Equal((name, Vectors[name]), (name, filter));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Spellings_of_one_value_give_one_filter()
    {
        var written = PprlSamples.Anna with
        {
            GivenName = "  anna lena ",
            FamilyName = "Dr. MUELLER",
            BirthDate = "19.6.1985",
            Postcode = "D-17489",
            Street = "Lange Str. 12 a",
        };
        Assert.Equal(
            PprlSamples.Encode(PprlSamples.Record, PprlSamples.Anna), PprlSamples.Encode(PprlSamples.Record, written));
    }

    [Theory]
    [InlineData(FilterKind.Record)]
    [InlineData(FilterKind.Weighted)]
    [InlineData(FilterKind.Fields)]
    public void A_typing_error_leaves_filters_alike_and_another_person_does_not(FilterKind kind)
    {
        var profile = kind switch
        {
            FilterKind.Record => PprlSamples.Record,
            FilterKind.Weighted => PprlSamples.Weighted,
            _ => PprlSamples.Fields,
        };
        var anna = PprlSamples.Encode(profile, PprlSamples.Anna);
        var typed = PprlSamples.Encode(profile, PprlSamples.Anna with { FamilyName = "Mühler" });
        var other = PprlSamples.Encode(profile, new()
        {
            GivenName = "Jörg",
            FamilyName = "Schwarz",
            BirthDate = "1951-12-03",
            Postcode = "80331",
            Street = "Am Ring 4",
        });
        Assert.InRange(PprlSamples.Dice(anna, typed), 0.85, 0.999);
        Assert.InRange(PprlSamples.Dice(anna, other), 0, 0.55);
    }

    [Fact]
    public void Names_of_one_key_may_change_places_and_those_of_two_may_not()
    {
        var swapped = PprlSamples.Anna with { GivenName = "Müller", FamilyName = "Anna-Lena" };
        EncodingProfile Profile(string? family) => PprlSamples.Record with
        {
            Fields =
            [
                new() { Source = "givenName", KeyName = "name", Hashes = 8 },
                new() { Source = "familyName", KeyName = family, Hashes = 8 },
            ],
        };
        double Alike(string? family) => PprlSamples.Dice(
            PprlSamples.Encode(Profile(family), PprlSamples.Anna), PprlSamples.Encode(Profile(family), swapped));

        Assert.Equal(1, Alike("name"));
        Assert.InRange(Alike(null), 0, 0.3);
    }

    [Fact]
    public void Bits_of_a_value_do_not_depend_on_how_long_it_is()
    {
        var profile = PprlSamples.Record with { Fields = [new() { Source = "familyName", Bits = 60 }] };
        foreach (var name in new[] { "Ott", "Schmidt", "Leutheusser", "Wolkenstein-Trostburg" })
            Assert.InRange(
                FilterBits.Count(PprlSamples.Encode(profile, new() { FamilyName = name })), 48, 66);
    }

    [Fact]
    public void Another_secret_or_project_gives_unrelated_bits()
    {
        var anna = PprlSamples.Encode(PprlSamples.Record, PprlSamples.Anna);
        var project = PprlSamples.Encode(PprlSamples.Record with { Project = "other" }, PprlSamples.Anna);
        var secret = new FilterEncoder(PprlSamples.Record, new("another secret of the tests, 32 b"u8))
            .Encode(PprlSamples.Anna);
        Assert.InRange(PprlSamples.Dice(anna, project), 0, 0.4);
        Assert.InRange(PprlSamples.Dice(anna, secret), 0, 0.4);
    }

    [Fact]
    public void A_salt_separates_equal_values_of_people_who_do_not_share_it()
    {
        var profile = PprlSamples.Record with
        {
            Fields = [new() { Source = "familyName", Hashes = 8, Salt = "birthYear" }],
        };
        ulong[] Born(string date) => PprlSamples.Encode(profile, new() { FamilyName = "Schmidt", BirthDate = date });
        Assert.Equal(Born("1985-01-02"), Born("1985-12-31"));
        Assert.InRange(PprlSamples.Dice(Born("1985-01-02"), Born("1986-01-02")), 0, 0.3);
    }

    [Fact]
    public void A_field_that_is_not_known_leaves_its_filter_empty_even_when_balanced()
    {
        var encoder = new FilterEncoder(
            PprlSamples.Fields.With(new HardeningStep(Hardening.Balance)), PprlSamples.Secret);
        var filter = encoder.Encode(new() { FamilyName = "Müller" });
        foreach (var slot in encoder.Slots)
        {
            var ones = FilterBits.Count(filter.AsSpan(slot.Start, slot.Words));
            Assert.Equal(slot.Name == "familyName" ? slot.Length / 2 : 0, ones);
        }
    }

    [Fact]
    public void What_was_encoded_before_does_not_change_a_filter()
    {
        var encoder = new FilterEncoder(PprlSamples.Weighted, PprlSamples.Secret);
        var people = new People(3);
        for (var i = 0; i < 200; i++)
        {
            var person = people.Next();
            Assert.Equal(PprlSamples.Encode(PprlSamples.Weighted, person), encoder.Encode(person));
        }
    }

    [Theory]
    [InlineData("surname", 8, 0, 1024, "'surname' is no field.")]
    [InlineData("familyName", 8, 8, 1024, "'familyName': either hashes or bits must be given.")]
    [InlineData("familyName", 0, 0, 1024, "'familyName': either hashes or bits must be given.")]
    [InlineData("familyName", 8, 0, 1000, "The filter: 1000 bits cannot be; multiples of 64 up to 4096 can.")]
    [InlineData("familyName", 300, 0, 512, "'familyName': too many positions.")]
    public void A_profile_that_cannot_be_used_says_why(string source, int hashes, int bits, int length, string fault)
    {
        var profile = PprlSamples.Record with
        {
            Length = length,
            Fields = [new() { Source = source, Hashes = hashes, Bits = bits }],
        };
        Assert.Equal(fault, profile.Fault());
        Assert.Throws<FormatException>(() => new FilterEncoder(profile, PprlSamples.Secret));
    }

    [Fact]
    public void A_profile_made_for_another_secret_is_refused()
    {
        var profile = PprlSamples.Record with { SecretCheck = PprlSamples.Secret.Check("tests") };
        PprlSamples.Encode(profile, PprlSamples.Anna);
        Assert.Throws<FormatException>(() => new FilterEncoder(profile, new("another secret of the tests, 32 b"u8)));
        Assert.Throws<ArgumentException>(() => new ProjectSecret("short"u8));
    }

    static IEnumerable<(string Name, string Filter)> Golden()
    {
        var profiles = new[]
        {
            PprlSamples.Record, PprlSamples.Weighted, PprlSamples.Fields,
            PprlSamples.Record.With(new HardeningStep(Hardening.Diffuse, 5)) with { Name = "diffused" },
            PprlSamples.Record.With(new HardeningStep(Hardening.Balance), new(Hardening.Fold, 1))
                with { Name = "balanced" },
            PprlSamples.Record.With(new HardeningStep(Hardening.Rule90), new(Hardening.Permute))
                with { Name = "rule90" },
            PprlSamples.Record.With(new HardeningStep(Hardening.Blip, 50)) with { Name = "blip" },
        };
        foreach (var profile in profiles)
        {
            var filter = PprlSamples.Encode(profile, PprlSamples.Anna);
            yield return (profile.Name, Convert.ToBase64String(FilterBits.Bytes(filter, filter.Length * 64)));
        }
    }

    static Dictionary<string, string> Vectors { get; } = Sources.Text("golden.txt")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#')
        .Select(line => line.Split(' ')).ToDictionary(words => words[0], words => words[1]);
}
