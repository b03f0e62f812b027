namespace TrustCenter.Contracts.Consent;

/// <summary>Orders the letter that lets somebody into the patient portal. Where there is an account, its open letters
/// are withdrawn; once the new one is used, what is set up then replaces all factors of the account.</summary>
/// <param name="Domain">Consent domain.</param>
/// <param name="Identifiers">Whose consents it is about: 1 to 10 identifiers of one person.</param>
/// <param name="Name">Whom the letter addresses, 1 to 120 characters; kept sealed.</param>
/// <param name="BirthDate">Birth date of the person the consents are about, <c>yyyy-MM-dd</c>: asked for at activation,
/// stored as a keyed hash and sealed.</param>
/// <param name="Relation"><c>self</c> (default, from 12 years on), <c>guardian</c> of a minor (ends at the 18th
/// birthday) or <c>representative</c> of an adult.</param>
/// <param name="Account">Of guardians and representatives: the account that gets new factors; null: a new account. The
/// person's own is found without.</param>
public sealed record OrderPortalLetter(
    string Domain, IReadOnlyList<PersonIdentifier> Identifiers, string Name, string BirthDate,
    string Relation = "self", Guid? Account = null);

/// <summary>A letter that was ordered and can be printed once.</summary>
/// <param name="Id">Id of the letter.</param>
/// <param name="Until">Last moment its code works.</param>
public sealed record OrderedPortalLetter(Guid Id, DateTimeOffset Until);

/// <summary>What a letter has to say, for a site that prints its own.</summary>
/// <param name="Name">Whom it addresses.</param>
/// <param name="Code">20 characters in four groups, to be typed.</param>
/// <param name="Address">Where the portal is, to be typed.</param>
/// <param name="Link">For a QR code: opens the portal and fills in a longer code, which stands behind <c>#</c>.</param>
/// <param name="Until">Last moment it works.</param>
public sealed record PortalLetterText(
    string Name, string Code, string Address, string Link, DateTimeOffset Until);

/// <summary>Asks for letters and accounts.</summary>
/// <param name="Domain">Consent domain.</param>
/// <param name="Identifiers">Of one person; null: the newest of the domain.</param>
public sealed record FindPortalLetters(string Domain, IReadOnlyList<PersonIdentifier>? Identifiers = null);

/// <summary>Letters and accounts as staff see them: never a code.</summary>
/// <param name="Letters">Newest first.</param>
/// <param name="Accounts">Newest first.</param>
public sealed record PortalDesk(
    IReadOnlyList<PortalLetterView> Letters, IReadOnlyList<PortalAccountView> Accounts);

/// <summary>A letter.</summary>
/// <param name="Id">Id of the letter.</param>
/// <param name="State"><c>open</c>, <c>used</c>, <c>expired</c>, <c>dead</c> (five wrong tries) or
/// <c>withdrawn</c>.</param>
/// <param name="Relation">See <see cref="OrderPortalLetter"/>.</param>
/// <param name="Name">Whom it addresses; null once it is used, dead, expired or withdrawn.</param>
/// <param name="OrderedAt">When it was ordered.</param>
/// <param name="Until">Last moment its code works.</param>
/// <param name="PrintedAt">When it was printed; null: not yet, and it can be.</param>
/// <param name="UsedAt">When it was used.</param>
public sealed record PortalLetterView(
    Guid Id, string State, string Relation, string? Name, DateTimeOffset OrderedAt, DateTimeOffset Until,
    DateTimeOffset? PrintedAt, DateTimeOffset? UsedAt);

/// <summary>An account.</summary>
/// <param name="Id">Id of the account.</param>
/// <param name="State"><c>open</c>, <c>ended</c> (a guardian's, at the 18th birthday) or <c>closed</c>.</param>
/// <param name="Relation">See <see cref="OrderPortalLetter"/>.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="EndsAt">A guardian's: the 18th birthday, 00:00 in Berlin.</param>
/// <param name="SignedInAt">Last sign-in.</param>
public sealed record PortalAccountView(
    Guid Id, string State, string Relation, DateTimeOffset OpenedAt, DateTimeOffset? EndsAt,
    DateTimeOffset? SignedInAt);
