using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Identities.Linkage.Tests;

public sealed class PersonLinkageTests
{
    static readonly PersonData Anna = new()
    {
        GivenName = "Anna",
        FamilyName = "Wiesenhütter",
        BirthDate = "1980-02-01",
        Sex = "w",
        Postcode = "17489",
        City = "Greifswald",
        Street = "Lange Straße 12",
    };

    static readonly LinkageConfiguration Usual = LinkageConfiguration.Usual("test", 100_000, "kvnr") with
    {
        Thresholds = new(-2, 4),
    };

    static readonly PersonLinkage Linkage = new(Usual);

    static Outcome Outcome_of(PersonData left, PersonData right) =>
        Linkage.Decide(Linkage.Prepare(left), Linkage.Prepare(right)).Outcome;

    static PersonData With(PersonData person, string kvnr) => person with { More = person.More.Add("kvnr", kvnr) };

    [Fact]
    public void The_same_person_is_linked_and_a_stranger_is_not()
    {
        var again = Anna with { FamilyName = "Wiesenhuetter", Street = "Lange Str. 12" };
        Assert.Equal(Outcome.Match, Outcome_of(Anna, again));
        Assert.Equal(Outcome.NonMatch, Outcome_of(Anna, new()
        {
            GivenName = "Ulrike",
            FamilyName = "Brandt",
            BirthDate = "1955-11-30",
            Sex = "w",
            Postcode = "80331",
        }));
        Assert.Equal(Outcome.NonMatch, Outcome_of(Anna, new()));
    }

    [Theory]
    [InlineData("Berta", "w")]
    [InlineData("Anna-Lena", "m")]
    [InlineData("Ana", "m")]
    public void Twins_are_never_linked_without_a_person_looking(string twin, string sex) =>
        Assert.NotEqual(Outcome.Match, Outcome_of(Anna, Anna with { GivenName = twin, Sex = sex }));

    [Fact]
    public void Names_that_others_bear_may_be_two_twins_and_a_typing_error_is_not()
    {
        var linkage = new PersonLinkage(Usual);
        foreach (var name in (string[])["Kirstin", "Kristin", "Kirstin", "Kristin", "Kirstin", "Kristin"])
            linkage.Vocabulary.Count(linkage.Prepare(Anna with { GivenName = name }).Comparable);
        Outcome Decided(string given, string other) => linkage.Decide(
            linkage.Prepare(Anna with { GivenName = given }), linkage.Prepare(Anna with { GivenName = other })).Outcome;

        Assert.Equal(Outcome.Possible, Decided("Kirstin", "Kristin"));
        Assert.Equal(Outcome.Match, Decided("Kirstin", "Kirrstin"));
    }

    [Theory]
    [InlineData("Anna", "Marie Anne")] // however seldom the names, one more name is no typing error
    [InlineData("Anna", "Anne Marie")]
    [InlineData("Anna Lotte", "Berta Anne")]
    public void Twins_whose_names_have_no_part_in_common_are_never_linked_without_a_person_looking(
        string given, string twin) =>
        Assert.Equal(Outcome.Possible, Outcome_of(Anna with { GivenName = given }, Anna with { GivenName = twin }));

    [Theory]
    [InlineData("Anna Lotte", "Lotte")]
    [InlineData("Anna Lotte", "Annalotte")]
    [InlineData("Anna Lotte", "Anna Lote")]
    public void A_name_left_out_or_mistyped_is_no_twin(string given, string again) =>
        Assert.Equal(Outcome.Match, Outcome_of(Anna with { GivenName = given }, Anna with { GivenName = again }));

    [Fact]
    public void Newborns_without_a_name_need_an_identifier()
    {
        var born = Anna with { GivenName = "Mädchen", BirthDate = "2026-11-01" };
        var named = Anna with { BirthDate = "2026-11-01" };

        Assert.Equal(Outcome.Possible, Outcome_of(born, named));
        Assert.Equal(Outcome.Match, Outcome_of(With(born, "A123456780"), With(named, "A123456780")));
        Assert.Contains("newborns", Linkage.Explain(Linkage.Prepare(born), Linkage.Prepare(named)).Rules);
    }

    [Fact]
    public void A_household_is_not_one_person()
    {
        var husband = Anna with { GivenName = "Bernd", BirthDate = "1977-08-15", Sex = "m" };
        Assert.Equal(Outcome.NonMatch, Outcome_of(Anna, husband));
        Assert.NotEqual(Outcome.Match, Outcome_of(Anna, Anna with { GivenName = "Lotte", BirthDate = "2011-08-15" }));
    }

