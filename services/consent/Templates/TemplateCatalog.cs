using System.Collections.Concurrent;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>
/// Finds forms by whatever clients call them. Only final forms are kept, and those never change, so what is kept can't
/// be out of date. Whether a form has been retired is asked of the domain's settings.
/// </summary>
public sealed class TemplateCatalog
{
    readonly ConcurrentDictionary<(string Domain, string Key), TemplateDefinition> _final = new();

    /// <summary>
    /// By <c>name|version</c>, a name alone if it has one final version, the incumbent's key or canonical, or the
    /// policy URI of the newest final form that bears it. Null: unknown, a draft, or of another domain.
    /// </summary>
    public async Task<TemplateDefinition?> FindAsync(
        IQuerySession session, string domain, string text, CancellationToken ct)
    {
        if (_final.TryGetValue((domain, text), out var kept)) return kept;
        if (text.StartsWith("urn:", StringComparison.Ordinal))
            return (await FindByPolicyUriAsync(session, domain, text, ct)).FirstOrDefault();
        if (TemplateReference.TryParse(text) is not { } reference) return null;
        if ((reference.Domain ?? domain) != domain) return null;
        return reference.Key is { } key
            ? await FindKeyAsync(session, domain, key, ct)
            : await FindNameAsync(session, domain, reference.Name, ct);
    }

    /// <summary>The same for texts that name their domain themselves.</summary>
    public async Task<TemplateDefinition?> FindAsync(IQuerySession session, string text, CancellationToken ct) =>
        TemplateReference.TryParse(text)?.Domain is { } domain ? await FindAsync(session, domain, text, ct) : null;

    /// <summary>Final forms with this policy URI, newest first.</summary>
    public Task<List<TemplateDefinition>> FindByPolicyUriAsync(
        IQuerySession session, string domain, string policyUri, CancellationToken ct) =>
        TemplateRows.ReadAsync(session, """
            select definition from consent.templates
            where domain = $1 and policy_uri = $2 and status <> 'draft'
            order by status = 'retired', final_at desc
            """, [domain, policyUri], ct);

    /// <summary>Every version of a form that is or was in use, newest first.</summary>
    public Task<List<TemplateDefinition>> VersionsAsync(
        IQuerySession session, string domain, string name, CancellationToken ct) =>
        TemplateRows.ReadAsync(session, """
            select definition from consent.templates
            where domain = $1 and name = $2 and status <> 'draft' order by final_at desc, version desc
            """, [domain, name.Normalize()], ct);

    /// <summary>
    /// The form by which a consent on the given form is withdrawn, fully or in parts. Where several can, the one that
    /// takes back most, in its newest version.
    /// </summary>
    public async Task<TemplateDefinition?> WithdrawalForAsync(
        IQuerySession session, string domain, string consentKey, bool full, CancellationToken ct)
    {
        var forms = await TemplateRows.ReadAsync(session, """
            select definition from consent.templates
            where domain = $1 and withdraws @> array[$2] and type = $3 and status <> 'draft'
            order by status = 'retired', final_at desc
            """, [domain, consentKey.Normalize(), full ? "full-withdrawal" : "partial-withdrawal"], ct);
        return forms.MaxBy(form => form.Modules.SelectMany(module => module.Policies).Select(policy => policy.Code)
            .Distinct().Count());
    }

    async Task<TemplateDefinition?> FindKeyAsync(IQuerySession session, string domain, string key, CancellationToken ct)
    {
        if (_final.TryGetValue((domain, key), out var kept)) return kept;
        var found = await TemplateRows.FinalAsync(session, domain, [key], ct);
        return found.TryGetValue(key, out var form) ? _final.GetOrAdd((domain, key), form) : null;
    }

    async Task<TemplateDefinition?> FindNameAsync(
        IQuerySession session, string domain, string name, CancellationToken ct) =>
        await VersionsAsync(session, domain, name, ct) is [var only] ? only : null;
}
