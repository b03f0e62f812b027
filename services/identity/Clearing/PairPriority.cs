namespace TrustCenter.Identities;

/// <summary>Which weighting a score is of: what it says of the chance that both are one person.</summary>
enum ScoreKind
{
    /// <summary>No comparison stands behind it.</summary>
    None,

    /// <summary>Bits: the odds as a power of two.</summary>
    FellegiSunter,

    /// <summary>A ratio of what speaks for to what speaks against.</summary>
    Epix,

    /// <summary>A share.</summary>
    Mainzelliste,
}

/// <summary>What comes first on the worklist. <see cref="Sql"/> is the same in the database.</summary>
static class PairPriority
{
    public const double Sureness = 60;
    public const double Another = 5;
    public const int MostOthers = 5;

    /// <summary>Chance and further pairs of the two people, and one for each day since the beginning of Unix time,
    /// so that the order of two pairs does not change while they wait.</summary>
    public static double Rank(double chance, int others, DateTimeOffset foundAt) =>
        Sureness * chance + Another * Math.Min(others, MostOthers) - Days(foundAt);

    /// <summary>As people are told.</summary>
    public static double Of(double rank, DateTimeOffset now) => Math.Round(rank + Days(now), 1);

    public static double Chance(double score, ScoreKind kind) => kind switch
    {
        ScoreKind.FellegiSunter => 1 / (1 + Math.Pow(2, -Math.Clamp(score, -500, 500))),
        ScoreKind.Epix => Math.Max(score, 0) / (1 + Math.Max(score, 0)),
        ScoreKind.Mainzelliste => Math.Clamp(score, 0, 1),
        _ => 0.5,
    };

    public static double Days(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).TotalDays;

    /// <summary>Of columns <c>score</c>, <c>kind</c>, <c>others</c> and <c>found_at</c>.</summary>
    public const string Sql = """
        60 * case kind when 'f' then 1 / (1 + power(2, -greatest(least(score, 500), -500)))
                when 'e' then greatest(score, 0) / (1 + greatest(score, 0))
                when 'm' then greatest(least(score, 1), 0) else 0.5 end
            + 5 * least(others, 5) - extract(epoch from found_at)::float8 / 86400
        """;
}
