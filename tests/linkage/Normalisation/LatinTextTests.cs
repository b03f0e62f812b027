using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Identities.Linkage.Tests;

public sealed class LatinTextTests
{
    public static readonly TheoryData<string, string> Names = new()
    {
        { "Müller", "MUELLER" },
        { "Größlein", "GROESSLEIN" },
        { "GROẞMANN", "GROSSMANN" },
        { "Weiß", "WEISS" },
        { "Ångström", "AANGSTROEM" },
        { "Łukasz Żółć", "LUKASZ ZOLC" },
        { "Wałęsa", "WALESA" },
        { "Işıl", "ISIL" },
        { "İbrahim", "IBRAHIM" },
        { "Şağdıç", "SAGDIC" },
        { "Dvořák", "DVORAK" },
        { "Đorđević", "DORDEVIC" },
        { "Peña", "PENA" },
        { "Þórðarson", "THORDARSON" },
        { "O’Neill", "ONEILL" },
        { "D'Angelo", "DANGELO" },
        { "Παπαδόπουλος", "PAPADOPOYLOS" },
        { "Θεοδωράκης", "THEODORAKIS" },
        { "Щербаков", "SHCHERBAKOV" },
        { "Юлия", "IULIIA" },
        { "Ельцин", "ELTSIN" },
        { "Зеленський", "ZELENSKII" },
        { "محمد", "MHMD" },
        { "خالد", "KHALD" },
        { "Meyer - Voß", "MEYER VOSS" },
        { "  jean-luc ", "JEAN LUC" },
        { "ﬁscher", "FISCHER" },
        { "Ｍｅｙｅｒ", "MEYER" },
        { "陳", "陳" },
        { "", "" },
        { "--", "" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Names_of_many_scripts_are_written_from_A_to_Z_under_every_culture(string name, string folded)
    {
        foreach (var culture in (string[])["", "de-DE", "tr-TR", "az-AZ", "ar-SA", "lt-LT", "el-GR"])
        {
            var before = CultureInfo.CurrentCulture;
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            try
            {
                Assert.Equal(folded, LatinText.Fold(name));
                Assert.Equal(folded, LatinText.Fold(name.Normalize(NormalizationForm.FormD)));
                Assert.Equal(folded, LatinText.Fold(name.Normalize(NormalizationForm.FormC)));
            }
            finally
            {
                CultureInfo.CurrentCulture = before;
            }
        }
    }

    [Theory]
    [InlineData("MUELLER", "MULLER")]
    [InlineData("SCHAEFER", "SCHAFER")]
    [InlineData("GOETHE", "GOTHE")]
    [InlineData("BAUER", "BAUER")]
    [InlineData("NEUER", "NEUER")]
    [InlineData("QUELLE", "QUELLE")]
    [InlineData("UEBEL", "UBEL")]
    [InlineData("MEYER", "MEYER")]
    public void Umlauts_are_taken_away_only_where_they_may_be(string name, string bare) =>
        Assert.Equal(bare, LatinText.WithoutUmlauts(name));

    [Fact]
    public void Folding_twice_changes_nothing() =>
        Prop.ForAll<string?>(text =>
        {
            var folded = LatinText.Fold(text);
            return LatinText.Fold(folded) == folded
                && !folded.Contains("  ", StringComparison.Ordinal) && folded.Trim() == folded;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_lone_surrogate_breaks_nothing() => Assert.Equal("A B", LatinText.Fold("a\uD800b"));
}
