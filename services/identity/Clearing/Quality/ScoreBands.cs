using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Scores of about the same size, so that decisions on some tell about the others.</summary>
static class ScoreBands
{
    const int Lowest = -20;
    const int Highest = 40;

    /// <summary>One bit, one of an E-PIX's ratio, a twentieth of a Mainzelliste's weight.</summary>
    public static double Width(ScoreKind kind) => kind == ScoreKind.Mainzelliste ? 0.05 : 1;

    /// <summary>The outermost ones take what lies beyond.</summary>
    public static int Of(double score, ScoreKind kind) => double.IsNaN(score) ? Lowest
        : (int)Math.Clamp(Math.Floor(score / Width(kind)), Lowest, Highest);

    public static (double From, double To) Range(int band, ScoreKind kind) =>
        (band * Width(kind), (band + 1) * Width(kind));

    public static ScoreKind KindOf(LinkageConfiguration configuration) => configuration switch
    {
        { FellegiSunter: not null } => ScoreKind.FellegiSunter,
        { Epix: not null } => ScoreKind.Epix,
        _ => ScoreKind.Mainzelliste,
    };

    /// <summary>What the weighting itself thinks of the middle of a band.</summary>
    public static double Chance(int band, ScoreKind kind) =>
        PairPriority.Chance((band + 0.5) * Width(kind), kind);
}
