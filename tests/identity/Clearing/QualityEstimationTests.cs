using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Identities.Tests;

public sealed class QualityEstimationTests
{
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)] // Newcombe 1998, table I, method 3
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilsons_interval_is_as_published(int same, int decided, double lower, double upper)
    {
        var interval = Intervals.Wilson((double)same / decided, decided);
        Assert.Equal((lower, upper), (Math.Round(interval.Lower, 4), Math.Round(interval.Upper, 4)));
    }

    [Fact]
    public void An_interval_holds_its_share_lies_within_0_and_1_and_shrinks_with_decisions() =>
        Prop.ForAll(Gen.Choose(1, 500).SelectMany(n => Gen.Choose(0, n).Select(same => (same, n))).ToArbitrary(),
            seen =>
        {
            var share = (double)seen.same / seen.n;
            var (lower, upper) = Intervals.Wilson(share, seen.n);
            var narrow = Intervals.Wilson(share, seen.n * 4);
            return 0 <= lower && lower <= share && share <= upper && upper <= 1
                && narrow.Upper - narrow.Lower < upper - lower;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_interval_covers_the_true_share_about_nineteen_times_in_twenty()
    {
        foreach (var share in new[] { 0.02, 0.1, 0.5, 0.9 })
        {
            // exactly: the chances of all outcomes whose interval holds the share
            const int N = 60;
            var covered = Enumerable.Range(0, N + 1).Where(same =>
            {
                var (lower, upper) = Intervals.Wilson((double)same / N, N);
                return lower <= share && share <= upper;
            }).Sum(same => Binomial(N, same, share));
            Assert.InRange(covered, 0.92, 0.99);
        }
    }

    [Fact]
    public void Kappa_is_as_computed_by_hand()
    {
        // observed 0.7, expected 0.6 * 0.5 + 0.4 * 0.5 = 0.5
        var kappa = CohensKappa.Of(20, 10, 5, 15)!.Value;
        Assert.Equal(0.4, kappa.Kappa, 12);
        Assert.Equal(Intervals.Z * Math.Sqrt(0.7 * 0.3 / (50 * 0.25)), kappa.Upper - kappa.Kappa, 12);
    }

    [Fact]
    public void Kappa_of_full_agreement_is_one_of_chance_none_and_of_one_word_undefined()
    {
        Assert.Equal(1, CohensKappa.Of(7, 0, 0, 4)!.Value.Kappa, 12);
        Assert.Equal(0, CohensKappa.Of(10, 10, 10, 10)!.Value.Kappa, 12);
        Assert.Null(CohensKappa.Of(9, 0, 0, 0));
        Assert.Null(CohensKappa.Of(0, 0, 0, 0));
    }

    [Fact]
    public void Where_all_is_decided_precision_and_recall_are_counts()
    {
        var strata = new[] { Of(2, 10, 10, 1), Of(5, 20, 20, 12), Of(11, 30, 30, 29) };
        var precision = QualityEstimation.Precision(strata[2..])!;
        Assert.Equal(29.0 / 30, precision.Value, 12);
        Assert.Equal(29.0 / 42, QualityEstimation.Recall(strata[2..], strata[..2])!.Value, 12);
        Assert.Equal(0, precision.ByModel);
    }

    [Fact]
    public void Bands_count_by_their_size_not_by_their_decisions()
    {
        // 900 pairs of which one in ten is wrong, judged by 10; 100 pairs all right, judged by 90
        var precision = QualityEstimation.Precision([Of(11, 900, 10, 9), Of(12, 100, 90, 90)])!;
        Assert.Equal(0.91, precision.Value, 12);
        Assert.True(precision.Upper - precision.Lower > 0.2, "Ten decisions carry nine tenths of it.");
    }

    [Fact]
    public void Without_decisions_the_weighting_itself_stands_in_and_that_is_told()
    {
        var precision = QualityEstimation.Precision([Of(11, 50, 10, 10), Of(12, 150, 0, 0) with { Chance = 0.5 }])!;
        Assert.Equal((50 + 75) / 200.0, precision.Value, 12);
        Assert.Equal(0.75, precision.ByModel, 12);
        Assert.Null(QualityEstimation.Precision([Of(12, 150, 0, 0)]));
    }

    [Fact]
    public void Estimates_lie_in_their_intervals_whatever_is_decided() => Prop.ForAll(
        Gen.Choose(0, 12).SelectMany(band => Gen.Choose(1, 40).SelectMany(n => Gen.Choose(0, n).SelectMany(decided =>
            Gen.Choose(0, decided).Select(same => Of(band, n, decided, same))))).ListOf(6).ToArbitrary(), strata =>
        {
            var (linked, shown) = (strata.Take(3).ToArray(), strata.Skip(3).ToArray());
            return new[] { QualityEstimation.Precision(linked), QualityEstimation.Recall(linked, shown) }
                .All(estimate => estimate is null || (estimate.Lower <= estimate.Value + 1e-12
                    && estimate.Value <= estimate.Upper + 1e-12 && estimate is { Lower: >= 0, Upper: <= 1 }));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_a_threshold_parts_adds_up_to_the_whole()
    {
        Stratum[] strata = [Of(2, 10, 10, 1), Of(5, 20, 20, 12), Of(11, 30, 30, 29)];
        var work = QualityEstimation.Thresholds(strata, ScoreKind.FellegiSunter);
        Assert.Equal([2.0, 5.0, 11.0], work.Select(at => at.Score));
        Assert.All(work, at => Assert.Equal(60, at.PairsAbove + at.PairsBelow));
        Assert.Equal((30L, 1.0, 30L, 13.0),
            (work[2].PairsAbove, work[2].WrongAbove, work[2].PairsBelow, work[2].SameBelow));
    }

    static Stratum Of(int band, long pairs, int decided, int same) => new(band, pairs, decided, same, 0.5);

    static double Binomial(int n, int k, double p)
    {
        var logarithm = k * Math.Log(p) + (n - k) * Math.Log(1 - p);
        for (var i = 1; i <= k; i++) logarithm += Math.Log(n - k + i) - Math.Log(i);
        return Math.Exp(logarithm);
    }
}
