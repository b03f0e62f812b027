using TrustCenter.Events;
using TrustCenter.Testing;

namespace TrustCenter.Identities.Tests;

public sealed class PairDecisionsTests
{
    static readonly Guid Id = Key(1), A = Key(11), B = Key(12), Anna = Key(21), Berta = Key(22), Operation = Key(31);
    static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    static readonly PossibleMatchFound Found = new(Id, "MII", A, B, 6.5, 1);
    static readonly PairSampled Drawn = new(Id, "MII", A, B, 6.5, 1, Key(41));
    static readonly PairPeople Two = new(Anna, Berta, Now.AddDays(-9), Now.AddDays(-2));
    static readonly PairPeople One = new(Anna, Anna, Now.AddDays(-9), Now.AddDays(-9));
    static readonly ClearingRules Merges = new(ClearingRules.Merges, null);

    static Guid Key(byte number) => new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number);

    static PairActor By(string name) => new(name, Now);

    static OpinionGiven First(Verdict verdict = Verdict.Same, MergeChoice? choice = null) =>
        new(Id, 1, verdict, choice ?? new(), By("ada"));

    static OpinionGiven Second(Verdict verdict, string by = "ben") => new(Id, 2, verdict, new(), By(by));

    static FoundSame Same(Stage stage, string by, Guid? stays = null) =>
        new(Id, Operation, stays ?? Anna, stays == Berta ? Anna : Berta, false, stage, By(by));

    static Func<PossibleMatch, Decision> Saying(
        Verdict verdict, string by = "ada", ClearingRules? rules = null, PairPeople? people = null, bool lead = false,
        bool ask = false, MergeChoice? choice = null) => pair => PairDecisions.Decide(Id, pair, people ?? Two,
        rules ?? ClearingRules.Usual, new(verdict, By(by), choice ?? new(), lead, ask, null, Operation));

    static Func<PossibleMatch, Decision> TakingBack(string by = "ada", bool lead = false, PairPeople? people = null) =>
        pair => PairDecisions.TakeBack(Id, pair, people ?? Two, By(by), lead);

    [Fact]
    public void One_word_is_enough_where_nobody_asks_for_two() =>
        Spec.Given<PossibleMatch>(Found).When(Saying(Verdict.Same)).Then(Same(Stage.Single, "ada"));

    [Fact]
    public void Whoever_is_known_longer_stays_unless_somebody_is_named() =>
        Spec.Given<PossibleMatch>(Found).When(Saying(Verdict.Same, choice: new(Berta)))
            .Then(Same(Stage.Single, "ada", Berta));

    [Fact]
    public void Somebody_whom_the_pair_is_not_about_can_not_stay() =>
        Spec.Given<PossibleMatch>(Found).When(Saying(Verdict.Same, choice: new(Key(99))))
            .ThenRefused("person-not-of-pair");

    [Fact]
    public void Two_people_are_two_people() => Spec.Given<PossibleMatch>(Found).When(Saying(Verdict.Distinct))
        .Then(new FoundDistinct(Id, Stage.Single, By("ada")));

    [Fact]
    public void A_domain_may_want_two_words_for_a_merge_and_one_for_two_people()
    {
        Spec.Given<PossibleMatch>(Found).When(Saying(Verdict.Same, rules: Merges)).Then(First());
        Spec.Given<PossibleMatch>(Found).When(Saying(Verdict.Distinct, rules: Merges))
            .Then(new FoundDistinct(Id, Stage.Single, By("ada")));
    }

    [Theory]
    [InlineData(6.4, true)]
    [InlineData(6.5, true)]
    [InlineData(6.6, false)]
    public void A_domain_may_want_two_words_below_a_score(double below, bool enough)
    {
        var outcome = Spec.Given<PossibleMatch>(Found)
            .When(Saying(Verdict.Same, rules: new(ClearingRules.Asked, below)));
        outcome.Then(enough ? Same(Stage.Single, "ada") : First());
    }

    [Fact]
    public void A_clerk_may_ask_for_another_person() => Spec.Given<PossibleMatch>(Found)
        .When(Saying(Verdict.Distinct, ask: true)).Then(First(Verdict.Distinct));

    [Fact]
    public void Nobody_gives_both_opinions() =>
        Spec.Given<PossibleMatch>(Found, First()).When(Saying(Verdict.Distinct)).ThenRefused("own-opinion");

    [Fact]
    public void Two_who_agree_decide_and_the_first_ones_choice_holds_where_the_second_made_none() =>
        Spec.Given<PossibleMatch>(Found, First(choice: new(Berta))).When(Saying(Verdict.Same, "ben"))
            .Then(Second(Verdict.Same), Same(Stage.Agreed, "ben", Berta));

    [Fact]
    public void A_choice_that_no_longer_is_one_falls_back_to_the_usual() =>
        Spec.Given<PossibleMatch>(Found, First(choice: new(Key(99)))).When(Saying(Verdict.Same, "ben"))
            .Then(Second(Verdict.Same), Same(Stage.Agreed, "ben"));

    [Fact]
    public void Two_who_do_not_agree_decide_nothing() =>
        Spec.Given<PossibleMatch>(Found, First()).When(Saying(Verdict.Distinct, "ben")).Then(Second(Verdict.Distinct));

    [Fact]
    public void Where_two_do_not_agree_a_lead_has_the_last_word()
    {
        object[] disputed = [Found, First(), Second(Verdict.Distinct)];
        Spec.Given<PossibleMatch>(disputed).When(Saying(Verdict.Same, "cleo")).ThenRefused("lead-needed");
        Spec.Given<PossibleMatch>(disputed).When(Saying(Verdict.Same, "ben", lead: true)).ThenRefused("own-opinion");
        Spec.Given<PossibleMatch>(disputed).When(Saying(Verdict.Same, "cleo", lead: true))
            .Then(Same(Stage.Settled, "cleo"));
    }

    [Fact]
    public void A_first_opinion_is_not_postponed_away() =>
        Spec.Given<PossibleMatch>(Found, First()).When(Saying(Verdict.Postponed, "ben")).ThenRefused("opinion-due");

    [Fact]
    public void What_is_postponed_can_be_decided() =>
        Spec.Given<PossibleMatch>(Found, new PairPostponed(Id, null, By("ben"))).When(Saying(Verdict.Same))
            .Then(Same(Stage.Single, "ada"));

    [Fact]
    public void Saying_it_again_changes_nothing_and_somebody_else_hears_who_was_first()
    {
        var distinct = new FoundDistinct(Id, Stage.Single, By("ada"));
        Spec.Given<PossibleMatch>(Found, distinct).When(Saying(Verdict.Distinct)).ThenNothing();
        Spec.Given<PossibleMatch>(Found, distinct).When(Saying(Verdict.Distinct, "ben")).ThenRefused("pair-decided");
        var refused = Saying(Verdict.Same, "ben")(Spec.Given<PossibleMatch>(Found, distinct).State).Rejection!;
        Assert.Contains("ada", refused.Message, StringComparison.Ordinal);
        Assert.Contains("two people", refused.Message, StringComparison.Ordinal);
        Spec.Given<PossibleMatch>(Found, Same(Stage.Single, "ada")).When(Saying(Verdict.Distinct, "ben", people: One))
            .ThenRefused("pair-decided");
    }

    [Fact]
    public void Who_became_one_person_by_another_way_is_no_pair_any_more() =>
        Spec.Given<PossibleMatch>(Found).When(Saying(Verdict.Distinct, people: One)).ThenRefused("same-person");

    [Fact]
    public void A_drawn_link_is_confirmed_or_refuted_and_nobodys_life_changes()
    {
        Spec.Given<PossibleMatch>(Drawn).When(Saying(Verdict.Same, people: One))
            .Then(new LinkConfirmed(Id, Stage.Single, By("ada")));
        Spec.Given<PossibleMatch>(Drawn).When(Saying(Verdict.Distinct, people: One))
            .Then(new LinkRefuted(Id, Stage.Single, By("ada")));
        Spec.Given<PossibleMatch>(Drawn).When(Saying(Verdict.Same)).Then(Same(Stage.Single, "ada"));
    }

    [Fact]
    public void A_refuted_link_waits_for_a_lead_who_parts_the_two()
    {
        object[] refuted = [Drawn, new LinkRefuted(Id, Stage.Single, By("ada"))];
        Spec.Given<PossibleMatch>(refuted).When(Saying(Verdict.Distinct, "ben")).ThenRefused("lead-needed");
        Spec.Given<PossibleMatch>(refuted).When(Saying(Verdict.Distinct, "cleo", people: One, lead: true))
            .ThenRefused("not-parted");
        Spec.Given<PossibleMatch>(refuted).When(Saying(Verdict.Distinct, "cleo", lead: true))
            .Then(new FoundDistinct(Id, Stage.Settled, By("cleo")));
        Spec.Given<PossibleMatch>(refuted).When(Saying(Verdict.Same, "cleo", people: One, lead: true))
            .Then(new LinkConfirmed(Id, Stage.Settled, By("cleo")));
        Spec.Given<PossibleMatch>(refuted).When(TakingBack("ben", people: One)).ThenRefused("opinion-of-another");
        Spec.Given<PossibleMatch>(refuted).When(TakingBack(people: One)).Then(new DecisionTakenBack(Id, By("ada")));
    }

    [Fact]
    public void A_drawn_pair_is_blind_until_it_is_decided()
    {
        Assert.True(Spec.Given<PossibleMatch>(Found, Drawn).State.IsBlind);
        Assert.True(Spec.Given<PossibleMatch>(Drawn, First()).State.IsBlind);
        Assert.False(Spec.Given<PossibleMatch>(Found, First()).State.IsBlind);
        Assert.False(Spec.Given<PossibleMatch>(Drawn, First(), Second(Verdict.Distinct)).State.IsBlind);
        Assert.False(Spec.Given<PossibleMatch>(Drawn, new LinkConfirmed(Id, Stage.Single, By("ada"))).State.IsBlind);
    }

    [Fact]
    public void Who_was_parted_again_can_be_decided_anew() =>
        Spec.Given<PossibleMatch>(Found, Same(Stage.Single, "ada")).When(Saying(Verdict.Distinct, "ben"))
            .Then(new FoundDistinct(Id, Stage.Single, By("ben")));

    [Fact]
    public void A_clerk_takes_back_what_one_has_decided_but_not_what_two_have()
    {
        Spec.Given<PossibleMatch>(Found, new FoundDistinct(Id, Stage.Single, By("ada"))).When(TakingBack("ben"))
            .Then(new DecisionTakenBack(Id, By("ben")));
        object[] agreed = [Found, First(Verdict.Distinct), Second(Verdict.Distinct),
            new FoundDistinct(Id, Stage.Agreed, By("ben"))];
        Spec.Given<PossibleMatch>(agreed).When(TakingBack()).ThenRefused("lead-needed");
        Spec.Given<PossibleMatch>(agreed).When(TakingBack("cleo", lead: true))
            .Then(new DecisionTakenBack(Id, By("cleo")));
    }

    [Fact]
    public void A_first_opinion_is_taken_back_by_its_giver()
    {
        Spec.Given<PossibleMatch>(Found, First()).When(TakingBack("ben")).ThenRefused("opinion-of-another");
        Spec.Given<PossibleMatch>(Found, First()).When(TakingBack()).Then(new DecisionTakenBack(Id, By("ada")));
        Spec.Given<PossibleMatch>(Found, First(), new DecisionTakenBack(Id, By("ada")))
            .When(Saying(Verdict.Same, "ben")).Then(Same(Stage.Single, "ben"));
    }

    [Fact]
    public void What_is_open_has_nothing_to_take_back() =>
        Spec.Given<PossibleMatch>(Found).When(TakingBack()).ThenNothing();

    [Fact]
    public void A_link_added_by_hand_is_no_pair_once_taken_back() =>
        Spec.Given<PossibleMatch>(new PossibleMatchAdded(Id, "MII", A, B, -3, 1, NeverMatch: true),
                new FoundDistinct(Id, Stage.Single, By("ada")), new DecisionTakenBack(Id, By("ada")))
            .When(Saying(Verdict.Same)).ThenRefused("pair-unknown");

    [Fact]
    public void What_nobody_has_found_is_unknown() =>
        Spec.Given<PossibleMatch>().When(Saying(Verdict.Same)).ThenRefused("pair-unknown");
}
