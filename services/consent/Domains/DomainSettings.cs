using System.Collections.Immutable;

namespace TrustCenter.Consents;

/// <summary>Whose answers a domain gives where the incumbent differs from the written specification.</summary>
public enum Compatibility
{
    /// <summary>Those of the specification.</summary>
    None,

    /// <summary>Those of gICS.</summary>
    Gics,
}

/// <summary>How a consent domain (a project, a study, a national programme) works.</summary>
/// <param name="OrganisationName">Shown as <c>Consent.organization</c>.</param>
/// <param name="SignerIdTypes">Identifiers its people sign under, most important first.</param>
/// <param name="SafeSignerIdType">The type the gateway may show where it shows one only; one of the above.</param>
/// <param name="PolicySystem">Code system of its policies.</param>
/// <param name="PolicyNameSystem">Code system under which the gateway shows policies' names.</param>
/// <param name="RevokeIsPermanent">A consent after a withdrawal or refusal of the same policy does not count.</param>
/// <param name="ValidQualities">Quality verdicts with which a document counts.</param>
/// <param name="InvalidQualities">Quality verdicts with which it does not.</param>
/// <param name="DefaultQuality">Verdict of a document nobody has looked at.</param>
/// <param name="ScansNotMandatory">A consent may be imported without scan and signatures.</param>
/// <param name="OmitDenies">
/// Lists of all consents of a domain or a person leave out denies and what isn't effective: a widespread client takes
/// every provision of these two lists for a permit.
/// </param>
public sealed record DomainSettings(
    string Name, string Label, string OrganisationName, ImmutableArray<string> SignerIdTypes, string SafeSignerIdType,
    string PolicySystem, string PolicyNameSystem, bool RevokeIsPermanent, Compatibility Compatibility,
    ImmutableArray<string> ValidQualities, ImmutableArray<string> InvalidQualities, string DefaultQuality,
    bool ScansNotMandatory, bool OmitDenies);
