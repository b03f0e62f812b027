namespace TrustCenter.Identities.Linkage.Tests;

public sealed class AttackTests
{
    static readonly EncodingProfile OneField = PprlSamples.Record with
    {
        Kind = FilterKind.Fields,
        Fields = [new() { Source = "familyName", Length = 512, Hashes = 10 }],
    };

    /// <summary>The first name once, the second twice, and so on; namesakes were born in different years.</summary>
    static PersonData[] Namesakes()
    {
        var names = Enumerable.Range(0, 4000).Select(i => new People((ulong)i).Next().FamilyName!).Distinct().Take(24);
        return
        [
            .. names.Index().SelectMany(name => Enumerable.Range(0, name.Index + 1).Select(i =>
                new PersonData { FamilyName = name.Item, BirthDate = $"{1930 + i}-0{1 + i % 9}-1{name.Index % 9}" })),
        ];
    }

    [Fact]
    public void Whole_values_fall_to_their_frequencies()
    {
        var result = FrequencyAlignment.Run(new(OneField, PprlSamples.Secret, Namesakes()));
        Assert.Equal((300, 300, 300), (result.Records, result.Guessed, result.Right));
        Assert.Equal(1, result.Rate);
    }

    [Fact]
    public void A_salt_that_namesakes_do_not_share_takes_their_frequencies_away()
    {
        var salted = OneField with { Fields = [OneField.Fields[0] with { Salt = "birthYear" }] };
        Assert.Equal(0, FrequencyAlignment.Run(new(salted, PprlSamples.Secret, Namesakes())).Right);
    }

    [Fact]
    public void Bits_that_belong_together_are_found_unless_they_are_diffused()
    {
        var plain = PatternMining.Run(new(OneField, PprlSamples.Secret, Namesakes()));
        var diffused = OneField with { Hardening = [new(Hardening.Diffuse, 5)] };
        var hardened = PatternMining.Run(new(diffused, PprlSamples.Secret, Namesakes()));
        Assert.True(plain.Right > hardened.Right, $"{plain} {hardened}");
    }

    [Fact]
    public void The_report_names_every_profile_its_worst_rate_and_what_it_does_not_show()
    {
        var report = SafetyReport.Write(
        [
            new(OneField with { Name = "weak one" }, [new("a", 1000, 900, 500, 10), new("b", 1000, 10, 2, 1)]),
            new(OneField with { Name = "strong one" }, [new("a", 1000, 0, 0, 0), new("b", 1000, 10, 9, 1)]),
        ]);
        foreach (var row in new[]
        {
            "| weak one | 500 of 1,000 (50.0 %) | 2 of 1,000 (0.2 %) | not safe |",
            "| strong one | none of 1,000 | 9 of 1,000 (0.9 %) | may be used |",
        })
            Assert.Contains(row, report, StringComparison.Ordinal);
        Assert.Contains("graph matching", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Standard_profiles_can_be_used_and_the_default_is_sparse()
    {
        foreach (var profile in new[]
        {
            StandardProfiles.Default("p"), StandardProfiles.Sparse("p"), StandardProfiles.Plain("p"),
            StandardProfiles.Weighted("p"), StandardProfiles.Separate("p"),
        })
            Assert.Equal((profile.Name, (string?)null), (profile.Name, profile.Fault()));
        var people = new People(8);
        var encoder = new FilterEncoder(StandardProfiles.Sparse("p"), PprlSamples.Secret);
        var ones = Enumerable.Range(0, 300).Average(_ => FilterBits.Count(encoder.Encode(people.Next())));
        Assert.InRange(ones / 1024, 0.1, 0.25);
    }
}
