using System.Collections.Immutable;
using System.Text.Json;
using TrustCenter.Events;

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
/// <param name="ValidQuality">Quality verdicts with which a document counts.</param>
/// <param name="InvalidQuality">Quality verdicts with which it does not.</param>
/// <param name="DefaultQuality">Verdict of a document nobody has looked at.</param>
/// <param name="ScansNotMandatory">A consent may be imported without scan and signatures.</param>
/// <param name="OmitDenies">
/// Lists of all consents of a domain or a person leave out denies and what isn't effective: a widespread client takes
/// every provision of these two lists for a permit.
/// </param>
public sealed record DomainSettings(
    string Name, string Label, string OrganisationName, ImmutableArray<string> SignerIdTypes, string SafeSignerIdType,
    string PolicySystem, string PolicyNameSystem, bool RevokeIsPermanent, Compatibility Compatibility,
    ImmutableArray<string> ValidQuality, ImmutableArray<string> InvalidQuality, string DefaultQuality,
    bool ScansNotMandatory, bool OmitDenies)
{
    /// <summary>Forms no longer in use by their key, and since when. In the read model only.</summary>
    public ImmutableDictionary<string, DateTimeOffset>? RetiredTemplates { get; init; }

    /// <summary>How this domain's documents are evaluated.</summary>
    public EvaluationOptions Options(string? policyVersion = null, DateTimeOffset? knownAt = null) => new(
        RevokeIsPermanent, policyVersion, Compatibility == Compatibility.Gics, KnownAt: knownAt);

    /// <summary>
    /// Why nobody may sign this form any more, or null. What was signed before it went may still come in, and a
    /// withdrawal or a refusal is never turned away for the form it is on.
    /// </summary>
    public Rejection? Retirement(TemplateDefinition template, DateTimeOffset signedAt) =>
        template.Type is TemplateType.ConsentOptIn or TemplateType.ConsentOptOut
        && RetiredTemplates?.TryGetValue(template.Key, out var since) == true && signedAt >= since
            ? Rejection.Conflict("template-retired", "This form was retired before it was signed; use its successor.",
                "template")
            : null;

    /// <summary>Reads the column <c>settings</c> of <c>consent.domains</c>.</summary>
    public static DomainSettings Parse(string json) =>
        JsonSerializer.Deserialize(json, StoredTemplates.Default.DomainSettings)!;

    /// <summary>The settings as they are now; null where there is no such domain.</summary>
    public static async Task<DomainSettings?> FindAsync(IQuerySession session, string name, CancellationToken ct)
    {
        await using var command = session.DataSource.CreateCommand(
            "select settings from consent.domains where name = $1");
        command.CommandTimeout = Sql.Patience;
        command.Parameters.Add(new() { Value = name });
        return await command.ExecuteScalarAsync(ct) is string json ? ReadTexts.Settings(json) : null;
    }
}
