using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Identities.Tests;

public sealed class RecordClustersTests
{
    const int Records = 40;

    [Fact]
    public void Clusters_are_what_joining_pair_by_pair_gives() =>
        Prop.ForAll(Pairs(80).ToArbitrary(), Pairs(6).ToArbitrary(), Gen.Elements(true, false).ToArbitrary(),
            (joins, never, onePerSource) =>
        {
            var clusters = new RecordClusters(Records, onePerSource ? SourceOf : null, never);
            var naive = Enumerable.Range(0, Records).Select(record => new HashSet<int> { record }).ToArray();
            foreach (var (a, b) in joins)
            {
                var joined = new HashSet<int>(naive[a].Union(naive[b]));
                var enemies = naive[a] != naive[b] && never.Any(pair =>
                    (naive[a].Contains(pair.Item1) && naive[b].Contains(pair.Item2))
                    || (naive[b].Contains(pair.Item1) && naive[a].Contains(pair.Item2)));
                var twice = naive[a] != naive[b] && onePerSource && joined.CountBy(SourceOf).Any(one => one.Value > 1);
                var expected = enemies ? JoinRefusal.NeverMatch : twice ? JoinRefusal.OnePerSource : JoinRefusal.None;
                Assert.Equal(expected, clusters.Join(a, b));
                if (expected == JoinRefusal.None) foreach (var record in joined) naive[record] = joined;
            }

            for (var a = 0; a < Records; a++)
            {
                Assert.Equal(naive[a].Count, clusters.SizeOf(a));
                for (var b = 0; b < Records; b++)
                    Assert.Equal(naive[a].Contains(b), clusters.Find(a) == clusters.Find(b));
            }
        }).QuickCheckThrowOnFailure();

    static int SourceOf(int record) => record % 5;

    static Gen<(int, int)[]> Pairs(int most) => Gen.Choose(0, most).SelectMany(count =>
        Gen.ArrayOf(Gen.Choose(0, Records * Records - 1).Select(one => (one / Records, one % Records)), count));
}
