using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Identities.Linkage.Tests;

public sealed class PersonIndexTests
{
    readonly PersonLinkage _linkage = new(LinkageConfiguration.Usual("test", 10_000));

    [Fact]
    public void It_finds_whom_a_naive_search_finds_after_any_history() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), FindsAfter).QuickCheckThrowOnFailure();

    [Fact]
    public void Hashes_that_came_first_are_not_in_every_part_of_the_index() => FindsAfter(684704975);

    [Fact]
    public void A_hash_that_too_many_share_brings_nobody_together()
    {
        var (index, people) = (NewIndex(), new People(1));
        for (var record = 1; record <= 1_000; record++)
            index.Add(record, _linkage.Prepare(people.Next()).Comparable, [Hash("all"), Hash($"{record}")]);
        Assert.Equal([5], index.Sharing([Hash("all"), Hash("5")], 500));
        Assert.Equal(1_000, index.Sharing([Hash("all")], 1_000).Count);
    }

    [Fact]
    public void Where_many_share_a_hash_a_second_one_has_to_be_shared_too()
    {
        var (index, people) = (NewIndex(), new People(2));
        for (var record = 1; record <= 300; record++)
        {
            long[] shared = record % 3 == 0 ? [Hash("many"), Hash("more")] : [Hash("many")];
            index.Add(record, _linkage.Prepare(people.Next()).Comparable, [.. shared, Hash($"{record}")]);
        }

        Assert.Equal([5], index.Sharing([Hash("many"), Hash("5")], 1_000, fewPersons: 50));
        Assert.Equal(Enumerable.Range(1, 100).Select(third => 3L * third),
            index.Sharing([Hash("many"), Hash("more")], 1_000, fewPersons: 50).Order());
        Assert.Equal(300, index.Sharing([Hash("many")], 1_000, fewPersons: 50).Count);
        Assert.Equal(300, index.Sharing([Hash("many"), Hash("more")], 1_000, fewPersons: 300).Count);
    }

    [Fact]
    public void Who_is_near_is_decided_on_as_pair_by_pair()
    {
        var people = new People(7);
        var index = NewIndex();
        var stored = new List<PreparedPerson>();
        var asked = new List<PreparedPerson>();
        for (var record = 1; record <= 2_000; record++)
        {
            var (left, right, _) = people.Pair();
            stored.Add(_linkage.Prepare(left));
            asked.Add(_linkage.Prepare(right));
            index.Add(record, stored[^1].Comparable, Tokens(stored[^1]));
        }

        var (seen, plan) = (0, _linkage.Configuration.Blocking);
        foreach (var one in asked)
        {
            var near = new Dictionary<long, PairDecision>();
            index.Near(_linkage, one.Comparable, Tokens(one), near);
            var expected = index.Sharing(Tokens(one), plan.MostPersons, plan.FewPersons)
                .Select(record => (record, Decision: _linkage.Decide(one, stored[(int)record - 1])))
                .Where(pair => pair.Decision.Outcome != Outcome.NonMatch)
                .ToDictionary(pair => pair.record, pair => pair.Decision);
            Assert.Equal(expected.OrderBy(pair => pair.Key), near.OrderBy(pair => pair.Key));
            seen += near.Count;
        }

        Assert.True(seen > 1_500, "Nobody is near anybody.");
    }

    [Fact]
    public void Whom_the_screen_turns_away_is_nobody_who_could_be_shown()
    {
        var people = new People(3);
        var (turnedAway, near) = (0, 0);
        for (var i = 0; i < 40_000; i++)
        {
            var (left, right) = Related(people);
            var (a, b) = (_linkage.Prepare(left), _linkage.Prepare(right));
            var shown = _linkage.Decide(a, b).Outcome != Outcome.NonMatch;
            var passes = _linkage.Screen(a.Comparable).MayBeNear(IndexedPerson.Of(1, b.Comparable), []);
            Assert.True(passes || !shown, $"{left} {right}");
            turnedAway += passes ? 0 : 1;
            near += shown ? 1 : 0;
        }

        Assert.InRange(turnedAway, 1_000, 39_000);
        Assert.InRange(near, 1_000, 39_000);
    }

    [Fact]
    public void What_is_written_is_read_while_others_are_added()
    {
        var (index, people) = (NewIndex(), new People(11));
        var asked = new List<PreparedPerson>();
        for (var record = 1; record <= 50_000; record++)
        {
            var (left, right, _) = people.Pair();
            if (record % 100 == 0) asked.Add(_linkage.Prepare(right));
            var person = _linkage.Prepare(left);
            index.Add(record, person.Comparable, Tokens(person));
        }

        index.Remove(new HashSet<long> { 100, 200 });
        var frozen = index.Freeze();
        index.Add(60_000, asked[0].Comparable, Tokens(asked[0]));
        using var bytes = new MemoryStream();
        frozen.Write(new(bytes.Write));
        bytes.Position = 0;
        var read = PersonIndex.Read(new(bytes.ReadExactly));
        var linkage = new PersonLinkage(_linkage.Configuration, read.Vocabulary);
        index.Remove(new HashSet<long> { 60_000 });

        Assert.Equal((49_998, index.Count), (read.Count, read.Count));
        foreach (var person in asked)
        {
            Assert.Equal(Near(index, _linkage, person.Normalised), Near(read, linkage, person.Normalised));
            var family = person.Normalised.Family.Bare;
            Assert.Equal(index.Bearing(family, 99), read.Bearing(family, 99));
        }
    }

    [Fact]
    public void What_is_cut_off_is_no_index()
    {
        using var bytes = new MemoryStream();
        NewIndex().Freeze().Write(new(bytes.Write));
        bytes.SetLength(bytes.Length / 2);
        bytes.Position = 0;
        Assert.ThrowsAny<IOException>(() => PersonIndex.Read(new(bytes.ReadExactly)));
    }

    [Fact]
    public async Task Whoever_searches_while_others_write_finds_everybody_added_before()
    {
        var (index, people) = (NewIndex(), new People(5));
        var persons = Enumerable.Range(0, 20_000).Select(_ => _linkage.Prepare(people.Next())).ToArray();
        var added = 0;
        var writing = Task.Run(() =>
        {
            for (var i = 0; i < persons.Length; i++)
            {
                index.Add(i + 1, persons[i].Comparable, Tokens(persons[i]));
                Volatile.Write(ref added, i + 1);
            }
        }, TestContext.Current.CancellationToken);
        var looks = 0;
        while (!writing.IsCompleted || looks < 1_000)
        {
            if (Volatile.Read(ref added) is > 0 and var until)
            {
                var number = people.Number(until);
                Assert.Contains(number + 1, index.Sharing(Tokens(persons[number]), int.MaxValue));
                looks++;
            }
        }

        await writing;
    }

    PersonIndex NewIndex() => new(_linkage.Vocabulary, 0);

    static List<(long, PairDecision)> Near(PersonIndex index, PersonLinkage linkage, NormalisedPerson person)
    {
        var near = new Dictionary<long, PairDecision>();
        var keys = BlockingKeys.Of(person, linkage.Configuration.Blocking);
        index.Near(linkage, linkage.Vocabulary.Intern(person), [.. keys.Select(Hash)], near);
        return [.. near.Select(one => (one.Key, one.Value with { Score = Math.Round(one.Value.Score, 6) })).Order(
            Comparer<(long, PairDecision)>.Create((a, b) => a.Item1.CompareTo(b.Item1)))];
    }

    /// <summary>Two who have some fields in common, some nearly, some exchanged.</summary>
    static (PersonData, PersonData) Related(People people)
    {
        var (person, right, _) = people.Pair();
        var other = people.Next();
        person = person with { BirthName = people.Number(3) == 0 ? other.FamilyName : null, Phone = "0171 555" };
        right = people.Number(3) == 0 ? other : right;
        if (people.Number(4) == 0) right = right with { GivenName = other.GivenName };
        if (people.Number(4) == 0) right = right with { FamilyName = other.FamilyName, BirthName = person.FamilyName };
        if (people.Number(6) == 0) right = right with { GivenName = right.FamilyName, FamilyName = right.GivenName };
        if (people.Number(3) == 0) right = right with { BirthDate = other.BirthDate };
        if (people.Number(5) == 0) right = right with { Street = null };
        if (people.Number(5) == 0) right = right with { Postcode = other.Postcode };
        return (person, right);
    }

    void FindsAfter(int seed)
    {
        var people = new People((ulong)seed);
        var (index, naive) = (NewIndex(), new Dictionary<long, long[]>());
        for (var step = 1; step <= 3_000; step++)
        {
            if (people.Number(8) == 0 && naive.Count > 0)
            {
                var gone = naive.Keys.Where(record => record % 97 == step % 97).ToHashSet();
                Assert.Equal(gone.Count, index.Remove(gone));
                foreach (var record in gone) naive.Remove(record);
                continue;
            }

            long[] tokens = [.. Enumerable.Range(0, 1 + people.Number(6)).Select(_ => Token(people)).Distinct()];
            index.Add(step, _linkage.Prepare(people.Next()).Comparable, tokens);
            naive[step] = tokens;
        }

        for (var look = 0; look < 50; look++)
        {
            long[] asked = [Token(people), Token(people)];
            var found = index.Sharing(asked, int.MaxValue);
            Assert.Equal(naive.Where(one => one.Value.Intersect(asked).Any()).Select(one => one.Key).Order(),
                found.Order());
            Assert.True(index.Any(asked[0]) || !naive.Any(one => one.Value.Contains(asked[0])));
        }

        Assert.Equal(naive.Count, index.Count);
    }

    static long Token(People people) => Hash($"{people.Number(400)}");

    static long[] Tokens(PreparedPerson person) => [.. person.Keys.Select(Hash)];

    static long Hash(string key) => BitConverter.ToInt64(
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)));
}
