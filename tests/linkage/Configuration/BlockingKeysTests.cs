namespace TrustCenter.Identities.Linkage.Tests;

public sealed class BlockingKeysTests
{
    static readonly PersonData Anna = new()
    {
        GivenName = "Anna Lena",
        FamilyName = "Schmidt",
        BirthName = "Weiß",
        BirthDate = "1980-02-01",
        Postcode = "17489",
        Street = "Lange Straße 12",
    };

    static IEnumerable<string> Keys(PersonData person) =>
        BlockingKeys.Of(NormalisedPerson.Of(person, "kvnr"), BlockingPlan.Usual, 0);

    [Fact]
    public void Pairs_meet_whatever_single_thing_is_wrong()
    {
        PersonData[] wrong =
        [
            Anna with { FamilyName = "Schmitt" }, Anna with { GivenName = "Ana" },
            Anna with { BirthDate = "1980-01-02" }, Anna with { BirthDate = "1981-02-01" },
            Anna with { BirthDate = "" }, Anna with { Postcode = "", Street = "" },
            Anna with { GivenName = "Schmidt", FamilyName = "Anna Lena" }, Anna with { FamilyName = "Weiss" },
            Anna with { FamilyName = "Xyzq", BirthDate = "" }, new() { BirthDate = "1.2.1980" },
        ];
        Assert.All(wrong, person => Assert.NotEmpty(Keys(Anna).Intersect(Keys(person))));
    }

    [Fact]
    public void What_is_missing_or_a_placeholder_makes_no_key()
    {
        Assert.Empty(Keys(new()));
        Assert.Empty(Keys(new() { GivenName = "unbekannt", BirthDate = "9999-12-31", Postcode = "00000" }));
    }

    [Fact]
    public void Identifiers_are_keys_and_other_further_fields_are_not()
    {
        var person = NormalisedPerson.Of(
            new() { More = Anna.More.Add("kvnr", "A1").Add("state", "MV") }, "kvnr", "state");
        Assert.Equal(["i|0 A1"], BlockingKeys.Of(person, BlockingPlan.Usual, 0));
        Assert.Empty(BlockingKeys.Of(person, BlockingPlan.Usual));
    }
}
