using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities;

/// <summary>What would come of a decision on a pair that waits. Pure; the decision itself has the last word.</summary>
static class BulkForecast
{
    public const string Decided = "decided";
    public const string FirstOpinion = "first-opinion";
    public const string SecondOpinion = "second-opinion";
    public const string Unchanged = "unchanged";

    public static string Of(
        PairView pair, Verdict verdict, ClearingRules rules, string by, bool maySettle, bool neverMatch)
    {
        if (pair.Status is PairStatuses.SecondOpinion or PairStatuses.Disputed
            && (pair.FirstBy == by || pair.SecondBy == by)) return "own-opinion";
        if (verdict == Verdict.Postponed)
        {
            return pair.Status is PairStatuses.SecondOpinion or PairStatuses.Disputed ? "opinion-due" : Decided;
        }

        if (verdict == Verdict.Same && neverMatch) return "persons-distinct";
        return pair.Status switch
        {
            PairStatuses.Disputed => maySettle ? Decided : "lead-needed",
            PairStatuses.SecondOpinion => SecondOpinion,
            _ => rules.NeedSecond(verdict, pair.Score) ? FirstOpinion : Decided,
        };
    }

    /// <summary>What did come of it.</summary>
    public static string Of(PairOutcome outcome) => outcome switch
    {
        { Rejection: { } rejection } => rejection.Code,
        { Changed: false } => Unchanged,
        { After.Status: PairStatus.SecondOpinion } => FirstOpinion,
        { After.Status: PairStatus.Disputed } => SecondOpinion,
        _ => Decided,
    };
}
