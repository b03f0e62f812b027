using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Identities.Tests;

/// <summary>The pure parts of linking.</summary>
public sealed class LinkagePartsTests
{
    [Fact]
    public void Tiles_cover_every_pair_of_pages_of_two_sites_once() =>
        Prop.ForAll(ArbMap.Default.ArbFor<PositiveInt[]>(), ArbMap.Default.ArbFor<PositiveInt>(), (sizes, step) =>
        {
            int[] pages = [.. sizes.Take(5).Select(size => size.Get % 20 + 1)];
            var seen = new HashSet<(int, int, int, int)>();
            foreach (var tile in TilePlan.Of(pages, step.Get % 7 + 1))
            {
                Assert.True(tile.LeftSite < tile.RightSite);
                for (var left = tile.LeftPage; left < tile.LeftEnd; left++)
                    for (var right = tile.RightPage; right < tile.RightEnd; right++)
                        Assert.True(seen.Add((tile.LeftSite, left, tile.RightSite, right)));
            }

            var all = Enumerable.Range(0, pages.Length).Sum(a =>
                Enumerable.Range(a + 1, pages.Length - a - 1).Sum(b => pages[a] * pages[b]));
            Assert.Equal(all, seen.Count);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_person_has_two_records_of_a_site_and_the_order_of_pairs_does_not_matter() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), numbers =>
        {
            const int Sites = 4, Records = 12;
            var pairs = numbers.Chunk(3).Where(n => n.Length == 3)
                .Select(n => (A: n[0] % Sites, B: n[0] / Sites % Sites, C: n[1] % Records, D: n[2] % Records))
                .Where(n => n.A < n.B)
                .Select(n => new SitePairs(n.A, n.B, [new(n.C, n.D, 0, (n.C * 31 + n.D) % 10 / 10.0)])).ToArray();
            var (one, other) = (People(pairs), People([.. Enumerable.Reverse(pairs)]));
            Assert.Equal(one, other);
            foreach (var person in one.GroupBy(record => record.Person))
                Assert.Equal(person.Count(), person.Select(record => record.Site).Distinct().Count());

            static List<(int Site, int Row, long Person)> People(SitePairs[] pairs)
            {
                var people = new PersonClusters([Records, Records, Records, Records]);
                people.Link(pairs);
                return [.. from site in Enumerable.Range(0, Sites) from row in Enumerable.Range(0, Records)
                    select (site, row, people.PersonOf(site, row))];
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Of_two_pairs_that_exclude_each_other_the_better_one_counts()
    {
        var people = new PersonClusters([2, 1, 1]);
        var links = people.Link(
        [
            new(0, 1, [new(0, 0, 0, 0.8), new(1, 0, 0, 0.9)]), new(1, 2, [new(0, 0, 0, 0.85)]),
            new(0, 2, [new(0, 0, 0, 0.95)]),
        ]);

        Assert.Equal(2, links);
        Assert.Equal(people.PersonOf(0, 1), people.PersonOf(1, 0));
        Assert.Equal(people.PersonOf(0, 0), people.PersonOf(2, 0));
        Assert.False(people.MayJoin(0, 0, 0, 1));
        Assert.False(people.MayJoin(1, 0, 2, 0)); // both have a record of the first site
    }
}