    [Fact]
    public void Marriage_changes_the_name()
    {
        var married = Anna with { FamilyName = "Brandt", BirthName = "Wiesenhütter" };
        Assert.Equal(Outcome.Match, Outcome_of(Anna, married));
        // Without the birth name and elsewhere it takes a person to see it; at the same home it is shown in any case.
        var elsewhere = Anna with { FamilyName = "Brandt", Postcode = "80331", City = "München", Street = "Am Wall 3" };
        Assert.NotEqual(Outcome.Match, Outcome_of(Anna, elsewhere));
        var strict = new PersonLinkage(Usual with { Thresholds = new(60, 80) });
        var shown = strict.Explain(strict.Prepare(Anna), strict.Prepare(Anna with { FamilyName = "Brandt" }));
        Assert.Equal((Outcome.Possible, "nameChange"), (shown.Decision.Outcome, shown.Rules.Single()));
    }

    [Fact]
    public void Swapped_names_and_dates_are_found() =>
        Assert.Equal(Outcome.Match, Outcome_of(
            Anna, Anna with { GivenName = "Wiesenhütter", FamilyName = "Anna", BirthDate = "1980-01-02" }));

    [Fact]
    public void A_rare_name_counts_more_than_a_frequent_one()
    {
        var linkage = new PersonLinkage(Usual);
        for (var i = 0; i < 5_000; i++)
        {
            var name = i % 20 == 0 ? "Müller" : $"Name{i % 2_000:x}";
            linkage.Vocabulary.Count(linkage.Prepare(Anna with { FamilyName = name }).Comparable);
        }

        double Score(string name)
        {
            // At one home the name says little: whoever lives there may bear it.
            var person = linkage.Prepare(new() { GivenName = "Anna", FamilyName = name, BirthDate = "1980-02-01" });
            return linkage.Decide(person, person).Score;
        }

        Assert.True(Score("Wiesenhütter") > Score("Müller") + 4);
    }

    [Fact]
    public void The_contributions_sum_up_to_the_score() =>
        Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), seed =>
        {
            var people = new People((ulong)seed);
            var (left, right, _) = people.Pair();
            if (seed % 3 == 0) right = people.Next();
            if (seed % 5 == 0) right = right with { GivenName = right.FamilyName, FamilyName = right.GivenName };
            if (seed % 7 == 0) right = right with { Sex = null, Street = null };
            var (a, b) = (Linkage.Prepare(left), Linkage.Prepare(right));
            var explained = Linkage.Explain(a, b);
            return Math.Abs(explained.Evidence.Sum(field => field.Contribution) - explained.Decision.Score) < 1e-9
                && explained.Decision == Linkage.Decide(a, b)
                && Math.Abs(Linkage.Decide(b, a).Score - explained.Decision.Score) < 1e-9;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Reasons_name_nobody()
    {
        var explained = Linkage.Explain(Linkage.Prepare(Anna), Linkage.Prepare(Anna with { GivenName = "Annna" }));
        var text = JsonSerializer.Serialize(explained);
        Assert.DoesNotContain("ANNA", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("1980", text, StringComparison.Ordinal);
        Assert.Contains("Nearly the same", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Deciding_allocates_nothing()
    {
        var (a, b) = (Linkage.Prepare(Anna).Comparable, Linkage.Prepare(Anna with { GivenName = "Hanna" }).Comparable);
        var sum = Linkage.Decide(a, b).Score;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) sum += Linkage.Decide(a, b).Score;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0);
    }

    [Fact]
    public void Other_weightings_decide_and_explain_in_their_own_unit()
    {
        var mainzelliste = new PersonLinkage(new()
        {
            Name = "old",
            Mainzelliste = Sources.Text("../configurations/mainzelliste.conf"),
        });
        var epix = new PersonLinkage(new() { Name = "old", Epix = Sources.Text("../configurations/epix.xml") });
        foreach (var linkage in (PersonLinkage[])[mainzelliste, epix])
        {
            var explained = linkage.Explain(linkage.Prepare(Anna), linkage.Prepare(Anna));
            Assert.Equal(Outcome.Match, explained.Decision.Outcome);
            Assert.NotEmpty(explained.Evidence);
        }

        Assert.Equal(1, mainzelliste.Decide(mainzelliste.Prepare(Anna), mainzelliste.Prepare(Anna)).Score, 1e-12);
        Assert.Equal(1000, epix.Decide(epix.Prepare(Anna), epix.Prepare(Anna)).Score);
        Assert.Throws<InvalidOperationException>(() => epix.Decide(default(ComparablePerson), default));
    }

    [Fact]
    public void Among_ten_times_as_many_people_the_same_likeness_is_worth_three_bits_less()
    {
        var linkage = new PersonLinkage(LinkageConfiguration.Usual("test", 1_000));
        // nothing that people of one household share
        var (a, b) = (linkage.Prepare(new() { GivenName = "Anna" }), linkage.Prepare(new() { GivenName = "Hanna" }));
        var few = linkage.Decide(a, b).Score;
        linkage.Among(500);
        Assert.Equal(few, linkage.Decide(a, b).Score, 1e-9);
        linkage.Among(10_000);
        Assert.Equal(few - Math.Log2(10), linkage.Decide(a, b).Score, 1e-3);
        Assert.Equal(linkage.Decide(a, b).Score, linkage.Explain(a, b).Evidence.Sum(row => row.Contribution), 1e-6);
    }
}
