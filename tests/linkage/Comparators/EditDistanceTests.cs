using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Identities.Linkage.Tests;

public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("saturday", "sunday", 3)]
    [InlineData("intention", "execution", 5)]
    [InlineData("GUMBO", "GAMBOL", 2)]
    [InlineData("", "abc", 3)]
    [InlineData("CA", "ABC", 3)]
    [InlineData("ab", "ba", 2)]
    public void Levenshtein_counts_insertions_deletions_and_substitutions(string left, string right, int distance) =>
        Assert.Equal(distance, EditDistance.Levenshtein(left, right));

    [Theory]
    [InlineData("CA", "ABC", 3, 2)]
    [InlineData("ab", "ba", 1, 1)]
    [InlineData("a cat", "an abct", 4, 3)]
    [InlineData("MICHAEL", "MICHEAL", 1, 1)]
    [InlineData("öSnke", "Sönke", 1, 1)]
    public void Alignment_edits_no_place_twice_and_Damerau_may(string left, string right, int alignment, int damerau)
    {
        Assert.Equal(alignment, EditDistance.Alignment(left, right));
        Assert.Equal(damerau, EditDistance.Damerau(left, right));
    }

    [Fact]
    public void Bits_and_table_agree_with_the_definition() =>
        Prop.ForAll(Pairs(), pair =>
        {
            var (left, right) = pair;
            return EditDistance.Levenshtein(left, right) == Slow(left, right, transpositions: false)
                && EditDistance.Alignment(left, right) == Slow(left, right, transpositions: true);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Capitals_are_measured_like_any_text() =>
        Prop.ForAll(Pairs(), pair =>
        {
            var (left, right) = (pair.Item1.Replace('ä', 'Z'), pair.Item2.Replace('ä', 'Z'));
            return left.Length > 64
                || EditDistance.AlignmentOfCapitals(left, right) == EditDistance.Alignment(left, right);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Texts_longer_than_a_word_are_measured_like_short_ones() =>
        Prop.ForAll(Pairs(), pair =>
        {
            var (left, right) = (pair.Item1 + new string('x', 70) + pair.Item2, pair.Item2 + new string('y', 65));
            return EditDistance.Levenshtein(left, right) == Slow(left, right, transpositions: false)
                && EditDistance.Alignment(left, right) == Slow(left, right, transpositions: true);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Distances_are_ordered_and_symmetric_and_Damerau_is_a_metric() =>
        Prop.ForAll(Pairs(), Texts(), (pair, third) =>
        {
            var (left, right) = pair;
            var damerau = EditDistance.Damerau(left, right);
            return damerau <= EditDistance.Alignment(left, right)
                && EditDistance.Alignment(left, right) <= EditDistance.Levenshtein(left, right)
                && damerau == EditDistance.Damerau(right, left)
                && EditDistance.Alignment(left, right) == EditDistance.Alignment(right, left)
                && damerau <= EditDistance.Damerau(left, third) + EditDistance.Damerau(third, right)
                && damerau == 0 == (left == right);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Names_are_measured_without_allocating()
    {
        var sum = EditDistance.Alignment("HERGERHARDER", "HERGERHADRER");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) sum += EditDistance.Alignment("HERGERHARDER", "HERGERHADRER");
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1001, sum);
    }

    static Arbitrary<string> Texts() =>
        Gen.Elements('A', 'B', 'C', 'ä').ListOf().Select(letters => string.Concat(letters)).ToArbitrary();

    static Arbitrary<(string, string)> Pairs() =>
        Texts().Generator.SelectMany(left => Texts().Generator.Select(right => (left, right))).ToArbitrary();

    static int Slow(string left, string right, bool transpositions)
    {
        var table = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                table[i, j] = Math.Min(
                    table[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1),
                    Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                if (transpositions && i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }

        return table[left.Length, right.Length];
    }
}
