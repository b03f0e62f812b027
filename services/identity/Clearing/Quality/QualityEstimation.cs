using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities;

/// <summary>Pairs of about one score: how many there are, and what was decided on some of them.</summary>
/// <param name="Pairs">How many there are.</param>
/// <param name="Decided">On how many of them somebody decided.</param>
/// <param name="Same">How many of these are one person.</param>
/// <param name="Chance">What the weighting thinks, where nobody decided.</param>
readonly record struct Stratum(int Band, long Pairs, int Decided, int Same, double Chance)
{
    public double Share => Decided > 0 ? (double)Same / Decided : Chance;

    /// <summary>How many are one person, as far as known.</summary>
    public double Expected => Pairs * Share;

    /// <summary>Variance of that: of a share from a simple random sample of the band.</summary>
    public double Variance => Decided > 0 ? (double)Pairs * Pairs * Share * (1 - Share) / Decided : 0;
}

/// <summary>
/// Precision and recall from decisions that clerks took on some of the pairs of each score band: the stratified
/// estimator (W. G. Cochran, Sampling Techniques, 3rd ed. 1977, chapters 5 and 6), the bands being the strata. The
/// share of one person in a band is that among its decisions; recall is a ratio of two such sums, its variance by the
/// delta method. The intervals are Wilson's at the effective number of decisions p(1 − p)/V, as E. L. Korn and B. I.
/// Graubard (Survey Methodology 24, 1998, 193–201) take it with Clopper and Pearson's. Assumed: decisions are right,
/// and within a band it is chance on which pairs somebody decided. A band without decisions counts by the weighting's
/// own chances; what share of the pairs that is, is told.
/// </summary>
static class QualityEstimation
{
    /// <summary>Share of one person among the pairs linked automatically; null where there are none, or no decisions.
    /// </summary>
    public static Estimate? Precision(IReadOnlyCollection<Stratum> linked)
    {
        double pairs = linked.Sum(stratum => stratum.Pairs);
        if (pairs == 0) return null;
        return Of(linked.Sum(stratum => stratum.Expected) / pairs,
            linked.Sum(stratum => stratum.Variance) / (pairs * pairs), linked);
    }

    /// <summary>Share of those linked among all that are one person, linked or shown.</summary>
    public static Estimate? Recall(IReadOnlyCollection<Stratum> linked, IReadOnlyCollection<Stratum> shown)
    {
        var (found, missed) = (linked.Sum(stratum => stratum.Expected), shown.Sum(stratum => stratum.Expected));
        var all = found + missed;
        if (all == 0) return null;
        var recall = found / all;
        var variance = (((1 - recall) * (1 - recall) * linked.Sum(stratum => stratum.Variance))
            + (recall * recall * shown.Sum(stratum => stratum.Variance))) / (all * all);
        return Of(recall, variance, [.. linked, .. shown]);
    }

    public static Estimate? Share(int same, int decided)
    {
        if (decided == 0) return null;
        var share = (double)same / decided;
        var (lower, upper) = Intervals.Wilson(share, decided);
        return new(share, lower, upper, decided, 0);
    }

    /// <summary>What a threshold between two bands would mean, for each of them.</summary>
    public static IReadOnlyList<ThresholdWork> Thresholds(IReadOnlyList<Stratum> strata, ScoreKind kind)
    {
        var ordered = strata.OrderBy(stratum => stratum.Band).ToArray();
        return
        [
            .. ordered.Select((at, i) => new ThresholdWork(ScoreBands.Range(at.Band, kind).From,
                ordered[i..].Sum(stratum => stratum.Pairs),
                Math.Round(ordered[i..].Sum(stratum => stratum.Pairs - stratum.Expected), 1),
                ordered[..i].Sum(stratum => stratum.Pairs),
                Math.Round(ordered[..i].Sum(stratum => stratum.Expected), 1))),
        ];
    }

    static Estimate? Of(double share, double variance, IReadOnlyCollection<Stratum> strata)
    {
        var decided = strata.Sum(stratum => stratum.Decided);
        if (decided == 0) return null;
        var effective = variance > 0 ? Math.Min(decided, share * (1 - share) / variance) : decided;
        var (lower, upper) = Intervals.Wilson(share, Math.Max(effective, 1));
        double pairs = strata.Sum(stratum => stratum.Pairs);
        var model = strata.Where(stratum => stratum.Decided == 0).Sum(stratum => stratum.Pairs);
        return new(share, lower, upper, decided, pairs == 0 ? 0 : model / pairs);
    }
}
