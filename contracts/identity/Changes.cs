namespace TrustCenter.Contracts.Identity;

/// <summary>What other services have to know: keys only, in the order in which it happened, every change at least
/// once.</summary>
/// <param name="Changes">Changes behind the position asked for.</param>
/// <param name="Position">Ask behind this next time. It moves on even where there was no change.</param>
/// <param name="More">There is more already.</param>
public sealed record IdentityChanges(IReadOnlyList<IdentityChange> Changes, string Position, bool More);

/// <summary>One change of one person. A merge or a split is told once, from the side of the person whose id ceases or
/// begins to stand for itself.</summary>
/// <param name="Position">Its place.</param>
/// <param name="Type"><c>person-merged</c>, <c>person-restored</c>, <c>person-split-off</c>, <c>split-off-undone</c>,
/// <c>identity-moved-in</c>, <c>person-deactivated</c>, <c>person-reactivated</c>, <c>person-deleted</c>.</param>
/// <param name="Domain">Domain of the index.</param>
/// <param name="Person">Whom it happened to.</param>
/// <param name="Other">The other person: merged into, restored from, split from, moved from.</param>
/// <param name="Operation">The same for both sides; an undo names what it undoes.</param>
/// <param name="At">When.</param>
public sealed record IdentityChange(
    string Position, string Type, string Domain, Guid Person, Guid? Other, Guid? Operation, DateTimeOffset At);
