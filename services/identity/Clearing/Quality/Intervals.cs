namespace TrustCenter.Identities;

/// <summary>Confidence intervals of shares, 95 %.</summary>
static class Intervals
{
    /// <summary>The 97.5 % point of the standard normal distribution.</summary>
    public const double Z = 1.959963984540054;

    /// <summary>
    /// Wilson's score interval (E. B. Wilson, JASA 22, 1927, 209–212): all shares that a test would not refuse for what
    /// was seen. Holds for few decisions and for shares near 0 and 1, where the textbook's interval does not (Brown,
    /// Cai and DasGupta, Statistical Science 16, 2001, 101–133). Takes a number of decisions that is no whole one, for
    /// samples that tell less than their size.
    /// </summary>
    /// <param name="share">Share seen.</param>
    /// <param name="decisions">Out of so many, more than 0.</param>
    public static (double Lower, double Upper) Wilson(double share, double decisions)
    {
        var z2 = Z * Z;
        var middle = (share + z2 / (2 * decisions)) / (1 + z2 / decisions);
        var half = Z / (1 + z2 / decisions)
            * Math.Sqrt(share * (1 - share) / decisions + z2 / (4 * decisions * decisions));
        return (Math.Max(0, Math.Min(share, middle - half)), Math.Min(1, Math.Max(share, middle + half)));
    }
}

/// <summary>
/// Cohen's kappa (J. Cohen, Educational and Psychological Measurement 20, 1960, 37–46): agreement beyond what two who
/// decide independently reach by chance, (p_o − p_e) / (1 − p_e), with the large-sample standard error given there,
/// √(p_o (1 − p_o) / (n (1 − p_e)²)). Undefined where both always say the same word.
/// </summary>
static class CohensKappa
{
    public static (double Kappa, double Lower, double Upper)? Of(
        int bothYes, int yesThenNo, int noThenYes, int bothNo)
    {
        double n = bothYes + yesThenNo + noThenYes + bothNo;
        if (n == 0) return null;
        var observed = (bothYes + bothNo) / n;
        var expected = ((bothYes + yesThenNo) / n * ((bothYes + noThenYes) / n))
            + ((noThenYes + bothNo) / n * ((yesThenNo + bothNo) / n));
        if (expected >= 1) return null;
        var kappa = (observed - expected) / (1 - expected);
        var half = Intervals.Z * Math.Sqrt(observed * (1 - observed) / (n * (1 - expected) * (1 - expected)));
        return (kappa, Math.Max(-1, kappa - half), Math.Min(1, kappa + half));
    }
}
