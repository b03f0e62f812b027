namespace TrustCenter.Identities.Linkage.Tests;

public sealed class FieldComparisonTests
{
    [Theory]
    [InlineData("1980-02-11", "1980-02-11", DateLevel.Same)]
    [InlineData("1980-02-11", "1980-11-02", DateLevel.Swapped)]
    [InlineData("1980-02-11", "1980-02-12", DateLevel.OneDigit)]
    [InlineData("1980-02-11", "1970-02-11", DateLevel.OneDigit)]
    [InlineData("1980-02-21", "1980-02-12", DateLevel.OneDigit)]
    [InlineData("1980-02-11", "1984-02-15", DateLevel.TwoDigits)]
    [InlineData("1980-05-17", "1980-01-01", DateLevel.YearOnly)]
    [InlineData("1980-05-17", "1980", DateLevel.YearOnly)]
    [InlineData("1989-05-17", "1990-05-17", DateLevel.OnePart)]
    [InlineData("1989-05-17", "1961-05-17", DateLevel.OnePart)]
    [InlineData("1989-05-17", "1990-05-28", DateLevel.OnePart)]
    [InlineData("1980-02-11", "1955-07-29", DateLevel.Different)]
    [InlineData("1980-02-11", "", DateLevel.Missing)]
    public void Dates(string left, string right, DateLevel level)
    {
        var (a, b) = (BirthDate.Read(left).Packed, BirthDate.Read(right).Packed);
        Assert.Equal(level, FieldComparison.Date(a, b));
        Assert.Equal(level, FieldComparison.Date(b, a));
    }

    [Theory]
    [InlineData("Anna", "ANNA", NameLevel.Same)]
    [InlineData("Anna Maria", "Annamaria", NameLevel.Same)]
    [InlineData("Jürgen", "Jurgen", NameLevel.Variant)]
    [InlineData("Anna Maria", "Maria Anna", NameLevel.Variant)]
    [InlineData("Katharina", "Kathrina", NameLevel.Close)]
    [InlineData("öSnke", "Sönke", NameLevel.Close)]
    [InlineData("Anna", "Anna-Lena", NameLevel.Part)]
    [InlineData("Anna-Maria", "Anna-Lena", NameLevel.Different)]
    [InlineData("Ole", "Ute", NameLevel.Different)]
    [InlineData("Leonie", "Leanei", NameLevel.Similar)]
    [InlineData("Anna Margarethe", "Margarete", NameLevel.Similar)]
    [InlineData("Stefan", "Stephan", NameLevel.Similar)]
    [InlineData("J.", "Johannes", NameLevel.Initial)]
    [InlineData("Alex", "Alexander", NameLevel.Initial)]
    [InlineData("Peter", "Ulrike", NameLevel.Different)]
    [InlineData("Mädchen", "Ulrike", NameLevel.Missing)]
    public void Given_names(string left, string right, NameLevel level)
    {
        var vocabulary = new Vocabulary();
        var (a, b) = (Person(vocabulary, given: left), Person(vocabulary, given: right));
        Assert.Equal(level, NameComparison.Level(vocabulary, a.Given, b.Given, given: true));
        Assert.Equal(level, NameComparison.Level(vocabulary, b.Given, a.Given, given: true));
    }

    [Theory]
    [InlineData("Müller-Voß", "", "Müller-Weber", "", NameLevel.Part)]
    [InlineData("von Groß", "", "Gross", "", NameLevel.Same)]
    [InlineData("Schulz", "Meier", "Meier", "", NameLevel.Linked)]
    [InlineData("Meier", "", "Schulz", "Maier", NameLevel.Linked)]
    [InlineData("Kowalczyk", "", "Kowalczik", "", NameLevel.Close)]
    [InlineData("J", "", "Johannsen", "", NameLevel.Different)]
    [InlineData("", "Meier", "Meier", "", NameLevel.Missing)]
    public void Family_names(string left, string leftBirth, string right, string rightBirth, NameLevel level)
    {
        var vocabulary = new Vocabulary();
        var a = Person(vocabulary, given: "Anna", family: left, birth: leftBirth);
        var b = Person(vocabulary, given: "Anna", family: right, birth: rightBirth);
        Assert.Equal((int)level, PairLevels.Of(vocabulary, a, b)[Fields.Family]);
    }

    [Fact]
    public void Names_in_each_others_place_are_found_whatever_else_is_wrong_with_them()
    {
        var vocabulary = new Vocabulary();
        var levels = PairLevels.Of(
            vocabulary, Person(vocabulary, given: "Sigrid", family: "Brandt"),
            Person(vocabulary, given: "Brand", family: "Sigrid"));

        Assert.True(levels.Swapped);
        Assert.Equal((int)NameLevel.Same, levels[Fields.Given]);
        Assert.Equal((int)NameLevel.Close, levels[Fields.Family]);
    }

    [Theory]
    [InlineData("17489", "Greifswald", "17489", "Greifswald", PlaceLevel.Same)]
    [InlineData("17489", "Greifswald", "17489", "Greifswlad", PlaceLevel.Close)]
    [InlineData("17489", "Greifswald", "17498", "Greifswald", PlaceLevel.Close)]
    [InlineData("17489", "", "17489", "Greifswald", PlaceLevel.Close)]
    [InlineData("17489", "Greifswald", "17489", "Rostock", PlaceLevel.SamePostcode)]
    [InlineData("10115", "Berlin", "13599", "Berlin", PlaceLevel.SameCity)]
    [InlineData("17489", "Greifswald", "17439", "Anklam", PlaceLevel.Similar)]
    [InlineData("17489", "Greifswald", "17033", "Neubrandenburg", PlaceLevel.SameRegion)]
    [InlineData("17489", "Greifswald", "80331", "München", PlaceLevel.Different)]
    [InlineData("", "", "80331", "München", PlaceLevel.Missing)]
    public void Places(string postcode, string city, string otherPostcode, string otherCity, PlaceLevel level)
    {
        var vocabulary = new Vocabulary();
        var a = Person(vocabulary, postcode: postcode, city: city);
        var b = Person(vocabulary, postcode: otherPostcode, city: otherCity);
        Assert.Equal(level, FieldComparison.Place(vocabulary, a, b));
        Assert.Equal(level, FieldComparison.Place(vocabulary, b, a));
    }

    [Theory]
    [InlineData("Lange Straße 12", "Lange Str. 12", StreetLevel.Same)]
    [InlineData("Lange Straße 12", "Lamge Str. 12", StreetLevel.Close)]
    [InlineData("Lange Straße 12", "Lange Str. 13", StreetLevel.SameStreet)]
    [InlineData("Lange Straße 12", "Lamge Straße", StreetLevel.SimilarStreet)]
    [InlineData("Lange Straße 12", "Am Wall 12", StreetLevel.SameNumber)]
    [InlineData("Lange Straße 12", "Am Wall 3", StreetLevel.Different)]
    [InlineData("Lange Straße 12", "", StreetLevel.Missing)]
    public void Streets(string left, string right, StreetLevel level)
    {
        var vocabulary = new Vocabulary();
        Assert.Equal(level, FieldComparison.Street(
            vocabulary, Person(vocabulary, street: left), Person(vocabulary, street: right)));
    }

    static ComparablePerson Person(
        Vocabulary vocabulary, string given = "", string family = "", string birth = "", string postcode = "",
        string city = "", string street = "") => vocabulary.Intern(NormalisedPerson.Of(new()
        {
            GivenName = given,
            FamilyName = family,
            BirthName = birth,
            Postcode = postcode,
            City = city,
            Street = street,
        }));
}
