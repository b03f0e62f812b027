using System.Text.Json;

namespace TrustCenter.Contracts.Identity;

/// <summary>A configuration tried out on everybody stored. Nothing stored changes.</summary>
/// <param name="Simulation">Key.</param>
/// <param name="Domain">Domain of the index.</param>
/// <param name="Version">Version that is tried out.</param>
/// <param name="Base">Version in use, which it is held against.</param>
/// <param name="Status"><c>running</c>, <c>done</c>, <c>cancelled</c>, or <c>over</c>: another version was activated
/// since, and the list of changes is gone.</param>
/// <param name="StartedBy">Who.</param>
/// <param name="StartedAt">When.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Done">Identities compared with all others so far.</param>
/// <param name="Total">Identities there were at the start.</param>
/// <param name="Counts">What was found so far.</param>
public sealed record SimulationView(
    Guid Simulation, string Domain, int Version, int Base, string Status, string StartedBy, DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt, long Done, long Total, SimulationCounts Counts);

/// <summary>Pairs of identities that a simulation counted.</summary>
/// <param name="NewLinks">Two people now, linked by the new version.</param>
/// <param name="LostLinks">One person now by matching, not linked by the new version.</param>
/// <param name="NewPossible">Not seen by anybody now, shown by the new version.</param>
/// <param name="LostPossible">Shown now, not by the new version.</param>
/// <param name="KeptApart">The new version would link or show them, but it was decided that they are two
/// people.</param>
/// <param name="KeptTogether">The new version would not link them, but it was decided that they are one.</param>
public sealed record SimulationCounts(
    long NewLinks = 0, long LostLinks = 0, long NewPossible = 0, long LostPossible = 0, long KeptApart = 0,
    long KeptTogether = 0);

/// <summary>A pair that would change.</summary>
/// <param name="Number">Number in the list.</param>
/// <param name="Kind"><c>new-link</c>, <c>lost-link</c>, <c>new-possible</c> or <c>lost-possible</c>.</param>
/// <param name="IdentityA">One.</param>
/// <param name="IdentityB">The other.</param>
/// <param name="From">What the version in use says: <c>match</c>, <c>possible</c> or <c>non-match</c>.</param>
/// <param name="FromScore">Its weight; null for <c>non-match</c>.</param>
/// <param name="To">What the new version says.</param>
/// <param name="ToScore">Its weight; null for <c>non-match</c>.</param>
public sealed record SimulatedPair(
    long Number, string Kind, Guid IdentityA, Guid IdentityB, string From, double? FromScore, string To,
    double? ToScore);

/// <summary>A page of pairs that would change; of each kind the first 10,000 are kept.</summary>
/// <param name="Changes">In the order in which they were found.</param>
/// <param name="Next">Position of the next page; null: there is none yet.</param>
public sealed record SimulatedPage(IReadOnlyList<SimulatedPair> Changes, long? Next);

/// <summary>A pair that would change, with both versions' reasons. That it was looked at is in the audit trail.
/// </summary>
/// <param name="Change">The change.</param>
/// <param name="A">One identity's person.</param>
/// <param name="B">The other's; the same where they are one person now.</param>
/// <param name="Before">Field by field by the version in use.</param>
/// <param name="After">Field by field by the new version.</param>
public sealed record SimulatedEvidence(
    SimulatedPair Change, PersonView A, PersonView B, IReadOnlyList<FieldComparison> Before,
    IReadOnlyList<FieldComparison> After);

/// <summary>Something that was done with a domain's configuration.</summary>
/// <param name="Version">Version it is about.</param>
/// <param name="Act"><c>added</c> or <c>activated</c>.</param>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why; null where none was given.</param>
/// <param name="Against">Version it differs from: the one in use before; null for the first.</param>
/// <param name="Differences">What differs, the first hundred.</param>
/// <param name="DifferenceCount">How many differ.</param>
public sealed record ConfigurationAct(
    int Version, string Act, string By, DateTimeOffset At, string? Reason, int? Against,
    IReadOnlyList<ConfigurationDifference> Differences, int DifferenceCount);

/// <summary>One value that differs.</summary>
/// <param name="Path">Where, as a JSON pointer.</param>
/// <param name="Before">Value before; null: there was none.</param>
/// <param name="After">Value now; null: there is none.</param>
public sealed record ConfigurationDifference(string Path, JsonElement? Before, JsonElement? After);

/// <summary>Puts a version in use.</summary>
/// <param name="Reason">Why, 3–500 characters; kept encrypted; null: not said.</param>
public sealed record ActivateConfiguration(string? Reason = null);
