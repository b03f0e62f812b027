using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Identities.Linkage.Tests;

public sealed class OneToOneTests
{
    [Fact]
    public void Greedy_takes_the_best_pair_first_and_the_optimum_may_leave_it()
    {
        FilterPair[] pairs = [new(0, 0, 0, 0.9), new(0, 1, 0, 0.88), new(1, 0, 0, 0.89)];
        Assert.Equal([pairs[0]], OneToOne.Greedy(pairs));
        Assert.Equal([pairs[2], pairs[1]], OneToOne.Optimal(pairs));
    }

    [Fact]
    public void The_optimum_is_the_best_of_all_assignments_and_no_worse_than_greedy() =>
        Prop.ForAll(Gen.Choose(0, 1 << 25).ToArbitrary(), seed =>
        {
            var numbers = new People((ulong)seed);
            var pairs = new Dictionary<(int, int), FilterPair>();
            for (var i = 0; i < 9; i++)
            {
                var (left, right) = (numbers.Number(5), numbers.Number(5));
                pairs[(left, right)] = new(left, right, 0, (1 + numbers.Number(100)) / 101.0);
            }

            FilterPair[] all = [.. pairs.Values];
            var (greedy, optimal) = (OneToOne.Greedy(all), OneToOne.Optimal(all));
            return NobodyTwice(greedy) && NobodyTwice(optimal)
                && Sum(optimal) >= Sum(greedy) - 1e-9 && Math.Abs(Sum(optimal) - Best(all, 0, [], [])) < 1e-9;
        }).QuickCheckThrowOnFailure();

    static double Sum(List<FilterPair> pairs) => pairs.Sum(pair => pair.Score);

    static bool NobodyTwice(List<FilterPair> pairs) =>
        pairs.DistinctBy(pair => pair.Left).Count() == pairs.Count
        && pairs.DistinctBy(pair => pair.Right).Count() == pairs.Count;

    static double Best(FilterPair[] pairs, int at, HashSet<int> lefts, HashSet<int> rights)
    {
        if (at == pairs.Length) return 0;
        var without = Best(pairs, at + 1, lefts, rights);
        var pair = pairs[at];
        if (lefts.Contains(pair.Left) || rights.Contains(pair.Right)) return without;
        return Math.Max(without, pair.Score + Best(pairs, at + 1, [.. lefts, pair.Left], [.. rights, pair.Right]));
    }
}
