using System.Globalization;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>Somebody's word on a pair, with all that is made outside.</summary>
/// <param name="MaySettle">Whether this is somebody who decides where two do not agree.</param>
/// <param name="AsksSecond">Wants another person to look too.</param>
/// <param name="Operation">Key of the merge, should there be one.</param>
public sealed record Judgement(
    Verdict Verdict, PairActor Act, MergeChoice Choice, bool MaySettle = false, bool AsksSecond = false,
    DateOnly? Until = null, Guid Operation = default);

/// <summary>Whose the two identities of a pair are now.</summary>
/// <param name="SinceA">Since when that person is known.</param>
public sealed record PairPeople(Guid A, Guid B, DateTimeOffset SinceA, DateTimeOffset SinceB)
{
    public bool AreOne => A == B;

    /// <summary>Whoever is known longer.</summary>
    public Guid Usual => SinceA < SinceB || (SinceA == SinceB && A.CompareTo(B) < 0) ? A : B;

    public bool Has(Guid? person) => person == A || person == B;

    public Guid Other(Guid person) => person == A ? B : A;
}

/// <summary>What may happen to a pair. Pure.</summary>
public static class PairDecisions
{
    public static Rejection Unknown { get; } = Rejection.NotFound("pair-unknown",
        "There is no such pair in a domain that is yours to use.");

    public static Rejection OnePerson { get; } = Rejection.Conflict("same-person", "Both are one person's already.");

    static readonly Rejection OwnOpinion = Rejection.Forbidden("own-opinion",
        "You have given an opinion on this pair; another person has to decide.");

    static readonly Rejection LeadNeeded = Rejection.Forbidden("lead-needed",
        "Two people do not agree on this pair, or have decided together; a lead has the last word.");

    static readonly Rejection NoPostponing = Rejection.Conflict("opinion-due",
        "Say whether it is one person or two, or leave it to somebody else: a first opinion waits.", "verdict");

    static readonly Rejection NotParted = Rejection.Conflict("not-parted",
        "Both are one person's still; part them first, by splitting that person.");

    static readonly Rejection NotOfThePair = Rejection.Conflict("person-not-of-pair",
        "The pair is not about this person, or not any more; look at it again.", "stays");

    public static Decision Decide(
        Guid id, PossibleMatch pair, PairPeople people, ClearingRules rules, Judgement judgement)
    {
        if (pair.Status is PairStatus.None or PairStatus.Withdrawn) return Unknown;
        if (Repeated(pair, people, judgement)) return Decision.Nothing;
        if (Overtaken(pair, people) is { } decided) return decided;
        if (judgement.Choice.Stays is { } stays && !people.Has(stays)) return NotOfThePair;
        return pair.Status switch
        {
            PairStatus.SecondOpinion => Second(id, pair, people, judgement),
            PairStatus.Disputed => Settle(id, pair, people, judgement),
            PairStatus.ToPart => Part(id, people, judgement),
            _ => First(id, pair, people, rules, judgement),
        };
    }

    /// <summary>The words with which a pair that is decided already is refused.</summary>
    public static Rejection? Overtaken(PossibleMatch pair, PairPeople people) => pair.Ruling switch
    {
        { Verdict: Verdict.Distinct } ruling => Said(ruling, "two people"),
        { Verdict: Verdict.Same } ruling when people.AreOne => Said(ruling, "one person"),
        // a drawn one may be confirmed
        _ => people.AreOne && pair.Sample is null ? OnePerson : null,
    };

    /// <summary>Everything said is taken back: by who said it, or a lead where it was two who did.</summary>
    public static Decision TakeBack(
        Guid id, PossibleMatch pair, PairPeople people, PairActor act, bool maySettle)
    {
        if (pair.Status is PairStatus.None or PairStatus.Withdrawn) return Unknown;
        if (!maySettle && pair.Ruling is { Stage: not Stage.Single, Follows: null }) return LeadNeeded;
        if (!maySettle && pair is ({ Status: PairStatus.Disputed } or { Status: PairStatus.ToPart, Second: not null }))
            return LeadNeeded;
        if (!maySettle && pair.Status is (PairStatus.SecondOpinion or PairStatus.ToPart)
            && pair.First!.Act.By != act.By) return OwnOfOther;
        return pair.Status == PairStatus.Open || (pair.Status == PairStatus.Same && !people.AreOne)
            ? Decision.Nothing : Decision.Of(new DecisionTakenBack(id, act));
    }

