namespace TrustCenter.Contracts.Consent;

/// <summary>A version of a form, as drafted, imported and shown.</summary>
/// <param name="Name">Key within the domain, for example <c>Patienteneinwilligung MII</c>.</param>
/// <param name="Version">For example <c>1.6.d</c>.</param>
/// <param name="Type"><c>consent-opt-in</c>, <c>consent-opt-out</c>, <c>refusal</c>, <c>partial-withdrawal</c>,
/// <c>full-withdrawal</c>, <c>objection</c>.</param>
/// <param name="Title">Plain text.</param>
/// <param name="Modules">Questions and texts in the order of the form.</param>
/// <param name="Signatory">Who signs: <c>patient</c>, <c>guardian</c>, <c>minor-assent</c>,
/// <c>legal-representative</c>.</param>
/// <param name="Language">BCP 47.</param>
/// <param name="VersionLabel">What people call the version, for example <c>1.6d</c>.</param>
/// <param name="PolicyUri">What <c>Consent.policy.uri</c> says, <c>urn:oid:…</c>.</param>
/// <param name="Validity">ISO 8601 period of the whole form (<c>P30Y</c>); null: open-ended.</param>
/// <param name="Introduction">Text with minimal markup before the questions.</param>
/// <param name="Closing">Text with minimal markup behind the questions.</param>
/// <param name="Withdraws">Withdrawals and refusals: the forms they answer, each as <c>name|version</c>.</param>
public sealed record ConsentTemplate(
    string Name,
    string Version,
    string Type,
    string Title,
    IReadOnlyList<ConsentTemplateModule> Modules,
    string? Signatory = null,
    string? Language = null,
    string? VersionLabel = null,
    string? PolicyUri = null,
    string? Validity = null,
    string? Introduction = null,
    string? Closing = null,
    IReadOnlyList<string>? Withdraws = null);

/// <summary>A question of a form, or a text between questions.</summary>
/// <param name="Name">Unique within the form.</param>
/// <param name="Version">Version of the module's wording.</param>
/// <param name="Title">Plain text.</param>
/// <param name="Text">Minimal markup: paragraphs, line breaks, bold, emphasis, headings, lists.</param>
/// <param name="Decision">False: text only, no boxes.</param>
/// <param name="Mandatory">Must be answered yes or no; if no, nothing else may be yes.</param>
/// <param name="Parent">Module that must be accepted before this one may be.</param>
/// <param name="QuestionCode">Code of the question in the national catalogue.</param>
/// <param name="SilentWhenDeclined">Declining says nothing about the policies: questions about the past.</param>
/// <param name="Policies">What a yes permits.</param>
public sealed record ConsentTemplateModule(
    string Name,
    string Version,
    string? Title = null,
    string? Text = null,
    bool Decision = true,
    bool Mandatory = false,
    string? Parent = null,
    string? QuestionCode = null,
    bool SilentWhenDeclined = false,
    IReadOnlyList<ConsentTemplatePolicy>? Policies = null);

/// <summary>A policy in a module.</summary>
/// <param name="Code"><c>system|code</c>, an MII code alone, or a code of the domain's policy system alone.</param>
/// <param name="Name">Name pipelines know it by; null: the national one, else the code.</param>
/// <param name="Display">Shown to people; null: the national one, else the name.</param>
/// <param name="Version">Version of the policy; null: <c>1.0</c>.</param>
/// <param name="Validity">ISO 8601 period from the signature; null: that of the form.</param>
/// <param name="SingleUse">Used up by its first use.</param>
public sealed record ConsentTemplatePolicy(
    string Code,
    string? Name = null,
    string? Display = null,
    string? Version = null,
    string? Validity = null,
    bool SingleUse = false);

/// <summary>A form as it is stored.</summary>
/// <param name="Id">Id of its stream.</param>
/// <param name="Domain">Domain it belongs to.</param>
/// <param name="Key"><c>name|version</c>.</param>
/// <param name="Status"><c>draft</c>, <c>final</c> or <c>retired</c>.</param>
/// <param name="StreamVersion">Version, for <c>If-Match</c>.</param>
/// <param name="ChangedAt">Last change.</param>
/// <param name="FinalAt">Since when it is final, or null.</param>
/// <param name="RetiredSince">Since when nobody may sign it, or null.</param>
/// <param name="Template">The form; null in lists.</param>
/// <param name="Type">What signing it does, as in <see cref="ConsentTemplate"/>; null where it was just changed.
/// </param>
public sealed record TemplateView(
    Guid Id, string Domain, string Key, string Status, long StreamVersion, DateTimeOffset ChangedAt,
    DateTimeOffset? FinalAt = null, DateTimeOffset? RetiredSince = null, ConsentTemplate? Template = null,
    string? Type = null);

/// <summary>A form after a change.</summary>
/// <param name="Key"><c>name|version</c>.</param>
/// <param name="Status"><c>draft</c>, <c>final</c> or <c>retired</c>.</param>
/// <param name="StreamVersion">Version, for <c>If-Match</c>.</param>
public sealed record ChangedTemplate(string Key, string Status, long StreamVersion);

/// <summary>Retires a form: nobody may sign it from then on.</summary>
/// <param name="Since">From when; null: now.</param>
public sealed record RetireTemplate(DateTimeOffset? Since = null);

/// <summary>Why a form cannot be made final.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Path">Where, for example <c>modules[2].text</c>.</param>
/// <param name="Message">What is wrong.</param>
public sealed record TemplateFault(string Code, string Path, string Message);

/// <summary>What importing forms did, or would do.</summary>
/// <param name="Preview">Nothing was stored.</param>
/// <param name="Added">Forms drafted, as <c>name|version</c>.</param>
/// <param name="Updated">Drafts changed.</param>
/// <param name="Ignored">Forms that are there already in the same words, or are final.</param>
/// <param name="Faults">Why nothing is imported; with any, nothing is.</param>
/// <param name="Notes">What was left out or has to be done by hand.</param>
public sealed record ImportedTemplates(
    bool Preview,
    IReadOnlyList<string> Added,
    IReadOnlyList<string> Updated,
    IReadOnlyList<string> Ignored,
    IReadOnlyList<TemplateFault> Faults,
    IReadOnlyList<string> Notes);
