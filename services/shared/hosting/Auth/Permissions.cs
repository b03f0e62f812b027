using System.Collections.Frozen;

namespace TrustCenter.Hosting;

/// <summary>Everything a caller may be allowed to do, and which role may do it: the one table.</summary>
public static class Permissions
{
    /// <summary>Ask whether a policy is permitted.</summary>
    public const string ConsentCheck = "consent.check";

    /// <summary>Read consents of a person.</summary>
    public const string ConsentRead = "consent.read";

    /// <summary>Record a consent or a refusal.</summary>
    public const string ConsentRecord = "consent.record";

    /// <summary>Record a withdrawal.</summary>
    public const string ConsentWithdraw = "consent.withdraw";

    /// <summary>Correct a consent and set its quality status.</summary>
    public const string ConsentQuality = "consent.quality";

    /// <summary>See signed documents, scans and signatures: identifying data.</summary>
    public const string ConsentDocument = "consent.document";

    /// <summary>Counts without persons.</summary>
    public const string ConsentStatistics = "consent.statistics";

    /// <summary>Read templates.</summary>
    public const string TemplateRead = "template.read";

    /// <summary>Write templates and make them final.</summary>
    public const string TemplateManage = "template.manage";

    /// <summary>Create and configure domains.</summary>
    public const string DomainManage = "domain.manage";

    /// <summary>Read and verify the audit trail.</summary>
    public const string AuditRead = "audit.read";

    /// <summary>Metrics, dead letters, rebuilds.</summary>
    public const string OperationsManage = "operations.manage";

    /// <summary>
    /// Role to permissions. No role may do everything: who runs the system sees no consents, who audits writes none.
    /// </summary>
    public static FrozenDictionary<string, FrozenSet<string>> OfRole { get; } = new Dictionary<string, string[]>
    {
        ["ward"] = [ConsentCheck, ConsentRead, ConsentRecord, ConsentWithdraw, ConsentDocument, TemplateRead],
        ["clerk"] =
        [
            ConsentCheck, ConsentRead, ConsentRecord, ConsentWithdraw, ConsentQuality, ConsentDocument,
            ConsentStatistics, TemplateRead,
        ],
        ["lead"] =
        [
            ConsentCheck, ConsentRead, ConsentRecord, ConsentWithdraw, ConsentQuality, ConsentDocument,
            ConsentStatistics, TemplateRead, TemplateManage, DomainManage, AuditRead,
        ],
        ["diz"] = [ConsentCheck, ConsentRead, ConsentStatistics, TemplateRead],
        ["auditor"] = [AuditRead, ConsentStatistics, TemplateRead],
        ["admin"] = [OperationsManage, DomainManage, TemplateRead],
    }.ToFrozenDictionary(role => role.Key, role => role.Value.ToFrozenSet());

    /// <summary>Every permission some role has.</summary>
    public static FrozenSet<string> All { get; } = OfRole.Values.SelectMany(permissions => permissions).ToFrozenSet();

    /// <summary>
    /// What these roles may do. Scopes that name permissions narrow it; scopes that name none (<c>openid</c>,
    /// <c>profile</c>) speak of something else and change nothing.
    /// </summary>
    public static FrozenSet<string> Of(IEnumerable<string> roles, IReadOnlyCollection<string> scopes)
    {
        var granted = roles.SelectMany(role => OfRole.GetValueOrDefault(role) ?? FrozenSet<string>.Empty);
        return (scopes.Any(All.Contains) ? granted.Where(scopes.Contains) : granted).ToFrozenSet();
    }
}
