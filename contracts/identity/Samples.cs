namespace TrustCenter.Contracts.Identity;

/// <summary>Draws pairs at random for clerks to look at, who see them on the worklist without what the comparison says.
/// Every stored identity is compared with all others first, as when a configuration is tried out.</summary>
/// <param name="Linked">How many of those that the comparison links, 1 to 5000. With 300 of which none is wrong, less
/// than 1.3 % of the links are (95 %).</param>
/// <param name="Below">How many of the others that are linked or shown, 1 to 5000.</param>
public sealed record DrawSample(int Linked = 300, int Below = 100);

/// <summary>Pairs drawn at random, and what clerks' decisions on them tell of all.</summary>
/// <param name="Sample">Key; that of the trial which draws it, so that it is cancelled and dropped as one.</param>
/// <param name="Domain">Domain of the index.</param>
/// <param name="Configuration">Version whose links are drawn: the one in use when it was begun.</param>
/// <param name="Status"><c>running</c>: being drawn; <c>done</c>: all pairs are on the worklist; <c>cancelled</c>;
/// <c>over</c>: another version is in use since.</param>
/// <param name="StartedBy">Who.</param>
/// <param name="StartedAt">When.</param>
/// <param name="DrawnAt">Since when all pairs are on the worklist, or when it was cancelled.</param>
/// <param name="Done">Identities compared with all others so far.</param>
/// <param name="Total">Identities there were at the start.</param>
/// <param name="Linked">Pairs of one person that the comparison links.</param>
/// <param name="Below">Pairs that it would show, or would link but has not.</param>
/// <param name="Precision">Share of one person among the linked; null before a decision.</param>
/// <param name="Recall">Share of the linked among all pairs of one person, those that are neither linked nor shown left
/// out; null before decisions on both kinds.</param>
public sealed record QualitySample(
    Guid Sample, string Domain, int Configuration, string Status, string StartedBy, DateTimeOffset StartedAt,
    DateTimeOffset? DrawnAt, long Done, long Total, SampledPairs Linked, SampledPairs Below, Estimate? Precision,
    Estimate? Recall);

/// <summary>One kind of pairs of a sample.</summary>
/// <param name="Pairs">How many there are, drawn or not.</param>
/// <param name="Drawn">How many were drawn.</param>
/// <param name="Same">Decided to be one person.</param>
/// <param name="Distinct">Decided to be two.</param>
/// <param name="Waiting">Not decided yet. What is neither was erased.</param>
public sealed record SampledPairs(long Pairs = 0, int Drawn = 0, int Same = 0, int Distinct = 0, int Waiting = 0);
