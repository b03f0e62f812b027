namespace TrustCenter.Identities.Linkage.Tests;

/// <summary>Estimation on made-up pairs whose truth is known, and on people made by rule.</summary>
public sealed class EstimationTests
{
    static readonly LinkageConfiguration Usual = LinkageConfiguration.Usual("test", 1000);

    [Fact]
    public void Expectation_maximisation_finds_the_shares_that_made_the_pairs()
    {
        var people = new People(seed: 7);
        var vocabulary = new Vocabulary();
        var (candidates, random) = (new PatternTable(), new PatternTable());
        const int same = 2_000;
        var typing = 0;
        for (var i = 0; i < same; i++)
        {
            var (left, right, typed) = people.Pair();
            typing += typed ? 1 : 0;
            candidates.Add(vocabulary, Intern(vocabulary, left), Intern(vocabulary, right));
        }

        for (var i = 0; i < 20_000; i++)
        {
            var (left, right) = (Intern(vocabulary, people.Next()), Intern(vocabulary, people.Next()));
            if (i < 2_000) candidates.Add(vocabulary, left, right);
            random.Add(vocabulary, left, right);
        }

        var found = ParameterEstimation.Run(candidates, random, 4_000_000, [], 500);

        Assert.Equal(same, (found.Pairs.Stayed + found.Pairs.Moved) * 4_000_000, same * 0.01);
        var family = found.Fields[Fields.Family].Levels;
        Assert.Equal(1 - typing / (double)same, family[0].M, 0.01);
        Assert.Equal(1.0 / People.FamilyNames, family[0].U, 0.001);
        Assert.All(found.Fields, field => Assert.Equal(1, field.Levels.Sum(level => level.M), 1e-9));
        Assert.All(found.Fields, field => Assert.Equal(1, field.Levels.Sum(level => level.U), 1e-9));
        Assert.Null(found.Fault([]));
    }

    [Fact]
    public void Fields_that_are_never_filled_keep_what_is_usual_and_say_nothing()
    {
        var people = new People(seed: 8);
        var vocabulary = new Vocabulary();
        var (candidates, random) = (new PatternTable(), new PatternTable());
        for (var i = 0; i < 200; i++)
        {
            var (left, right, _) = people.Pair();
            candidates.Add(vocabulary, Intern(vocabulary, left), Intern(vocabulary, right));
            random.Add(vocabulary, Intern(vocabulary, people.Next()), Intern(vocabulary, people.Next()));
        }

        var found = ParameterEstimation.Run(candidates, random, 40_000, ["kvnr"], 200);
        var usual = StartingShares.Of(Fields.Phone);

        Assert.Equal(usual[1], found.Fields[Fields.Phone].Levels[0].M, 1e-9);
        Assert.Equal("kvnr", found.Fields[Fields.Further].Field);
        Assert.Equal(candidates.Pairs, random.Pairs);
    }

    [Fact]
    public void Thresholds_are_chosen_by_what_the_scores_promise()
    {
        // A thousand sure links, ten that err once in five, and many pairs that are nothing.
        var scores = Enumerable.Repeat(20.0, 1000)
            .Concat(Enumerable.Repeat(2.0, 10)).Concat(Enumerable.Repeat(-15.0, 500));
        var chosen = Thresholds.Choose(scores);

        Assert.Equal(20, chosen.Match); // ten links at one fifth would be two errors, half a one is allowed
        Assert.Equal(0, chosen.Possible);
        Assert.Equal(Outcome.Possible, chosen.Of(2));
        Assert.Equal(Outcome.NonMatch, chosen.Of(-0.1));
        Assert.Equal(-3, Thresholds.Choose(scores.Concat(Enumerable.Repeat(-3.0, 20))).Possible);
        Assert.Equal(new Thresholds(0, 12), Thresholds.Choose([]));
    }

    static ComparablePerson Intern(Vocabulary vocabulary, PersonData person)
    {
        var interned = vocabulary.Intern(NormalisedPerson.Of(person));
        vocabulary.Count(interned);
        return interned;
    }

    [Fact]
    public void The_usual_configuration_can_be_used() => Assert.Null(Usual.Fault());
}
