using System.Collections.Immutable;

namespace TrustCenter.Consents;

/// <summary>What a form is for.</summary>
public enum TemplateType
{
    ConsentOptIn,
    ConsentOptOut,
    Refusal,
    PartialWithdrawal,
    FullWithdrawal,
    Objection,
}

/// <summary>Who signs a form, and what follows from it.</summary>
public enum Signatory
{
    /// <summary>The person.</summary>
    Patient,

    /// <summary>Parents or guardians of a minor; ends the day before the 18th birthday.</summary>
    Guardian,

    /// <summary>The minor's own assent beside the guardians' consent; gives no permission alone.</summary>
    MinorAssent,

    /// <summary>A legal representative of an adult.</summary>
    LegalRepresentative,
}

/// <summary>One version of a form. Immutable once it is final.</summary>
/// <param name="Name">Key within the domain, for example <c>Patienteneinwilligung MII</c>.</param>
/// <param name="Version">For example <c>1.6.d</c>.</param>
/// <param name="PolicyUri">What <c>Consent.policy.uri</c> says, <c>urn:oid:…</c>; null where the form has none.</param>
/// <param name="Validity">ISO 8601 period of the whole form (<c>P30Y</c>), null: open-ended.</param>
/// <param name="Withdraws">Withdrawal and refusal forms: keys (<c>name|version</c>) of the forms they answer.</param>
public sealed record TemplateDefinition(
    string Domain, string Name, string Version, TemplateType Type, Signatory Signatory, string Language, string Title,
    string? VersionLabel, string? PolicyUri, string? Validity, string? Introduction, string? Closing,
    ImmutableArray<TemplateModule> Modules, ImmutableArray<string> Withdraws)
{
    /// <summary><c>name|version</c>, unique within the domain.</summary>
    public string Key => $"{Name}|{Version}";
}

/// <summary>A question (or a text between questions) of a form.</summary>
/// <param name="Decision">False: text only, no boxes.</param>
/// <param name="Mandatory">Must be answered yes or no; if no, nothing else may be yes.</param>
/// <param name="Parent">Name of the module that must be accepted before this one may be, or null.</param>
/// <param name="SilentWhenDeclined">
/// Declining says nothing about its policies (no deny is emitted): retrospective modules.
/// </param>
public sealed record TemplateModule(
    string Name, string Version, string Title, string Text, bool Decision, bool Mandatory, string? Parent,
    string? QuestionCode, bool SilentWhenDeclined, ImmutableArray<ModulePolicy> Policies);

/// <summary>A policy in a module.</summary>
/// <param name="Name">The site's name of the policy, for example <c>MDAT_erheben</c>.</param>
/// <param name="Validity">ISO 8601 period, null: that of the form.</param>
public sealed record ModulePolicy(
    PolicyCode Code, string Name, string Display, string Version, string? Validity, bool SingleUse);

/// <summary>What stands in a box. The incumbents' vocabulary, so that nothing is lost in exchange.</summary>
public enum ModuleAnswer
{
    Accepted,
    Declined,
    Unknown,
    NotAsked,
    NotChosen,
    Withdrawn,
    Refused,
    Objected,
    AcceptedOptOut,
}
