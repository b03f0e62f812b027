using TrustCenter.Events;
using TrustCenter.Testing;

namespace TrustCenter.Identities.Tests;

public sealed class PersonLinkingTests
{
    static readonly Guid Anna = Key(1), Berta = Key(2), Operation = Key(9);
    static readonly Guid A1 = Key(11), A2 = Key(12), B1 = Key(21), B2 = Key(22);
    static readonly LinkGrounds Match = new("match", 12.5, 1);

    static readonly object[] AnnasLife =
    [
        new PersonRegistered(Anna, "MII", A1, "kis"), new IdentityAdded(Anna, A2, "lab", Match, AsReference: true),
    ];

    static readonly object[] BertasLife =
        [new PersonRegistered(Berta, "MII", B1, "kis"), new IdentityAdded(Berta, B2, "lab", Match, false)];

    static Guid Key(byte number) => new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number);

    static Person Lived(params IEnumerable<object> events) => events.Aggregate(Person.Initial, Person.Evolve);

    [Fact]
    public void Merging_brings_all_identities_to_the_person_who_stays()
    {
        var lives = PersonLinking.DecideMerge(Anna, Lived(AnnasLife), Berta, Lived(BertasLife), Operation);
        var (anna, berta) = (Lived([.. AnnasLife, .. lives.One.Events]), Lived([.. BertasLife, .. lives.Other.Events]));

        Assert.Equal([A1, A2, B1, B2], anna.Identities.Keys);
        Assert.Equal(A2, anna.Reference);
        Assert.Equal((PersonStatus.Merged, Anna), (berta.Status, berta.MergedInto));
    }

    [Fact]
    public void Undoing_a_merge_restores_both_lives()
    {
        var (anna, berta) = (Lived(AnnasLife), Lived(BertasLife));
        var merge = PersonLinking.DecideMerge(Anna, anna, Berta, berta, Operation);
        var (one, other) = (Evolve(anna, merge.One), Evolve(berta, merge.Other));
        var undo = PersonLinking.DecideUndo(Anna, one, Berta, other, Operation);

        AssertSame(anna, Evolve(one, undo.One));
        AssertSame(berta, Evolve(other, undo.Other));
    }

    [Fact]
    public void What_came_after_the_merge_stays_with_whom_it_came_to()
    {
        var (anna, berta) = (Lived(AnnasLife), Lived(BertasLife));
        var merge = PersonLinking.DecideMerge(Anna, anna, Berta, berta, Operation);
        var later = new IdentityAdded(Anna, Key(13), "kis", Match, false);
        var (one, other) = (Person.Evolve(Evolve(anna, merge.One), later), Evolve(berta, merge.Other));
        var undo = PersonLinking.DecideUndo(Anna, one, Berta, other, Operation);

        AssertSame(Person.Evolve(anna, later), Evolve(one, undo.One));
        AssertSame(berta, Evolve(other, undo.Other));
    }

    [Fact]
    public void A_split_can_be_undone_too()
    {
        var anna = Lived(AnnasLife);
        var split = PersonLinking.DecideSplit(Anna, anna, Berta, [A2], Operation);
        var (one, other) = (Evolve(anna, split.One), Evolve(Person.Initial, split.Other));
        Assert.Equal((A1, A2), (one.Reference, other.Reference));

        var undo = PersonLinking.DecideUndo(Anna, one, Berta, other, Operation);
        AssertSame(anna, Evolve(one, undo.One));
        Assert.Equal(PersonStatus.Merged, Evolve(other, undo.Other).Status);
    }

    [Fact]
    public void Nobody_is_merged_into_themselves_into_another_domain_or_twice()
    {
        var (anna, berta) = (Lived(AnnasLife), Lived(BertasLife));
        var stranger = Lived(new PersonRegistered(Berta, "other", B1, "kis"));
        var merged = Evolve(berta, PersonLinking.DecideMerge(Anna, anna, Berta, berta, Operation).Other);

        Assert.Equal("same-person", PersonLinking.DecideMerge(Anna, anna, Anna, anna, Operation).Rejection?.Code);
        Assert.Equal("other-domain", PersonLinking.DecideMerge(Anna, anna, Berta, stranger, Operation).Rejection?.Code);
        Assert.Equal("person-merged", PersonLinking.DecideMerge(Anna, anna, Berta, merged, Operation).Rejection?.Code);
        Assert.Equal("person-unknown",
            PersonLinking.DecideMerge(Anna, anna, Berta, Person.Initial, Operation).Rejection?.Code);
    }

    [Fact]
    public void Nobody_is_left_without_an_identity()
    {
        var anna = Lived(AnnasLife);
        Assert.Equal("last-identity",
            PersonLinking.DecideSplit(Anna, anna, Berta, [A1, A2], Operation).Rejection?.Code);
        Spec.Given<Person>(AnnasLife[0]).When(person => PersonDecisions.DecideActive(Anna, person, A1, false))
            .ThenRefused("last-identity");
        Spec.Given<Person>(AnnasLife).When(person => PersonDecisions.DecideActive(Anna, person, A2, false))
            .Then(new IdentityDeactivated(Anna, A2, A1));
    }

    [Fact]
    public void Saying_a_thing_twice_changes_nothing()
    {
        Spec.Given<Person>(AnnasLife).When(person => PersonDecisions.DecideReference(Anna, person, A2)).ThenNothing();
        Spec.Given<Person>(AnnasLife).When(person => PersonDecisions.DecideActive(Anna, person, true)).ThenNothing();
        Spec.Given<Person>([.. AnnasLife, new PersonDeleted(Anna)])
            .When(person => PersonDecisions.DecideDelete(Anna, person)).ThenNothing();
    }

    [Fact]
    public void An_identity_can_move_to_another_person()
    {
        var (anna, berta) = (Lived(AnnasLife), Lived(BertasLife));
        var move = PersonLinking.DecideMove(A2, Anna, anna, Berta, berta, Operation);
        Assert.Equal([A1], Evolve(anna, move.One).Identities.Keys);
        Assert.Equal([A2, B1, B2], Evolve(berta, move.Other).Identities.Keys);
    }

    static Person Evolve(Person person, Decision decision)
    {
        Assert.Null(decision.Rejection);
        return decision.Events.Aggregate(person, Person.Evolve);
    }

    internal static void AssertSame(Person expected, Person actual) => Assert.Equal(Text(expected), Text(actual));

    internal static string Text(Person person) => System.Text.Json.JsonSerializer.Serialize(person);
}