    static readonly Rejection OwnOfOther = Rejection.Forbidden("opinion-of-another",
        "Whoever gave an opinion takes it back, or a lead does.");

    static Decision First(
        Guid id, PossibleMatch pair, PairPeople people, ClearingRules rules, Judgement judgement)
    {
        if (judgement.Verdict == Verdict.Postponed)
            return Decision.Of(new PairPostponed(id, judgement.Until, judgement.Act));
        return judgement.AsksSecond || rules.NeedSecond(judgement.Verdict, pair.Score)
            ? Decision.Of(new OpinionGiven(id, 1, judgement.Verdict, judgement.Choice, judgement.Act))
            : Final(id, people, judgement, judgement.Choice, Stage.Single);
    }

    static Decision Second(Guid id, PossibleMatch pair, PairPeople people, Judgement judgement)
    {
        var first = pair.First!;
        if (first.Act.By == judgement.Act.By) return OwnOpinion;
        if (judgement.Verdict == Verdict.Postponed) return NoPostponing;
        var given = new OpinionGiven(id, 2, judgement.Verdict, judgement.Choice, judgement.Act);
        if (judgement.Verdict != first.Verdict) return Decision.Of(given);
        var choice = new MergeChoice(judgement.Choice.Stays ?? first.Choice.Stays,
            judgement.Choice.Reference ?? first.Choice.Reference,
            judgement.Choice.OnlyIdentity || first.Choice.OnlyIdentity);
        return Decision.Of([given, .. Final(id, people, judgement, choice, Stage.Agreed).Events]);
    }

    static Decision Settle(Guid id, PossibleMatch pair, PairPeople people, Judgement judgement)
    {
        if (pair.First!.Act.By == judgement.Act.By || pair.Second!.Act.By == judgement.Act.By) return OwnOpinion;
        if (!judgement.MaySettle) return LeadNeeded;
        return judgement.Verdict == Verdict.Postponed ? NoPostponing
            : Final(id, people, judgement, judgement.Choice, Stage.Settled);
    }

    /// <summary>What was found to be two people is parted, or it was a mistake.</summary>
    static Decision Part(Guid id, PairPeople people, Judgement judgement)
    {
        if (judgement.Verdict == Verdict.Postponed) return NoPostponing;
        if (!judgement.MaySettle) return LeadNeeded;
        return people.AreOne && judgement.Verdict == Verdict.Distinct ? NotParted
            : Final(id, people, judgement, judgement.Choice, Stage.Settled);
    }

    static Decision Final(Guid id, PairPeople people, Judgement judgement, MergeChoice choice, Stage stage)
    {
        if (people.AreOne)
        {
            return judgement.Verdict == Verdict.Distinct ? Decision.Of(new LinkRefuted(id, stage, judgement.Act))
                : Decision.Of(new LinkConfirmed(id, stage, judgement.Act));
        }

        if (judgement.Verdict == Verdict.Distinct) return Decision.Of(new FoundDistinct(id, stage, judgement.Act));
        var stays = people.Has(choice.Stays) ? choice.Stays!.Value : people.Usual;
        return Decision.Of(new FoundSame(
            id, judgement.Operation, stays, people.Other(stays), choice.OnlyIdentity, stage, judgement.Act));
    }

    /// <summary>The reference that was asked for, by whoever had the last word.</summary>
    public static Guid? ReferenceOf(PossibleMatch pair, Judgement judgement) =>
        judgement.Choice.Reference ?? (pair.Status == PairStatus.SecondOpinion ? pair.First!.Choice.Reference : null);

    static bool Repeated(PossibleMatch pair, PairPeople people, Judgement judgement) => pair.Status switch
    {
        PairStatus.Same => people.AreOne && SaidBefore(pair.Ruling!, judgement),
        PairStatus.Distinct => SaidBefore(pair.Ruling!, judgement),
        PairStatus.SecondOpinion => pair.First!.Verdict == judgement.Verdict && pair.First.Act.By == judgement.Act.By,
        _ => false,
    } && judgement.Verdict != Verdict.Postponed;

    static bool SaidBefore(Ruling ruling, Judgement judgement) =>
        ruling.Verdict == judgement.Verdict && ruling.Act.By == judgement.Act.By;

    static Rejection Said(Ruling ruling, string what) => Rejection.Conflict("pair-decided", string.Create(
        CultureInfo.InvariantCulture,
        $"{ruling.Act.By} decided at {ruling.Act.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z that this is {what}. "
        + $"Take that back first if it is wrong."));
}
