namespace TrustCenter.Identities.Linkage.Tests;

/// <summary>Scores computed by hand from the definition; a site that changes over keeps its results.</summary>
public sealed class EpiLinkTests
{
    static readonly MainzellisteConfiguration Configuration =
        MainzellisteConfiguration.Read(Sources.Text("../configurations/mainzelliste.conf"));

    static readonly EpiLinkWeighting Weighting = new(Configuration);
    static readonly double First = Math.Log2(0.99 / 0.000235);
    static readonly double Last = Math.Log2(0.992 / 0.0000271);
    static readonly double Day = Math.Log2(0.995 / 0.0333);
    static readonly double Month = Math.Log2(0.998 / 0.0833);
    static readonly double Year = Math.Log2(0.996 / 0.0286);
    static readonly double Home = Math.Log2(0.96 / 0.01);

    static readonly PersonData Anna = new()
    {
        GivenName = "Anna",
        FamilyName = "Meier",
        BirthDate = "1980-02-01",
        Postcode = "17489",
        City = "Greifswald",
    };

    static double All => First + Last + Day + Month + Year + 2 * Home;

    static void Scores(double expected, PersonData left, PersonData right) =>
        Assert.Equal(expected, Weighting.Score(left, right), 1e-12);

    [Fact]
    public void The_file_is_read()
    {
        Assert.Equal(8, Configuration.Fields.Length);
        Assert.Equal(["vorname", "nachname", "geburtsname"], Configuration.Groups.Single());
        Assert.Equal((0.95, 0.6), (Configuration.MatchFrom, Configuration.NonMatchTo));
        Assert.Equal(12.04, Configuration.Fields.Single(field => field.Name == "vorname").Weight, 2);
        Assert.Equal(15.16, Configuration.Fields.Single(field => field.Name == "nachname").Weight, 2);
    }

    [Fact]
    public void The_same_person_scores_one() => Scores(1, Anna, Anna);

    [Fact]
    public void A_letter_wrong_costs_its_bigrams() => // _M ME EI IE ER R_ and _M MA AI IE ER R_ share four of six
        Scores((All - Last / 3) / All, Anna, Anna with { FamilyName = "Maier" });

    [Fact]
    public void Missing_fields_do_not_count() =>
        Scores((All - Home - Day) / (All - Home), Anna, Anna with { City = "", BirthDate = "1980-02-03" });

    [Fact]
    public void Names_in_each_others_place_are_put_right() =>
        Scores(1, Anna, Anna with { GivenName = "Meier", FamilyName = "Anna" });

    [Fact]
    public void A_birth_name_meets_a_family_name()
    {
        // Family and birth name weigh the same, and the order with Schulz unmatched is best: first, then Meier.
        var married = Anna with { FamilyName = "Schulz", BirthName = "Meier" };
        Scores(1, Anna, married);
    }

    [Fact]
    public void Titles_particles_and_double_names_are_components()
    {
        Scores(1, Anna, Anna with { GivenName = "Anna-Maria" });
        Scores(1, Anna with { FamilyName = "von Meier" }, Anna);
        Scores(1, Anna with { FamilyName = "Meier-Vogt" }, Anna with { FamilyName = "Vogt Meier" });
        // ANNA LENA and ANNA MARIA: the second pair shares of _L LE EN NA A_ and _M MA AR RI IA A_ one of eleven.
        Scores((All - First * (1 - (1 + 2.0 / 11) / 2)) / All,
            Anna with { GivenName = "Anna Lena" }, Anna with { GivenName = "Anna Maria" });
    }

    [Fact]
    public void Umlauts_are_spelt_out() =>
        Scores(1, Anna with { FamilyName = "Größer" }, Anna with { FamilyName = "GROESSER." });

    [Fact]
    public void Numbers_are_compared_as_numbers() => Scores(1, Anna, Anna with { BirthDate = "1.2.1980" });

    [Fact]
    public void Without_any_name_the_weight_is_minus_infinity() =>
        Assert.Equal(double.NegativeInfinity, Weighting.Score(
            Anna with { GivenName = "", FamilyName = "" }, Anna with { GivenName = "", FamilyName = "" }));

    [Theory]
    [InlineData(0.95, Outcome.Match)]
    [InlineData(0.9499, Outcome.Possible)]
    [InlineData(0.6, Outcome.NonMatch)]
    public void Thresholds_are_exclusive_below_and_inclusive_above(double weight, Outcome outcome) =>
        Assert.Equal(outcome, Weighting.OutcomeOf(weight));

    [Theory]
    [InlineData("field.a.type=PlainTextField\nfield.a.comparator=SomeComparator")]
    [InlineData("matcher.epilink.threshold_match = x")]
    [InlineData("")]
    public void What_is_not_known_is_said(string text) =>
        Assert.Throws<FormatException>(() => MainzellisteConfiguration.Read(text));

    [Fact]
    public void Properties_are_read_as_Java_does()
    {
        var read = JavaProperties.Read("! no\n a\\=b : c\\\n   d \\u00e4\nempty\n# no\nkey value = x\ne=\\\\\n");

        Assert.Equal("cd ä", read["a=b"]);
        Assert.Equal("", read["empty"]);
        Assert.Equal("value = x", read["key"]);
        Assert.Equal("\\", read["e"]);
        Assert.Equal(4, read.Count);
    }
}
