namespace TrustCenter.Pseudonyms;

// The life of one request for originals. Names and fields are stored for thirty years: add, never rename. Pseudonyms,
// reasons and originals are not here: the list is sealed in the vault, the hash over it stands for it.

/// <summary>Who acts, in which roles, and through whom where somebody acts on the person's behalf.</summary>
public sealed record Party(string Name, string[] Roles, string? Via = null);

public sealed record RequestMade(
    string Domain, string Purpose, string LegalBasis, string Project, int Pseudonyms, string ListHash, Party By,
    DateTimeOffset At, bool Emergency = false);

/// <summary>Signature: the service's keyed hash over request, list, approver and time.</summary>
public sealed record RequestApproved(Party By, string ListHash, string Signature, DateTimeOffset At);

public sealed record RequestRejected(Party By, DateTimeOffset At);

public sealed record RequestExecuted(int Found, int LeftOut, int Unknown, DateTimeOffset At);

public sealed record RequestClosed(DateTimeOffset At);

public sealed record RequestExpired(DateTimeOffset At);

public sealed record RequestCancelled(DateTimeOffset At);

public sealed record RequestReviewed(Party By, bool Justified, DateTimeOffset At);

// What one person did with the right to break the glass: a stream of its own, so that the third use and the fourth at
// the same moment meet.
public sealed record GlassBroken(Guid RequestId, string Account, DateTimeOffset At);

public sealed record GlassReviewed(Guid RequestId, bool Justified, DateTimeOffset At);
