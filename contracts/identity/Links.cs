namespace TrustCenter.Contracts.Identity;

/// <summary>Two people turned out to be one.</summary>
/// <param name="Into">The person who stays.</param>
/// <param name="Reason">Why, 3–500 characters; kept encrypted.</param>
public sealed record MergePerson(Guid Into, string Reason);

/// <summary>Some identities of a person turned out to be another person's, who gets an id of its own.</summary>
/// <param name="Identities">Keys of those that leave.</param>
/// <param name="Reason">Why, 3–500 characters; kept encrypted.</param>
public sealed record SplitPerson(IReadOnlyList<Guid> Identities, string Reason);

/// <summary>Takes back a merge or a split: both lives are as they were before.</summary>
/// <param name="Operation">Key of the merge or split.</param>
/// <param name="Reason">Why, 3–500 characters; kept encrypted.</param>
public sealed record UndoOperation(Guid Operation, string Reason);

/// <summary>An identity turned out to be another known person's.</summary>
/// <param name="To">That person.</param>
/// <param name="Reason">Why, 3–500 characters; kept encrypted.</param>
public sealed record MoveIdentity(Guid To, string Reason);

/// <summary>Which identity stands for the person.</summary>
/// <param name="Identity">Its key.</param>
public sealed record SetReference(Guid Identity);

/// <summary>A person after a change.</summary>
/// <param name="Person">Key.</param>
/// <param name="Version">Version now.</param>
/// <param name="Operation">Key of the merge, split or move, to undo it.</param>
/// <param name="Other">The other person, and its id where it is new.</param>
public sealed record ChangedPerson(Guid Person, long Version, Guid? Operation = null, OtherPerson? Other = null);

/// <summary>The other person of a change.</summary>
public sealed record OtherPerson(Guid Person, long Version, string? MpiId = null);

/// <summary>Why.</summary>
/// <param name="Reason">3–500 characters; kept encrypted.</param>
public sealed record Because(string Reason);

/// <summary>Whether a person lives.</summary>
/// <param name="Status"><c>alive</c>, <c>deceased</c> or <c>unknown</c>.</param>
/// <param name="DateOfDeath">As a birth date; for the dead.</param>
public sealed record RecordVitalStatus(string Status, string? DateOfDeath = null);

/// <summary>Another contact of an identity.</summary>
public sealed record AddContact(Contact Contact);

/// <summary>A contact is no longer valid.</summary>
/// <param name="On">Last day, YYYY-MM-DD; null: today.</param>
public sealed record EndContact(string? On = null);

/// <summary>Somebody thinks that two identities are one person's.</summary>
/// <param name="IdentityA">One.</param>
/// <param name="IdentityB">The other, of another person.</param>
public sealed record AddPair(Guid IdentityA, Guid IdentityB);

/// <summary>The pair of two identities.</summary>
/// <param name="Pair">Key.</param>
/// <param name="Status">See <see cref="PairStatuses"/>.</param>
/// <param name="Score">What the comparison says; null where there is nothing to compare, and where the pair was drawn
/// at random and is not decided yet: nobody is told before.</param>
/// <param name="Version">For If-Match.</param>
public sealed record AddedPair(Guid Pair, string Status, double? Score, long Version);
