namespace TrustCenter.Contracts.Consent;

/// <summary>Creates a consent domain: a project, a study, a national programme with its own forms and people.</summary>
/// <param name="Name">1 to 100 letters, digits, spaces, underscores, dots and hyphens; never changes.</param>
/// <param name="Settings">How it works.</param>
public sealed record CreateDomain(string Name, ConsentDomainSettings Settings);

/// <summary>How a domain works.</summary>
/// <param name="SignerIdTypes">Identifiers its people sign under, most important first; none can be removed.</param>
/// <param name="Label">Shown to people; null: the name.</param>
/// <param name="OrganisationName">Shown as <c>Consent.organization</c>; null: the label.</param>
/// <param name="SafeSignerIdType">The type shown where only one is; null: the first.</param>
/// <param name="PolicySystem">Code system of its policies, absolute URI; cannot be changed later.</param>
/// <param name="PolicyNameSystem">Code system under which policies' names are shown by the gateway.</param>
/// <param name="RevokeIsPermanent">A consent after a withdrawal or refusal of the same policy does not count.</param>
/// <param name="Compatibility"><c>none</c>, or <c>gics</c>: the incumbent's answers where they differ.</param>
/// <param name="ValidQuality">Quality verdicts with which a document counts; null: the usual ones.</param>
/// <param name="InvalidQuality">Quality verdicts with which it does not; null: the usual ones.</param>
/// <param name="DefaultQuality">Verdict of a document nobody has looked at; null: the first valid one.</param>
/// <param name="ScansNotMandatory">A consent may be imported without scan and signatures.</param>
/// <param name="OmitDenies">The gateway's lists of all consents leave out denies (see operations).</param>
public sealed record ConsentDomainSettings(
    IReadOnlyList<string> SignerIdTypes,
    string? Label = null,
    string? OrganisationName = null,
    string? SafeSignerIdType = null,
    string? PolicySystem = null,
    string? PolicyNameSystem = null,
    bool RevokeIsPermanent = false,
    string? Compatibility = null,
    IReadOnlyList<string>? ValidQuality = null,
    IReadOnlyList<string>? InvalidQuality = null,
    string? DefaultQuality = null,
    bool ScansNotMandatory = false,
    bool OmitDenies = true);

/// <summary>A domain as it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Version, for <c>If-Match</c>.</param>
/// <param name="Settings">How it works, nothing left out.</param>
public sealed record DomainView(string Name, long Version, ConsentDomainSettings Settings);
