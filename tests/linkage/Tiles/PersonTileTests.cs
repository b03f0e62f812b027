using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Identities.Linkage.Tests;

public sealed class PersonTileTests
{
    static readonly LinkageConfiguration Configuration =
        LinkageConfiguration.Usual("test", 300) with { Thresholds = new(-40, 10) };

    [Fact]
    public void Every_pair_that_shares_a_block_is_compared_once_whatever_the_tiles() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var people = new People((ulong)seed);
            var persons = Enumerable.Range(0, 60).Select(_ => people.Next()).ToArray();
            var blocks = persons.Select(_ =>
                Enumerable.Range(0, people.Number(6)).Select(_ => (uint)people.Number(25)).Distinct().Order().ToArray())
                .ToArray();
            var cut = 1 + people.Number(58);
            var tiles = new[]
            {
                Tile(persons, blocks, 0..cut, null), Tile(persons, blocks, cut..60, null),
                Tile(persons, blocks, 0..cut, cut..60),
            };
            var found = tiles.SelectMany(Pairs).ToList();

            var naive = Enumerable.Range(0, 60).SelectMany(a => Enumerable.Range(a + 1, 59 - a)
                .Where(b => blocks[a].Intersect(blocks[b]).Any()).Select(b => (a, b))).ToList();
            Assert.Equal(naive, found.Order());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Records_of_a_source_are_not_held_against_each_other()
    {
        var people = new People(3);
        var persons = Enumerable.Range(0, 20).Select(_ => people.Next()).ToArray();
        var all = persons.Select(_ => new uint[] { 1 }).ToArray();
        var tile = Tile(persons, all, 0..20, null, new(100, 100, 5, 20));
        Assert.Equal(5 * 15 + 5 * 4 / 2, Pairs(tile).Count());
    }

    [Theory]
    [InlineData(-40)]
    [InlineData(-4)]
    [InlineData(6)]
    public void A_tile_decides_to_the_last_bit_as_a_linkage_of_all_decides(double possible)
    {
        var configuration = Configuration with { Thresholds = new(possible, 10) };
        var people = new People(11);
        var persons = Enumerable.Range(0, 150).SelectMany(_ =>
        {
            var (left, right, _) = people.Pair();
            return new[] { left, right };
        }).ToArray();
        var blocks = persons.Select(_ => new uint[] { 7 }).ToArray();
        var linkage = new PersonLinkage(configuration);
        var whole = persons.Select(linkage.Prepare).ToArray();
        foreach (var person in whole) linkage.Vocabulary.Count(person.Comparable);

        var decisions = 0;
        foreach (var tile in (PersonTile[])
            [Tile(persons, blocks, 0..100, null), Tile(persons, blocks, 0..100, 100..300)])
        {
            var found = new List<PairFinding>();
            var compared = TileScoring.Score(
                tile, new(configuration, tile.Vocabulary), new(tile), 0, tile.Left, found);
            var decided = Pairs(tile).Select(pair => (pair, Decision: linkage.Decide(whole[pair.A], whole[pair.B])))
                .Where(one => one.Decision.Outcome != Outcome.NonMatch).ToList();
            Assert.Equal(Pairs(tile).Count(), compared);
            decisions += decided.Count;
            Assert.Equal(
                decided.OrderBy(one => one.pair).Select(one => (one.pair, one.Decision)),
                found.Select(one => (Pair: ((int)one.A, (int)one.B), new PairDecision(one.Score, one.Outcome)))
                    .OrderBy(one => one.Pair));
            Assert.All(found, one =>
            {
                var why = linkage.Explain(whole[one.A], whole[one.B]);
                Assert.Equal(why.Rules, PairFinding.RuleNames.Where((_, bit) => (one.Rules >> bit & 1) == 1));
                var given = why.Evidence.FirstOrDefault(row => row.Field == "givenName")?.Level ?? "";
                Assert.Equal(given, one.Level(0));
            });
        }

        Assert.InRange(decisions, 40, int.MaxValue);
    }

    [Fact]
    public void A_hash_is_the_same_in_every_process() =>
        Assert.Equal(TextHash.Of("sy|657|1980"), TextHash.Of(string.Concat("sy|", "657|1980")));

    [Fact]
    public void A_sample_has_about_the_share_that_was_asked_for() =>
        Assert.InRange(Enumerable.Range(0, 100_000).Count(record => TileScoring.IsSampled(record, 0.1)), 9_500, 10_500);

    static IEnumerable<(int A, int B)> Pairs(PersonTile tile)
    {
        var search = new TileSearch(tile);
        for (var left = 0; left < tile.Left; left++)
            foreach (var right in tile.Candidates(left, search).ToArray())
                yield return ((int)tile.LeftAt(left).Record - 1, (int)tile.RightAt(right).Record - 1);
    }

    /// <summary>As if all persons were counted.</summary>
    static PersonTile Tile(PersonData[] persons, uint[][] blocks, Range left, Range? right, TileScope? scope = null)
    {
        var counted = new PersonLinkage(Configuration);
        foreach (var person in persons) counted.Vocabulary.Count(counted.Comparable(person));
        var totals = scope ?? new(persons.Length, persons.Length);
        return right is null
            ? PersonTile.Read(totals, Source(left), null, Source(left).Blocks)
            : PersonTile.Read(totals, Source(left), Source(right.Value));

        TileSource Source(Range range)
        {
            var (first, count) = range.GetOffsetAndLength(persons.Length);
            var builder = new SegmentBuilder(0);
            for (var i = 0; i < count; i++) builder.Add(first + i, NormalisedPerson.Of(persons[first + i]));
            int[] counts = [.. builder.Names().SelectMany(name => Counts(counted.Vocabulary, builder, name))];
            uint[] entries = [.. Enumerable.Range(0, count)
                .SelectMany(i => blocks[first + i].Select(block => (block, (uint)i))).Order()
                .SelectMany(entry => new[] { entry.block, entry.Item2 })];
            return new(Reader(builder.Write), Portions(counts), Portions(entries));
        }
    }

    static int[] Counts(Vocabulary counted, SegmentBuilder builder, NameCount name)
    {
        var key = builder.NameAt(name.Number);
        var number = counted.Having(LatinText.WithoutUmlauts(key)).First(one => counted.NameOf(one).Key == key);
        return [name.Number, counted.CountOf(number, NameRole.Given), counted.CountOf(number, NameRole.Family)];
    }

    static IndexReader Portions<T>(T[] values) where T : unmanaged => Reader(writer =>
    {
        if (values.Length > 0) writer.Array<T>(values);
        writer.Array<T>([]);
    });

    static IndexReader Reader(Action<IndexWriter> write)
    {
        var stream = new MemoryStream();
        write(new(stream.Write));
        stream.Position = 0;
        return new(stream.ReadExactly);
    }
}
