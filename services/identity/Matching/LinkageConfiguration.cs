using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>How a domain's people are compared and when they are taken for one. Kept in versions; every decision names
/// the version it was made with.</summary>
/// <param name="MatchAt">From this weight on two are one person. Weights are powers of two of the odds.</param>
/// <param name="PossibleAt">From this weight on somebody has to look.</param>
/// <param name="Parameters">What the weighting knows of the population.</param>
/// <param name="MostCandidates">Records compared with one registration at most, those with most in common.</param>
public sealed record LinkageConfiguration(
    double MatchAt, double PossibleAt, FellegiSunterParameters Parameters, int MostCandidates)
{
    const int Fixed = 8;

    /// <summary>With one field for each authority whose identifiers are compared.</summary>
    public LinkageConfiguration With(IEnumerable<string> compared)
    {
        var known = Parameters.Fields.Skip(Fixed).ToDictionary(field => field.Field);
        return this with
        {
            Parameters = Parameters with
            {
                Fields =
                [
                    .. Parameters.Fields.Take(Fixed),
                    .. compared.Select(name => known.GetValueOrDefault(name) ?? UsualParameters.Identifier(name)),
                ],
            },
        };
    }

    public static LinkageConfiguration Usual { get; } = new(10, 0, UsualParameters.All, 5_000);
}
