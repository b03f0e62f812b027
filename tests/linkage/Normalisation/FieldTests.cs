namespace TrustCenter.Identities.Linkage.Tests;

public sealed class FieldTests
{
    [Theory]
    [InlineData("1985-06-19", 1985, 6, 19)]
    [InlineData("19850619", 1985, 6, 19)]
    [InlineData("19.06.1985", 1985, 6, 19)]
    [InlineData("9.6.1985", 1985, 6, 9)]
    [InlineData("1985-06", 1985, 6, 0)]
    [InlineData("1985", 1985, 0, 0)]
    [InlineData("1985-06-19T10:00:00Z", 1985, 6, 19)]
    [InlineData("19851906", 1985, 19, 6)]
    [InlineData("0001-01-01", 0, 0, 0)]
    [InlineData("9999-12-31", 0, 0, 0)]
    [InlineData("yesterday", 0, 0, 0)]
    [InlineData("1.2.3.4", 0, 0, 0)]
    [InlineData("", 0, 0, 0)]
    public void Dates_are_read_as_written(string text, int year, int month, int day)
    {
        var date = BirthDate.Read(text);
        Assert.Equal(new BirthDate(year, month, day), date);
        Assert.Equal(date, BirthDate.Unpack(date.Packed));
    }

    [Theory]
    [InlineData("Lange Straße 12a", "LANGESTR", "12A")]
    [InlineData("Lange Str. 12 a", "LANGESTR", "12A")]
    [InlineData("Langestr. 12A", "LANGESTR", "12A")]
    [InlineData("Karl-Müller-Straße 7", "KARLMUELLERSTR", "7")]
    [InlineData("Straße des 17. Juni 135", "STRASSEDES", "17JUNI135")]
    [InlineData("221b Baker Street", "BAKERSTREET", "221B")]
    [InlineData("Marktplatz", "MARKTPL", "")]
    [InlineData("", "", "")]
    public void Streets_and_numbers_are_parted(string line, string street, string number) =>
        Assert.Equal((street, number), Address.Line(line));

    [Theory]
    [InlineData("D-17489", "17489")]
    [InlineData("17489", "17489")]
    [InlineData("SW1A 1AA", "SW1A1AA")]
    [InlineData("00000", "")]
    [InlineData("99999", "")]
    [InlineData(null, "")]
    public void Postcodes(string? text, string code) => Assert.Equal(code, Address.Postcode(text));

    [Theory]
    [InlineData("+49 3834 86-0", "3834860")]
    [InlineData("03834/860", "3834860")]
    [InlineData("0049 (0)3834 860", "3834860")]
    [InlineData("+43 1 23456", "43123456")]
    public void Telephone_numbers_are_national(string text, string digits) =>
        Assert.Equal(digits, Address.Phone(text));

    [Theory]
    [InlineData("Frankfurt (Main)", "FRANKFURT")]
    [InlineData("Köln", "KOELN")]
    [InlineData("Bad Oldesloe", "BADOLDESLOE")]
    public void Towns(string text, string town) => Assert.Equal(town, Address.City(text));

    [Fact]
    public void A_person_is_normalised_whole()
    {
        var person = NormalisedPerson.Of(
            new PersonData
            {
                GivenName = "Änne",
                FamilyName = "von Groß",
                BirthName = "Gross",
                BirthDate = "1.2.1950",
                Sex = "weiblich",
                Street = "Am Wall 3",
                Postcode = "D-17489",
                City = "Greifswald",
                Phone = "03834 1",
            },
            "kvnr");

        Assert.Equal("AENNE", person.Given.Text);
        Assert.Equal("GROSS", person.Family.Text);
        Assert.True(person.Birth.IsMissing); // it says nothing more than the family name
        Assert.Equal('F', person.Sex);
        Assert.Equal(("AMWALL", "3"), (person.Street, person.HouseNumber));
        Assert.Equal([""], person.More);
    }
}
