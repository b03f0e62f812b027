namespace TrustCenter.Identities.Linkage.Tests;

/// <summary>Ratios computed by hand from the definition; a site that changes over keeps its results.</summary>
public sealed class EpixTests
{
    static readonly string Xml = Sources.Text("../configurations/epix.xml");
    static readonly EpixConfiguration Configuration = EpixConfiguration.Read(Xml);
    static readonly EpixWeighting Weighting = new(Configuration);

    static readonly PersonData Anna = new()
    {
        GivenName = "Anna",
        FamilyName = "Meier",
        BirthDate = "1980-02-01",
        Sex = "w",
    };

    static void Scores(double expected, PersonData left, PersonData right, EpixWeighting? weighting = null) =>
        Assert.Equal(expected, (weighting ?? Weighting).Score(left, right), 1e-12);

    [Fact]
    public void The_file_is_read()
    {
        Assert.Equal((2.99, 14.5), (Configuration.Possible, Configuration.Automatic));
        Assert.Equal([8, 6, 3, 9], Configuration.Fields.Select(field => field.Weight));
        Assert.True(Configuration.Fields[3].CountsDigits);
        Assert.Equal(11, Configuration.Preprocessing[0].Replacements.Length);
    }

    [Fact]
    public void Nothing_against_it_is_a_thousand()
    {
        Scores(1000, Anna, Anna);
        // A name within its threshold speaks for the match with less, and nothing speaks against it.
        Scores(1000, Anna with { FamilyName = "Müller" }, Anna with { FamilyName = "Müllert" });
    }

    [Fact]
    public void Each_field_is_for_or_against()
    {
        Scores((8.0 + 6 + 9) / 3, Anna, Anna with { Sex = "m" });
        Scores((8.0 + 6 + 3) / (9 * (1 - 7.0 / 8)), Anna, Anna with { BirthDate = "1980-02-02" });
        Scores((8.0 + 3 + 9) / 6, Anna, Anna with { FamilyName = "Schulz" });
        Scores((6.0 + 3 + 9) / (8 * (1 - 3.0 / 4)), Anna, Anna with { GivenName = "Anne" });
    }

    [Fact]
    public void Names_are_prepared()
    {
        Scores(1000, Anna with { FamilyName = "Prof. Dr. Groß-Meier" }, Anna with { FamilyName = "gross Meier" });
        Scores(1000, Anna with { GivenName = "André" }, Anna with { GivenName = "Andre" });
    }

    [Fact]
    public void A_large_ratio_is_cut()
    {
        var close = new EpixWeighting(Configuration with
        {
            Fields = [.. Configuration.Fields.Select(field => field with { MatchingThreshold = 0.999, Weight = 1 })],
        });
        var (left, right) = (new string('a', 500), new string('a', 499) + "b");
        Scores(999, Anna with { FamilyName = left }, Anna with { FamilyName = right }, close);
    }

    [Fact]
    public void Several_values_are_tried_in_every_selection_and_order()
    {
        var values = new EpixMultipleValues(" ", 0.1, 0.1, 0.2);
        var several = new EpixWeighting(new(
            [],
            [
                new("firstName", 0, false, 0.8, 8, "Levenshtein", values),
                new("lastName", 0, false, 0.8, 6, "Levenshtein", null),
            ],
            1, 10));

        PersonData Named(string given) => new() { GivenName = given, FamilyName = "Meier" };
        Scores(1000, Named("Anna Maria"), Named("Anna Maria"), several);
        Scores(1000, Named("Anna Maria"), Named("Maria"), several); // 0.9, above its threshold
        Assert.Equal(["B", "A", "BA", "AB"], EpixValues.Of(Field(values), true, "A B").Texts);
        Assert.Equal(2, EpixValues.Of(Field(values), true, "A B").Incomplete);
        Assert.Equal(1, EpixValues.Of(Field(values), false, "A B").Incomplete);
        Assert.Equal(15, EpixValues.Of(Field(values), true, "A B C").Texts.Length);
        Assert.Equal("ABC", EpixValues.Of(Field(values), true, "A B C").Texts[^1]);
        Assert.Equal(9, EpixValues.Of(Field(values), true, "A B C").Incomplete);
        Assert.Throws<FormatException>(() => EpixValues.Of(Field(values), true, "A B C D E F G"));
    }

    [Fact]
    public void Left_out_values_cost_their_penalty()
    {
        var strict = new EpixMultipleValues(" ", 0.15, 0.25, 0.35);
        var several = new EpixWeighting(new(
            [],
            [
                new("firstName", 0, false, 0.95, 8, "Levenshtein", strict),
                new("lastName", 0, false, 0.8, 6, "Levenshtein", null),
            ],
            1, 10));

        PersonData Named(string given) => new() { GivenName = given, FamilyName = "X" };
        Scores(6 / (8 * 0.25), Named("Anna Maria"), Named("Anna"), several);
        Scores(6 / (8 * 0.35), Named("Anna Xxxxxx"), Named("Yyyyyy Anna"), several);
        Scores(6 / (8 * 0.15), Named("Anna Maria"), Named("Maria Anna"), several);
    }

    [Fact]
    public void What_blocking_keeps_apart_is_no_match()
    {
        var (a, b) = (Weighting.Prepare(Anna), Weighting.Prepare(Anna with { BirthDate = "2013-12-31" }));
        Assert.False(Weighting.Compared(a, b));
        Assert.Equal(Outcome.NonMatch, Weighting.OutcomeOf(a, b, 20));
        Assert.Equal(Outcome.Match, Weighting.OutcomeOf(a, a, 20));
        Assert.Equal(4.0 / 6, EpixBlocking.Bound("AAAAAA", "AAAAAA", false));
        Assert.Equal(1, EpixBlocking.Bound("ANNE", "ENNA", false));
        Assert.Equal(0.75, EpixBlocking.Bound("1980", "1981", true));
    }

    [Theory]
    [InlineData("<x>")]
    [InlineData("<x/>")]
    [InlineData("<x><matching><field><name>a</name><algorithm>b.Unheard</algorithm></field></matching></x>")]
    [InlineData("<!DOCTYPE x [<!ENTITY e 'e'>]><x>&e;</x>")]
    public void What_is_not_known_is_said(string xml) =>
        Assert.Throws<FormatException>(() => EpixConfiguration.Read(xml));

    static EpixField Field(EpixMultipleValues values) => new("firstName", 0, false, 0.8, 8, "Levenshtein", values);
}
