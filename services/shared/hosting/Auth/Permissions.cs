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

    /// <summary>Follow changes of consents without seeing whose they are, and report what became of withdrawals.
    /// </summary>
    public const string ConsentFeed = "consent.feed";

    /// <summary>Plan sessions on tablets and hand them over.</summary>
    public const string CaptureStart = "capture.start";

    /// <summary>Let tablets in and shut them out.</summary>
    public const string CaptureManage = "capture.manage";

    /// <summary>Be a tablet: wait for a session, open it, deliver what was signed.</summary>
    public const string CaptureTablet = "capture.tablet";

    /// <summary>Be in one session on a tablet.</summary>
    public const string CaptureTake = "capture.take";

    /// <summary>Order, print and withdraw letters that let people into the patient portal, and close accounts.
    /// </summary>
    public const string PortalInvite = "portal.invite";

    /// <summary>Read what people ask in the portal, and answer.</summary>
    public const string PortalAnswer = "portal.answer";

    /// <summary>Set up the first factor of a portal account, after a letter was right.</summary>
    public const string PortalSetUp = "portal.set-up";

    /// <summary>See and withdraw one's own consents in the portal.</summary>
    public const string PortalOwn = "portal.own";

    /// <summary>Report which people's data were given to which project.</summary>
    public const string ReleaseReport = "release.report";

    /// <summary>Read templates.</summary>
    public const string TemplateRead = "template.read";

    /// <summary>Write templates and make them final.</summary>
    public const string TemplateManage = "template.manage";

    /// <summary>Create and configure domains.</summary>
    public const string DomainManage = "domain.manage";

    /// <summary>Make pseudonyms, or get those that are there.</summary>
    public const string PseudonymCreate = "pseudonym.create";

    /// <summary>Get pseudonyms that are there, validate them, read domains.</summary>
    public const string PseudonymRead = "pseudonym.read";

    /// <summary>Ask for originals; answered only in a domain that grants it to the caller for the stated purpose.
    /// </summary>
    public const string PseudonymResolve = "pseudonym.resolve";

    /// <summary>Bring in pairs that exist already, and take lists of pseudonyms out.</summary>
    public const string PseudonymTransfer = "pseudonym.transfer";

    /// <summary>Cut pseudonyms from their originals for good, or delete them.</summary>
    public const string PseudonymErase = "pseudonym.erase";

    /// <summary>Create and change pseudonym domains.</summary>
    public const string PseudonymManage = "pseudonym.manage";

    /// <summary>Counts and fill of pseudonym domains.</summary>
    public const string PseudonymStatistics = "pseudonym.statistics";

    /// <summary>Tell the index of identities, and learn whose they are.</summary>
    public const string IdentityRegister = "identity.register";

    /// <summary>Register people from files, and see what came of every line.</summary>
    public const string IdentityImport = "identity.import";

    /// <summary>Find people and see what identifies them.</summary>
    public const string IdentityRead = "identity.read";

    /// <summary>Merge, split, move, and decide on pairs that may be one person.</summary>
    public const string IdentityLink = "identity.link";

    /// <summary>Decide where two do not agree, give work to others, decide on many pairs at once.</summary>
    public const string IdentitySettle = "identity.settle";

    /// <summary>Deactivate and erase people and identities.</summary>
    public const string IdentityErase = "identity.erase";

    /// <summary>Follow merges, splits and erasures by keys, and turn keys into ids of the index.</summary>
    public const string IdentityFollow = "identity.follow";

    /// <summary>See which messages of feeds could not be applied and why, and have them applied or left.</summary>
    public const string IdentityFeed = "identity.feed";

    /// <summary>Change how people are compared.</summary>
    public const string IdentityManage = "identity.manage";

    /// <summary>See linkage projects: those one looks after, or those of one's own site.</summary>
    public const string ProjectRead = "project.read";

    /// <summary>Begin linkage projects between sites, change their terms, let them run and end them.</summary>
    public const string ProjectManage = "project.manage";

    /// <summary>Act for a site in linkage projects: agree, send encoded records, answer, fetch pseudonyms.</summary>
    public const string ProjectSite = "project.site";

    /// <summary>Ask that pseudonyms be resolved, and see what one asked for when it was approved.</summary>
    public const string PseudonymRequest = "pseudonym.request";

    /// <summary>Approve or reject what another person with another role asks for.</summary>
    public const string PseudonymApprove = "pseudonym.approve";

    /// <summary>Resolve a few pseudonyms alone, in an emergency.</summary>
    public const string PseudonymBreakGlass = "pseudonym.break-glass";

    /// <summary>Review afterwards what was resolved in an emergency.</summary>
    public const string PseudonymReview = "pseudonym.review";

    /// <summary>Shut an account out of guarded operations at once.</summary>
    public const string PseudonymLock = "pseudonym.lock";

    /// <summary>Make case numbers and hand them over, one recipient at a time.</summary>
    public const string CaseManage = "case.manage";

    /// <summary>See the trust centre's own register of cases: both numbers side by side.</summary>
    public const string CaseRegister = "case.register";

    /// <summary>Read and verify the audit trail.</summary>
    public const string AuditRead = "audit.read";

    /// <summary>Metrics, dead letters, rebuilds.</summary>
    public const string OperationsManage = "operations.manage";

    /// <summary>
    /// Role to permissions. No role may do everything: who runs the system sees no consents, who audits writes none.
    /// </summary>
    public static FrozenDictionary<string, FrozenSet<string>> OfRole { get; } = new Dictionary<string, string[]>
    {
        ["ward"] =
        [
            ConsentCheck, ConsentRead, ConsentRecord, ConsentWithdraw, ConsentDocument, TemplateRead, IdentityRegister,
            CaptureStart, PortalInvite,
        ],
        ["clerk"] =
        [
            ConsentCheck, ConsentRead, ConsentRecord, ConsentWithdraw, ConsentQuality, ConsentDocument,
            ConsentStatistics, TemplateRead, PseudonymCreate, PseudonymRead, PseudonymResolve, PseudonymTransfer,
            PseudonymStatistics, IdentityRegister, IdentityImport, IdentityRead, IdentityLink, IdentityFollow,
            IdentityFeed, PseudonymRequest, PseudonymBreakGlass, CaseManage, CaptureStart, PortalInvite, PortalAnswer,
        ],
        ["lead"] =
        [
            ConsentCheck, ConsentRead, ConsentRecord, ConsentWithdraw, ConsentQuality, ConsentDocument,
            ConsentStatistics, TemplateRead, TemplateManage, DomainManage, AuditRead, PseudonymCreate, PseudonymRead,
            PseudonymResolve, PseudonymTransfer, PseudonymErase, PseudonymManage, PseudonymStatistics,
            IdentityRegister, IdentityImport, IdentityRead, IdentityLink, IdentitySettle, IdentityErase,
            IdentityFollow, IdentityFeed, IdentityManage,
            PseudonymRequest, PseudonymApprove, PseudonymBreakGlass, PseudonymReview, PseudonymLock, CaseManage,
            CaseRegister, CaptureStart, CaptureManage, ProjectRead, ProjectManage, PortalInvite, PortalAnswer,
            ReleaseReport,
        ],
        ["diz"] =
        [
            ConsentCheck, ConsentRead, ConsentStatistics, TemplateRead, PseudonymCreate, PseudonymRead,
            PseudonymResolve, PseudonymStatistics, PseudonymRequest, ReleaseReport,
        ],
        ["dpo"] =
        [
            AuditRead, ConsentStatistics, TemplateRead, PseudonymStatistics, PseudonymApprove, PseudonymReview,
            PseudonymLock, ProjectRead,
        ],
        ["site"] = [ProjectRead, ProjectSite],
        ["service"] = [ConsentCheck, ConsentFeed],
        ["follower"] = [IdentityFollow],
        ["patient-list"] = [PseudonymCreate, PseudonymRead, PseudonymResolve],
        ["tablet"] = [CaptureTablet],
        ["capture"] = [CaptureTake],
        ["patient"] = [PortalOwn],
        ["patient-set-up"] = [PortalSetUp],
        ["auditor"] = [AuditRead, ConsentStatistics, TemplateRead, PseudonymStatistics],
        ["admin"] = [OperationsManage, DomainManage, TemplateRead, PseudonymLock, IdentityFeed, CaptureManage],
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
