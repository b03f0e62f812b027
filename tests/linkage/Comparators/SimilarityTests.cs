using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Identities.Linkage.Tests;

public sealed class SimilarityTests
{
    // Winkler 1994, table of string comparator values; rounded to three digits there.
    [Theory]
    [InlineData("SHACKLEFORD", "SHACKELFORD", 0.970, 0.982)]
    [InlineData("DUNNINGHAM", "CUNNIGHAM", 0.896, 0.896)]
    [InlineData("NICHLESON", "NICHULSON", 0.926, 0.956)]
    [InlineData("JONES", "JOHNSON", 0.790, 0.832)]
    [InlineData("MASSEY", "MASSIE", 0.889, 0.933)]
    [InlineData("ABROMS", "ABRAMS", 0.889, 0.922)]
    [InlineData("JERALDINE", "GERALDINE", 0.926, 0.926)]
    [InlineData("MARHTA", "MARTHA", 0.944, 0.961)]
    [InlineData("MICHELLE", "MICHAEL", 0.869, 0.921)]
    [InlineData("JULIES", "JULIUS", 0.889, 0.933)]
    [InlineData("TANYA", "TONYA", 0.867, 0.880)]
    [InlineData("DWAYNE", "DUANE", 0.822, 0.840)]
    [InlineData("SEAN", "SUSAN", 0.783, 0.805)]
    [InlineData("JON", "JOHN", 0.917, 0.933)]
    [InlineData("JON", "JAN", 0.778, 0.800)]
    [InlineData("DIXON", "DICKSONX", 0.767, 0.813)]
    [InlineData("JELLYFISH", "SMELLYFISH", 0.896, 0.896)]
    public void Jaro_and_Winkler_give_their_published_values(string left, string right, double jaro, double winkler)
    {
        Assert.Equal(jaro, JaroWinkler.Jaro(left, right), 3);
        Assert.Equal(winkler, JaroWinkler.Similarity(left, right), 3);
    }

    [Fact]
    public void Jaro_stays_within_bounds_and_does_not_mind_the_order() =>
        Prop.ForAll<string?, string?>((left, right) =>
        {
            var (jaro, winkler) = (JaroWinkler.Jaro(left, right), JaroWinkler.Similarity(left, right));
            return jaro is >= 0 and <= 1 && winkler >= jaro && winkler <= 1
                && Math.Abs(jaro - JaroWinkler.Jaro(right, left)) < 0.2
                && (jaro < 1 || (left ?? "") == (right ?? ""));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("night", "nacht", GramPadding.None, 0.25)]
    [InlineData("context", "contact", GramPadding.None, 0.5)]
    [InlineData("peter", "pete", GramPadding.Full, 8.0 / 11)]
    [InlineData("smith", "smith", GramPadding.One, 1)]
    [InlineData("", "", GramPadding.None, 1)]
    [InlineData("a", "b", GramPadding.None, 0)]
    public void Dice_is_twice_the_shared_bigrams_over_all(
        string left, string right, GramPadding padding, double similarity) =>
        Assert.Equal(similarity, NGrams.Dice(left, right, 2, padding), 12);

    [Fact]
    public void Repeated_grams_count_once_and_Jaccard_follows_from_Dice()
    {
        Assert.Equal(1, NGrams.Dice("aaaa", "aa", 2, GramPadding.None));
        Prop.ForAll<string, string>((left, right) =>
        {
            var dice = NGrams.Dice(left, right);
            return Math.Abs(NGrams.Jaccard(left, right) - dice / (2 - dice)) < 1e-12
                && dice == NGrams.Dice(right, left) && dice is >= 0 and <= 1;
        }).QuickCheckThrowOnFailure();
    }
}
