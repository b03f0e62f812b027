namespace TrustCenter.Contracts.Pseudonym;

/// <summary>Creates a pseudonym domain: where each original has its pseudonym.</summary>
/// <param name="Name">1 to 100 letters, digits and <c>_ . : / -</c> or spaces within; never changes. Clients of the
/// gateway send it as <c>target</c>.</param>
/// <param name="Settings">How it works.</param>
public sealed record CreatePseudonymDomain(string Name, PseudonymDomainSettings Settings);

/// <summary>Changes how a domain works.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Settings">How it is to work; nothing is taken over from before.</param>
public sealed record ChangePseudonymDomain(string Name, PseudonymDomainSettings Settings);

/// <summary>Names a domain: to read, close or reopen it.</summary>
/// <param name="Name">Its name.</param>
public sealed record PseudonymDomainName(string Name);

/// <summary>How a domain works.</summary>
/// <param name="Format">What its pseudonyms look like; fixed once there are pairs.</param>
/// <param name="Generation"><c>random</c> (default), or <c>permutation</c>: a keyed permutation of a counter, which
/// never collides and is as quick when the domain is full; fixed once there are pairs.</param>
/// <param name="Label">Shown to people; null: the name.</param>
/// <param name="Comment">Free text, up to 2000 characters; never about a person.</param>
/// <param name="Properties">Further names and values, up to 50.</param>
/// <param name="ValidFrom">No pseudonyms are made before; null: open.</param>
/// <param name="ValidUntil">No pseudonyms are made from then on; null: open.</param>
/// <param name="Parents">Domains whose pseudonyms are this domain's originals; several are possible.</param>
/// <param name="Originals">How originals are checked against the parents: <c>off</c> (default), <c>validate</c> (must
/// be well-formed pseudonyms of a parent), <c>ensure-exists</c> (must exist there), <c>cascade-delete</c> (the same,
/// and deleting there deletes here).</param>
/// <param name="Deletable">Pseudonyms may be deleted.</param>
/// <param name="Several">An original may have several pseudonyms, numbered from 1.</param>
/// <param name="LifetimeDays">Temporary pseudonyms: days after which one ends and the next get makes a new one; null:
/// they stay.</param>
/// <param name="ResolvableBy">Technical clients that may ask for originals; empty (default): none.</param>
/// <param name="RequiredPolicy">Code of a consent policy without which nothing is made or handed out; null:
/// none.</param>
/// <param name="WarnAtFill">Share of the possible pseudonyms from which on answers warn; 0.5 to 1, default 0.8.</param>
/// <param name="Consent">Where the required policy is asked for, and what a withdrawal does; null: as usual.</param>
public sealed record PseudonymDomainSettings(
    DomainFormat? Format = null,
    string? Generation = null,
    string? Label = null,
    string? Comment = null,
    IReadOnlyDictionary<string, string>? Properties = null,
    DateTimeOffset? ValidFrom = null,
    DateTimeOffset? ValidUntil = null,
    IReadOnlyList<string>? Parents = null,
    string? Originals = null,
    bool Deletable = false,
    bool Several = false,
    int? LifetimeDays = null,
    IReadOnlyList<ResolveGrant>? ResolvableBy = null,
    string? RequiredPolicy = null,
    double? WarnAtFill = null,
    ConsentTie? Consent = null);

/// <summary>How a domain that requires a policy is tied to consents.</summary>
/// <param name="Domain">Consent domain; default <c>MII</c>.</param>
/// <param name="IdentifierType">What the originals are as identifiers there; default <c>Pseudonym</c>.</param>
/// <param name="OnWithdrawal">What a withdrawal of the policy does: <c>block</c> (default: nothing is handed out until
/// there is consent again), <c>anonymise</c> (the link is cut for good) or <c>delete</c> (where the domain is
/// deletable). Consent that merely ends, blocks.</param>
/// <param name="AsksEachTime">The consent service is asked at each call, so that a withdrawal is effective at its
/// commit; otherwise what is known of its changes is enough, which is at most moments old.</param>
public sealed record ConsentTie(
    string? Domain = null, string? IdentifierType = null, string? OnWithdrawal = null, bool AsksEachTime = false);

/// <summary>What pseudonyms look like.</summary>
/// <param name="Alphabet">A name (<c>Numbers</c>, <c>NumbersWithoutZero</c>, <c>NumbersX</c>, <c>Hex</c>,
/// <c>Symbol31</c>, <c>Symbol32</c>, …) or single characters with commas between them; default Symbol32.</param>
/// <param name="Length">Symbols that carry information, without check symbols; default 10.</param>
/// <param name="CheckDigits">Kind of check symbols; default none.</param>
/// <param name="DetectedErrors">For Reed-Solomon: errors detected, 1 to 9; default 2.</param>
/// <param name="Prefix">Stands before every pseudonym.</param>
/// <param name="Suffix">Stands behind every pseudonym.</param>
/// <param name="PrefixInCheckDigit">The check symbols protect the prefix too.</param>
/// <param name="SuffixInCheckDigit">The check symbols protect the suffix too.</param>
/// <param name="DelimiterAfter">The alphabet's last symbol is put after every so many symbols; 0 (default):
/// never.</param>
public sealed record DomainFormat(
    string? Alphabet = null,
    int? Length = null,
    string? CheckDigits = null,
    int? DetectedErrors = null,
    string? Prefix = null,
    string? Suffix = null,
    bool PrefixInCheckDigit = false,
    bool SuffixInCheckDigit = false,
    int DelimiterAfter = 0);

/// <summary>Lets a technical client ask for originals.</summary>
/// <param name="Client">The client's name, as the audit trail has it.</param>
/// <param name="Purpose">What for; the client has to state the same.</param>
/// <param name="ValuesPerHour">At most so many values an hour; default 1000.</param>
public sealed record ResolveGrant(string Client, string Purpose, int ValuesPerHour = 1000);

/// <summary>A domain as it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Version, for <c>If-Match</c>; rises with changes of keys too.</param>
/// <param name="Closed">Makes no pseudonyms any more.</param>
/// <param name="Capacity">How many pseudonyms are possible, in decimal digits; may exceed any integer type.</param>
/// <param name="Settings">How it works, nothing left out.</param>
public sealed record PseudonymDomainView(
    string Name, long Version, bool Closed, string Capacity, PseudonymDomainSettings Settings);

/// <summary>A domain with those whose originals are its pseudonyms; with several parents it stands under
/// each.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Label">Its label.</param>
/// <param name="Children">Domains below it, by name.</param>
public sealed record PseudonymDomainTree(string Name, string Label, IReadOnlyList<PseudonymDomainTree> Children);
