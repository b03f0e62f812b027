namespace TrustCenter.Contracts.Identity;

/// <summary>Prepares one decision on many pairs. Nothing is decided yet: the answer says what would happen.</summary>
/// <param name="Verdict">See <see cref="Verdicts"/>.</param>
/// <param name="Pairs">Keys, at most 10,000; null: those of the filter.</param>
/// <param name="Filter">Which pairs; null: those listed.</param>
/// <param name="Until">Postponed: the day they come back.</param>
public sealed record PrepareBulk(
    string Verdict, IReadOnlyList<Guid>? Pairs = null, PairFilter? Filter = null, string? Until = null);

/// <summary>Carries on with what was prepared: some hundreds of pairs for each call, each by itself. Call until nothing
/// remains; after a break too.</summary>
/// <param name="Reason">Why, 3–500 characters; kept encrypted with each pair.</param>
public sealed record RunBulk(string Reason);

/// <summary>One decision on many pairs.</summary>
/// <param name="Bulk">Key.</param>
/// <param name="Domain">Domain of the index.</param>
/// <param name="Verdict">What is decided.</param>
/// <param name="PreparedBy">Who prepared it; nobody else runs it.</param>
/// <param name="PreparedAt">When.</param>
/// <param name="Total">Pairs in it.</param>
/// <param name="Remaining">Pairs that were not tried yet.</param>
/// <param name="Outcomes">How many came to what: before it runs, what would happen; then what did. <c>decided</c>,
/// <c>first-opinion</c>, <c>second-opinion</c>, <c>unchanged</c>, or the code of a refusal.</param>
/// <param name="Sample">Some of the pairs; only where it is prepared.</param>
public sealed record BulkView(
    Guid Bulk, string Domain, string Verdict, string PreparedBy, DateTimeOffset PreparedAt, int Total, int Remaining,
    IReadOnlyDictionary<string, int> Outcomes, IReadOnlyList<PairView> Sample);

/// <summary>What came of one pair.</summary>
/// <param name="Number">Number in the list, from 1.</param>
/// <param name="Pair">Key.</param>
/// <param name="Outcome">As in <see cref="BulkView"/>; null: not tried yet.</param>
public sealed record BulkItem(int Number, Guid Pair, string? Outcome);
