namespace TrustCenter.Contracts.Identity;

/// <summary>How people are compared. Kept in versions; one of them is in use.</summary>
/// <param name="MatchAt">From this weight on two are one person; weights are powers of two of the odds.</param>
/// <param name="PossibleAt">From this weight on somebody has to look.</param>
/// <param name="MostCandidates">Records compared with one registration at most.</param>
/// <param name="Fields">How often each field agrees at which level; null: as in the version in use.</param>
/// <param name="Pairs">How often pairs are of which kind; null: as in the version in use.</param>
public sealed record LinkageSettings(
    double MatchAt, double PossibleAt, int MostCandidates = 5_000, IReadOnlyList<LinkageField>? Fields = null,
    LinkagePairs? Pairs = null);

/// <summary>Agreement of one field.</summary>
/// <param name="Field">Name of the field.</param>
/// <param name="Levels">From the same to different.</param>
public sealed record LinkageField(string Field, IReadOnlyList<LinkageLevel> Levels);

/// <summary>One level of agreement.</summary>
/// <param name="Level">Its name.</param>
/// <param name="M">Its share among pairs of one person.</param>
/// <param name="U">Its share among pairs of strangers.</param>
public sealed record LinkageLevel(string Level, double M, double U);

/// <summary>Shares of the kinds of pairs among all pairs.</summary>
/// <param name="Stayed">One person, living where it lived.</param>
/// <param name="Moved">One person, living elsewhere.</param>
/// <param name="Household">Two people of one family name at one address.</param>
/// <param name="Twins">The same born on one day.</param>
/// <param name="Crosswise">Of one person's pairs, those with given and family name swapped.</param>
public sealed record LinkagePairs(double Stayed, double Moved, double Household, double Twins, double Crosswise);

/// <summary>A version of how people are compared.</summary>
public sealed record ConfigurationView(
    int Version, bool Active, DateTimeOffset AddedAt, string AddedBy, LinkageSettings Settings);
