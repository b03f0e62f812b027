using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Identities.Linkage.Tests;

public sealed class PairBatchTests
{
    static readonly string?[] Names =
    [
        "Anna", "Ana", "Anna Lotte", "Annalotte", "Lotte Anna", "Lotte", "Hannah", "Müller", "Mueller", "Muller",
        "Berta", "B.", "Bert", "Mädchen", null,
    ];

    static readonly string?[] Dates =
        ["1980-02-11", "1980-11-02", "1980-02-12", "1981-02-11", "1980-01-01", "1980", "1955-07-29", null];

    static readonly string?[] Postcodes = ["80331", "80313", "80999", "17489", null];

    static readonly string?[] Cities = ["München", "Muenchen", "Greifswald", "Greifwald", null];

    static readonly string?[] Streets = ["Lindenweg", "Lindnweg", "Am Markt", null];

    static readonly string?[] Numbers = ["A123456780", "A123456781", "A213456780", "X9", null];

    [Fact]
    public void Many_pairs_are_decided_on_to_the_last_bit_as_one_by_one() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var linkage = new PersonLinkage(LinkageConfiguration.Usual("test", 300, "number") with
            {
                Thresholds = new(-8, 6),
            });
            var persons = Persons(linkage, (ulong)seed, 40);
            var pairs = Enumerable.Range(0, persons.Length)
                .SelectMany(a => Enumerable.Range(0, persons.Length), (a, b) => (a, b)).ToArray();
            var batch = new PairBatch(linkage);
            foreach (var many in (int[])[300, 3_000_000])
            {
                linkage.Among(many);
                var decisions = new PairDecision[pairs.Length];
                batch.Decide(persons, pairs, decisions);
                Assert.Equal(pairs.Select(pair => linkage.Decide(persons[pair.a], persons[pair.b])), decisions);
                Assert.True(decisions.Select(decision => decision.Outcome).Distinct().Count() > 1);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Pairs_in_any_order_are_decided_on_alike()
    {
        var linkage = new PersonLinkage(LinkageConfiguration.Usual("test", 300, "number"));
        var persons = Persons(linkage, 7, 60);
        var pairs = Enumerable.Range(0, 5_000).Select(i => (i * 7919 % 60, i * 104_729 % 60)).ToArray();
        var decisions = new PairDecision[pairs.Length];
        new PairBatch(linkage).Decide(persons, pairs, decisions);
        Assert.Equal(pairs.Select(pair => linkage.Decide(persons[pair.Item1], persons[pair.Item2])), decisions);
    }

    [Fact]
    public void Only_the_weighting_that_knows_levels_decides_on_many()
    {
        var epix = new PersonLinkage(new() { Name = "old", Epix = Sources.Text("../configurations/epix.xml") });
        Assert.Throws<InvalidOperationException>(() => new PairBatch(epix));
    }

    static ComparablePerson[] Persons(PersonLinkage linkage, ulong seed, int count)
    {
        var people = new People(seed);
        var persons = Enumerable.Range(0, count).Select(_ => linkage.Prepare(new()
        {
            GivenName = Any(Names),
            FamilyName = Any(Names),
            BirthName = people.Number(3) == 0 ? Any(Names) : null,
            BirthDate = Any(Dates),
            Sex = Any(["m", "f", null]),
            Postcode = Any(Postcodes),
            City = Any(Cities),
            Street = Any(Streets),
            HouseNumber = Any(["1", "12", null]),
            Phone = Any(["03834 864321", "03834 864322", null]),
            More = Any(Numbers) is { } number
                ? ImmutableDictionary<string, string>.Empty.Add("number", number)
                : ImmutableDictionary<string, string>.Empty,
        }).Comparable).ToArray();
        foreach (var person in persons) linkage.Vocabulary.Count(person);
        return persons;

        string? Any(string?[] values) => values[people.Number(values.Length)];
    }
}
