namespace TrustCenter.Consents.Tests;

public sealed class TemplateReferenceTests
{
    [Theory]
    [InlineData("Patienteneinwilligung MII|1.6.d", null, "Patienteneinwilligung MII", "1.6.d")]
    [InlineData("Patienteneinwilligung MII", null, "Patienteneinwilligung MII", null)]
    [InlineData("MII;Patienteneinwilligung MII;1.6.f", "MII", "Patienteneinwilligung MII", "1.6.f")]
    [InlineData("https://ths-greifswald.de/fhir/gics/QuestionnaireComposed/MII/Patienteneinwilligung+MII|1.7.2",
        "MII", "Patienteneinwilligung MII", "1.7.2")]
    [InlineData("https://ths-greifswald.de/fhir/gics/QuestionnaireComposed/MII/Patienteneinwilligung%20MII%7C1.7.2",
        "MII", "Patienteneinwilligung MII", "1.7.2")]
    [InlineData("https://ths-greifswald.de/fhir/gics/TemplateFrame/MII%7CPatienteneinwilligung+MII",
        "MII", "Patienteneinwilligung MII", null)]
    public void A_form_has_many_names(string text, string? domain, string name, string? version) =>
        Assert.Equal(new TemplateReference(domain, name, version), TemplateReference.TryParse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("|1.0")]
    [InlineData("a|b|c")]
    [InlineData("a;b")]
    [InlineData(";b;c")]
    [InlineData("https://ths-greifswald.de/fhir/gics/QuestionnaireComposed/MII")]
    [InlineData("https://ths-greifswald.de/fhir/gics/QuestionnaireComposed//x|1")]
    [InlineData("https://ths-greifswald.de/fhir/gics/TemplateFrame/MII")]
    public void What_names_no_form_is_nothing(string? text) => Assert.Null(TemplateReference.TryParse(text));

    [Fact]
    public void Composed_and_decomposed_umlauts_name_the_same_form()
    {
        var composed = TemplateReference.TryParse("Vollst\u00E4ndiger Widerruf|1");
        Assert.Equal(composed, TemplateReference.TryParse("Vollsta\u0308ndiger Widerruf|1"));
        Assert.Equal(StreamIds.OfTemplate("MII", "Vollst\u00E4ndiger Widerruf|1"),
            StreamIds.OfTemplate("MII", "Vollsta\u0308ndiger Widerruf|1"));
    }

    [Fact]
    public void Stream_ids_follow_from_names_and_stay_the_same_for_ever()
    {
        Assert.Equal(Guid.Parse("58d35e44-f26d-86c2-af6d-06ebc5bbd2b9"), StreamIds.OfDomain("MII"));
        Assert.NotEqual(StreamIds.OfTemplate("A", "B|1"), StreamIds.OfTemplate("AB", "|1"));
        Assert.Equal(8, StreamIds.OfDomain("MII").Version);
    }

    [Theory]
    [InlineData("P5Y", "P5Y")]
    [InlineData("p5y", "P5Y")]
    [InlineData("P1Y6M", "P1Y6M")]
    [InlineData("P2W", "P14D")]
    public void Periods_are_read_as_forms_write_them(string text, string written)
    {
        Assert.True(ValidityPeriod.TryParse(text, out var period));
        Assert.Equal(written, period.ToString());
    }

    [Theory]
    [InlineData("P")]
    [InlineData("5Y")]
    [InlineData("P0Y")]
    [InlineData("P-5Y")]
    [InlineData("P5Y\n")]
    [InlineData("PT5H")]
    [InlineData("P1M2Y")]
    public void Other_periods_are_not(string text) => Assert.False(ValidityPeriod.TryParse(text, out _));

    [Fact]
    public void Periods_are_compared_by_length()
    {
        ValidityPeriod.TryParse("P5Y", out var five);
        ValidityPeriod.TryParse("P61M", out var longer);
        Assert.True(longer > five && five <= longer && five < longer && longer >= five);
    }
}
