namespace TrustCenter.Contracts.Consent;

/// <summary>Puts a person on the list of those who are to be asked on a tablet.</summary>
/// <param name="Domain">Consent domain.</param>
/// <param name="Identifiers">Under which the document is to be recorded, 1 to 10.</param>
/// <param name="BirthDate">Decides who signs which form; the person confirms day and month.</param>
/// <param name="FirstName">Shown to the person, so that the tablet is not in wrong hands.</param>
/// <param name="LastName">Shown to staff, printed on the document; the tablet gets it only for that.</param>
/// <param name="Template">Form as <c>name|version</c>; null: the site's forms for the person's age.</param>
/// <param name="Language">Language the tablet begins in, BCP 47; null: the person chooses.</param>
/// <param name="Department">For whose patients it counts, up to 60 characters; null: the tablet's place.</param>
/// <param name="OwnWish">The person asks for it: whoever said no or later lately is asked again all the same.</param>
public sealed record PlanCapture(
    string Domain, IReadOnlyList<PersonIdentifier> Identifiers, string BirthDate, string? FirstName = null,
    string? LastName = null, string? Template = null, string? Language = null, string? Department = null,
    bool? OwnWish = null);

/// <summary>A session that was planned.</summary>
/// <param name="Id">Id of the session.</param>
public sealed record PlannedCapture(Guid Id);

/// <summary>A session as staff see it.</summary>
/// <param name="Id">Id of the session.</param>
/// <param name="State"><c>planned</c>, <c>handed-over</c>, <c>open</c>, <c>received</c> or <c>ended</c>.</param>
/// <param name="Person">Whom it concerns; null once it is over.</param>
/// <param name="PlannedAt">When it was planned.</param>
/// <param name="Tablet">On which tablet it is.</param>
/// <param name="Step">Screen it is at.</param>
/// <param name="Calling">The person asks for staff.</param>
/// <param name="Outcome">How it ended: <c>later</c>, <c>abandoned</c>, <c>cancelled</c>, <c>expired</c>,
/// <c>identity-not-confirmed</c>, <c>declined</c>, <c>withdrawn</c>.</param>
/// <param name="Department">For whose patients it counts.</param>
public sealed record CaptureEntry(
    Guid Id, string State, CapturePerson? Person, DateTimeOffset PlannedAt, Guid? Tablet, string? Step, bool Calling,
    string? Outcome, string? Department = null);

/// <summary>Whom a session concerns, for staff.</summary>
/// <param name="FirstName">First name, where it was given.</param>
/// <param name="LastName">Last name, where it was given.</param>
/// <param name="BirthDate">Day of birth.</param>
/// <param name="Identifiers">Identifiers.</param>
public sealed record CapturePerson(
    string? FirstName, string? LastName, string BirthDate, IReadOnlyList<PersonIdentifier> Identifiers);

/// <summary>Gives a planned session to a tablet.</summary>
/// <param name="Tablet">Id of the tablet.</param>
/// <param name="Department">For whose patients it counts; null: as planned, or else the tablet's place.</param>
/// <param name="Send">Nobody types the code: the tablet fetches it with its next sign of life and opens the session
/// where nobody is at it.</param>
public sealed record HandOverCapture(Guid Tablet, string? Department = null, bool? Send = null);

/// <summary>What opens the session on that tablet.</summary>
/// <param name="Code">Works once, on that tablet.</param>
/// <param name="Until">And for 60 seconds.</param>
public sealed record HandOverCode(string Code, DateTimeOffset Until);

/// <summary>Ends a session without a document.</summary>
/// <param name="Outcome">By the person: <c>later</c>, <c>abandoned</c> or <c>declined</c>; by staff:
/// <c>cancelled</c>.</param>
public sealed record EndCapture(string Outcome);

/// <summary>Opens a session on the tablet it was handed over to.</summary>
/// <param name="Code">As the hand-over gave it.</param>
public sealed record OpenCapture(string Code);

/// <summary>Everything a tablet needs for one session, so that it can go on without a network.</summary>
/// <param name="Id">Id of the session.</param>
/// <param name="Token">Bearer token of this session alone.</param>
/// <param name="Now">The server's clock, by which the tablet's is put right.</param>
/// <param name="DeliveryKey">Public key (P-256, uncompressed point, base64) to which what is signed is sealed; made for
/// this session.</param>
/// <param name="FirstName">First name of the person.</param>
/// <param name="BirthYear">Year of birth; day and month are asked for and checked here.</param>
/// <param name="Organisation">Who asks.</param>
/// <param name="Place">Place of signature.</param>
/// <param name="ExplainedBy">Who handed it over.</param>
/// <param name="GuardiansNeeded">How many guardians have to sign.</param>
/// <param name="RefusalForm">Form on which a no is recorded; null: a no leaves nothing behind.</param>
/// <param name="Forms">The forms in the order they are asked.</param>
/// <param name="Language">Language to begin in, BCP 47; null: the person chooses.</param>
public sealed record CaptureBundle(
    Guid Id, string Token, DateTimeOffset Now, string DeliveryKey, string? FirstName, int BirthYear,
    string Organisation, string? Place, string ExplainedBy, int GuardiansNeeded, CaptureText? RefusalForm,
    IReadOnlyList<CaptureForm> Forms, string? Language = null);

/// <summary>A form of a session.</summary>
/// <param name="Part">Who answers it: <c>patient</c>, <c>guardian</c>, <c>child</c> or <c>youth</c>.</param>
/// <param name="Texts">The form in each language it was approved in, its own first.</param>
public sealed record CaptureForm(string Part, IReadOnlyList<CaptureText> Texts);

/// <summary>A form's approved text in one language.</summary>
/// <param name="Template">Form as <c>name|version</c>; what is signed names it.</param>
/// <param name="Language">BCP 47.</param>
/// <param name="Hash">SHA-256 of the text, hexadecimal.</param>
/// <param name="Form">The form.</param>
public sealed record CaptureText(string Template, string Language, string Hash, ConsentTemplate Form);

/// <summary>The person says the day and month of their birth.</summary>
/// <param name="Day">1 to 31.</param>
/// <param name="Month">1 to 12.</param>
public sealed record ConfirmBirthday(int Day, int Month);

/// <summary>Whether it was right.</summary>
/// <param name="Confirmed">It was.</param>
/// <param name="TriesLeft">How often it may still be tried; at none the session has ended.</param>
public sealed record ConfirmedBirthday(bool Confirmed, int TriesLeft);

/// <summary>Where a session is, for staff who look after it.</summary>
/// <param name="Screen">Kebab-case name of the screen, up to 40 characters.</param>
/// <param name="Calling">The person asks for staff.</param>
public sealed record CaptureStep(string Screen, bool Calling = false);

/// <summary>Asks for sessions.</summary>
/// <param name="Domain">Consent domain.</param>
/// <param name="Identifier">From a scanned label; null: all that are planned or open, and what ended in the last twelve
/// hours.</param>
public sealed record FindCaptures(string Domain, PersonIdentifier? Identifier = null);
