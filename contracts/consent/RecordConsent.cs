namespace TrustCenter.Contracts.Consent;

/// <summary>Records a signed document: a consent, a refusal or a withdrawal on its own form.</summary>
/// <param name="Domain">Consent domain, for example <c>MII</c>.</param>
/// <param name="Template">Form as <c>name|version</c>, for example <c>Patienteneinwilligung MII|1.6.d</c>.</param>
/// <param name="Identifiers">Whom it concerns: 1–10 identifiers of one person.</param>
/// <param name="SignedAt">Legal date: <c>2026-03-01</c> (a Berlin day) or a date-time with offset.</param>
/// <param name="Answers">Answer per module name: <c>accepted</c>, <c>declined</c>, <c>unknown</c>, <c>not-asked</c>,
/// <c>not-chosen</c>, <c>withdrawn</c>, <c>refused</c>, <c>objected</c>, <c>accepted-opt-out</c>.</param>
/// <param name="Signers">Who signed, at least the person or whoever signs for them where anything is accepted.</param>
/// <param name="BirthDate">Needed for forms that end at majority; kept encrypted, never in an event.</param>
/// <param name="Language">Language the form was shown in, BCP 47; null: the form's own.</param>
/// <param name="InformationShown">Ids and versions of the information the person was shown (video, leaflet).</param>
/// <param name="Channel">Where it was captured: <c>paper</c>, <c>tablet</c>, <c>robot</c>, <c>portal</c>,
/// <c>import</c>.</param>
/// <param name="Scans">Scans of the paper.</param>
/// <param name="Quality">First quality verdict; null: the domain's default.</param>
/// <param name="Note">Free text; kept encrypted.</param>
/// <param name="Department">For whose patients it counts in figures, up to 60 characters.</param>
public sealed record RecordConsent(
    string Domain,
    string Template,
    IReadOnlyList<PersonIdentifier> Identifiers,
    string SignedAt,
    IReadOnlyDictionary<string, string> Answers,
    IReadOnlyList<Signer>? Signers = null,
    string? BirthDate = null,
    string? Language = null,
    IReadOnlyList<string>? InformationShown = null,
    string? Channel = null,
    IReadOnlyList<Scan>? Scans = null,
    string? Quality = null,
    string? Note = null,
    string? Department = null);

/// <summary>A document as recorded.</summary>
/// <param name="Id">Id of the document; its history, PDF and corrections hang on it.</param>
/// <param name="Version">Version of its stream, for <c>If-Match</c>.</param>
/// <param name="RecordedAt">When this system learned it, UTC.</param>
/// <param name="ContentHash">SHA-256 of the canonical content, hex; printed on the PDF.</param>
public sealed record RecordedConsent(Guid Id, long Version, DateTimeOffset RecordedAt, string ContentHash);
