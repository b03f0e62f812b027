namespace TrustCenter.Contracts.Identity;

/// <summary>How well a domain's people are linked, as far as decisions of clerks tell.</summary>
/// <param name="Domain">Domain of the index.</param>
/// <param name="Configuration">Version in use.</param>
/// <param name="Population">Where the numbers of pairs are from: <c>simulation</c>: all pairs of the stored identities
/// that the blocking brings together, from the newest trial of this version; <c>decided</c>: only pairs that clerks
/// have decided on, so that nothing is said of what was linked without them.</param>
/// <param name="Possible">Score from which pairs are shown.</param>
/// <param name="Match">Score from which they are linked.</param>
/// <param name="Precision">Share of the pairs linked automatically that are one person; null where nothing tells.
/// </param>
/// <param name="Recall">Share of the pairs of one person, among those linked or shown, that are linked
/// automatically.</param>
/// <param name="Bands">By score, from low to high.</param>
/// <param name="SecondOpinions">How far first and second opinions agree; null where there are none.</param>
/// <param name="OtherThresholds">What other thresholds would mean.</param>
/// <param name="Sample">The newest sample that was drawn of what this version does, and what it tells; null: none.
/// </param>
public sealed record QualityReport(
    string Domain, int Configuration, string Population, double? Possible, double? Match, Estimate? Precision,
    Estimate? Recall, IReadOnlyList<QualityBand> Bands, Agreement? SecondOpinions,
    IReadOnlyList<ThresholdWork> OtherThresholds, QualitySample? Sample = null);

/// <summary>A share with its 95 % confidence interval.</summary>
/// <param name="Value">The share.</param>
/// <param name="Lower">Lower end.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Decided">Decisions behind it.</param>
/// <param name="ByModel">Share of the pairs for whose scores there are no decisions, so that the weighting's own
/// chances stand in; the interval knows nothing of them.</param>
public sealed record Estimate(double Value, double Lower, double Upper, int Decided, double ByModel);

/// <summary>Pairs of about one score.</summary>
/// <param name="From">Score from.</param>
/// <param name="To">Score below.</param>
/// <param name="Pairs">How many there are.</param>
/// <param name="Same">Decided to be one person.</param>
/// <param name="Distinct">Decided to be two.</param>
/// <param name="Agreed">Those of both that two people decided, or a lead.</param>
/// <param name="Waiting">Not decided.</param>
/// <param name="Share">Share of one person, with its Wilson interval; null without decisions.</param>
public sealed record QualityBand(
    double From, double To, long Pairs, int Same, int Distinct, int Agreed, int Waiting, Estimate? Share);

/// <summary>First against second opinions.</summary>
/// <param name="BothSame">Both said one person.</param>
/// <param name="SameThenDistinct">The second did not agree.</param>
/// <param name="DistinctThenSame">The second did not agree.</param>
/// <param name="BothDistinct">Both said two people.</param>
/// <param name="Kappa">Cohen's kappa: 1 is full agreement, 0 is chance; null where it is not defined.</param>
/// <param name="Lower">Lower end of its 95 % interval.</param>
/// <param name="Upper">Upper end.</param>
public sealed record Agreement(
    int BothSame, int SameThenDistinct, int DistinctThenSame, int BothDistinct, double? Kappa, double? Lower,
    double? Upper);

/// <summary>What a threshold at a score would mean.</summary>
/// <param name="Score">The threshold.</param>
/// <param name="PairsAbove">Pairs at or above it: linked, were it the threshold for links.</param>
/// <param name="WrongAbove">Of these, how many are thought to be two people.</param>
/// <param name="PairsBelow">Pairs below it and no lower than what is shown now: a clerk's work, were it the threshold
/// for links; not seen by anybody, were it the threshold for showing.</param>
/// <param name="SameBelow">Of these, how many are thought to be one person.</param>
public sealed record ThresholdWork(
    double Score, long PairsAbove, double WrongAbove, long PairsBelow, double SameBelow);
