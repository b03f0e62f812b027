namespace TrustCenter.Identities.Linkage.Tests;

public sealed class PersonNameTests
{
    [Theory]
    [InlineData("Dr. med. Freiherr von Meyer-Voß", "MEYER VOSS")]
    [InlineData("von der Leyen", "LEYEN")]
    [InlineData("van den Berg", "BERG")]
    [InlineData("zu Guttenberg", "GUTTENBERG")]
    [InlineData("de la Cruz", "CRUZ")]
    [InlineData("Prof. Dr. Müller", "MUELLER")]
    [InlineData("Müller Lüdenscheidt", "MUELLER LUEDENSCHEIDT")]
    [InlineData("Von", "VON")]
    [InlineData("Le", "LE")]
    [InlineData("van", "VAN")]
    [InlineData("Graf", "GRAF")]
    [InlineData("García y Vega", "GARCIA VEGA")]
    public void Titles_and_particles_go_but_never_the_whole_name(string name, string parts) =>
        Assert.Equal(parts, PersonName.Family(name).ToString());

    [Theory]
    [InlineData("Dr. Anna-Maria", "ANNA MARIA", "ANNAMARIA")]
    [InlineData("Jean Luc", "JEAN LUC", "JEANLUC")]
    [InlineData("J.", "J", "J")]
    public void Given_names_keep_their_parts(string name, string parts, string text)
    {
        Assert.Equal(parts, PersonName.Given(name).ToString());
        Assert.Equal(text, PersonName.Given(name).Text);
    }

    [Theory]
    [InlineData("Junge")]
    [InlineData("Mädchen")]
    [InlineData("unbekannt")]
    [InlineData("Sohn")]
    [InlineData("Zwilling I")]
    [InlineData("Baby")]
    [InlineData("N.N.")]
    [InlineData("")]
    [InlineData(null)]
    public void A_newborn_without_a_name_has_none(string? name) => Assert.True(PersonName.Given(name).IsMissing);

    [Fact]
    public void Composed_decomposed_and_spelt_umlauts_are_one_name()
    {
        Assert.Equal(PersonName.Family("Müller"), PersonName.Family("Mu\u0308ller"));
        Assert.Equal(PersonName.Family("Müller"), PersonName.Family("Mueller"));
        Assert.Equal(PersonName.Family("Müller").Bare, PersonName.Family("Muller").Bare);
        Assert.NotEqual(PersonName.Family("Müller"), PersonName.Family("Muller"));
    }
}
