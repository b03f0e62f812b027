namespace TrustCenter.Contracts.Pseudonym;

/// <summary>Asks that pseudonyms be resolved. Another person with another role has to approve it.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Purpose">A purpose the service knows, such as <c>recontact-findings</c>; decides which consent is
/// asked for when the request is executed.</param>
/// <param name="LegalBasis">On what it rests, up to 200 characters, such as <c>Art. 6(1)(a) GDPR</c>.</param>
/// <param name="Project">1 to 60 letters, digits and <c>. _ -</c>; limits a day are counted by it.</param>
/// <param name="Reason">Why, 20 to 2,000 characters; kept sealed.</param>
/// <param name="Pseudonyms">1 to 200 (as configured); kept sealed, and fixed from now on.</param>
/// <param name="RecipientKey">The result is encrypted to this key; null: the answer holds it in the clear,
/// once.</param>
public sealed record RequestOriginals(
    string Domain, string Purpose, string LegalBasis, string Project, string Reason, IReadOnlyList<string> Pseudonyms,
    RecipientKey? RecipientKey = null);

/// <summary>A public key on curve P-256 as JWK (RFC 7517).</summary>
/// <param name="Kty"><c>EC</c>.</param>
/// <param name="Crv"><c>P-256</c>.</param>
/// <param name="X">X coordinate, base64url.</param>
/// <param name="Y">Y coordinate, base64url.</param>
/// <param name="Kid">Name of the key, given back in the result's header.</param>
public sealed record RecipientKey(string Kty, string Crv, string X, string Y, string? Kid = null);

/// <summary>A request as it stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Domain">The domain.</param>
/// <param name="Purpose">Purpose; of an emergency its category.</param>
/// <param name="LegalBasis">Legal basis.</param>
/// <param name="Project">Project.</param>
/// <param name="Pseudonyms">How many.</param>
/// <param name="State"><c>requested</c>, <c>approved</c>, <c>rejected</c>, <c>executed</c>, <c>closed</c>,
/// <c>expired</c> or <c>cancelled</c>.</param>
/// <param name="RequestedBy">Who asked.</param>
/// <param name="RequestedAt">When.</param>
/// <param name="ListHash">SHA-256 over the sorted list, hexadecimal; what an approval signs.</param>
/// <param name="DecideUntil">It can be approved until then.</param>
/// <param name="DecidedBy">Who approved or rejected it.</param>
/// <param name="ExecuteUntil">It can be executed until then; null: not approved.</param>
/// <param name="Found">How many originals were given out; null: not executed.</param>
/// <param name="LeftOut">How many were left out for want of consent or of an answer about it.</param>
public sealed record OriginalsRequest(
    Guid Id, string Domain, string Purpose, string LegalBasis, string Project, int Pseudonyms, string State,
    string RequestedBy, DateTimeOffset RequestedAt, string ListHash, DateTimeOffset DecideUntil, string? DecidedBy,
    DateTimeOffset? ExecuteUntil, int? Found, int? LeftOut);

/// <summary>A request with what is sealed in it, for who decides on it or reviews it.</summary>
/// <param name="Request">The request.</param>
/// <param name="Reason">The reason given.</param>
/// <param name="List">The pseudonyms, sorted.</param>
public sealed record OriginalsRequestDetail(OriginalsRequest Request, string Reason, IReadOnlyList<string> List);

/// <summary>Approves the list that was seen.</summary>
/// <param name="ListHash">Its hash, as the request shows it.</param>
public sealed record ApproveOriginals(string ListHash);

/// <summary>Rejects a request.</summary>
/// <param name="Reason">Why, up to 2,000 characters; kept sealed.</param>
public sealed record RejectOriginals(string Reason);

/// <summary>What came of a request: given once, never again.</summary>
/// <param name="Id">The request.</param>
/// <param name="Found">How many originals are given.</param>
/// <param name="LeftOut">How many were left out because the consent does not permit it or nobody could say.</param>
/// <param name="Unknown">How many pseudonyms have no original: unknown, ended or anonymised.</param>
/// <param name="Originals">Pseudonyms with their originals; null where they are encrypted.</param>
/// <param name="Encrypted">The same list as compact JWE (ECDH-ES, A256GCM) for the key of the request.</param>
public sealed record RevealedOriginals(
    Guid Id, int Found, int LeftOut, int Unknown, IReadOnlyList<RevealedOriginal>? Originals, string? Encrypted);

/// <summary>One pair.</summary>
/// <param name="Pseudonym">The pseudonym.</param>
/// <param name="Original">The original.</param>
public sealed record RevealedOriginal(string Pseudonym, string Original);

/// <summary>Resolves a few pseudonyms at once and alone. Lead and data protection officer are told within a minute, and
/// one of them reviews it within a day.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Category"><c>danger-to-life</c>, <c>acute-treatment</c> or <c>court-order</c>.</param>
/// <param name="Reason">Why, at least 20 characters; kept sealed until the review.</param>
/// <param name="Pseudonyms">1 to 5.</param>
/// <param name="RecipientKey">See <see cref="RequestOriginals"/>.</param>
public sealed record BreakGlass(
    string Domain, string Category, string Reason, IReadOnlyList<string> Pseudonyms, RecipientKey? RecipientKey = null);

/// <summary>An emergency that is to be reviewed.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Domain">The domain.</param>
/// <param name="Category">The category given.</param>
/// <param name="Pseudonyms">How many.</param>
/// <param name="By">Who broke the glass.</param>
/// <param name="At">When.</param>
/// <param name="ReviewUntil">Unless it is reviewed until then, the person may not do it again.</param>
/// <param name="Overdue">That is over.</param>
/// <param name="Alert"><c>sent</c>, <c>queued</c>, <c>late</c> (not sent within 60 seconds) or <c>worklist</c> (no
/// address is configured: this list is the alert).</param>
public sealed record OpenReview(
    Guid Id, string Domain, string Category, int Pseudonyms, string By, DateTimeOffset At, DateTimeOffset ReviewUntil,
    bool Overdue, string Alert);

/// <summary>Ends the review of an emergency.</summary>
/// <param name="Justified">False suspends the person's right for 30 days.</param>
/// <param name="Note">Up to 2,000 characters; kept sealed.</param>
public sealed record ReviewEmergency(bool Justified, string Note);

/// <summary>Names an account whose guarded rights end or come back.</summary>
/// <param name="Account">As the audit trail has it.</param>
public sealed record GuardedAccount(string Account);
