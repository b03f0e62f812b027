namespace TrustCenter.Consents.Tests;

/// <summary>
/// The rules a second time, from their prose, with plain lists and a look at every day by itself. Slow on purpose;
/// shares records with the engine, but no rule and no calendar.
/// </summary>
static class NaiveEvaluation
{
    static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    static readonly int[] Modules =
    [
        1, 10, 14, 18, 24, 26, 30, 32, 35, 44, 48, 50, 54, 57, 59, 61, 63, 67, 78, 82, 85, 88, 91, 94, 96, 99, 102, 111,
        120,
    ];
    static readonly int[] Deprecated = [16, 17, 41, 42, 46, 47];
    static readonly DocumentKind[] TakingBack =
        [DocumentKind.Refusal, DocumentKind.PartialWithdrawal, DocumentKind.FullWithdrawal, DocumentKind.Objection];

    public static DateOnly Day(DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Berlin).Date);

    /// <summary>Of each document the newest state known; two copies of it stay two.</summary>
    public static List<DocumentFacts> Known(IEnumerable<DocumentFacts> documents, EvaluationOptions options) =>
    [
        .. documents.Where(state => options.KnownAt is null || state.KnownFrom <= options.KnownAt)
            .GroupBy(state => state.ConsentId)
            .SelectMany(states => states.Where(state => state.State == states.Max(other => other.State))),
    ];

    static List<DocumentFacts> InForce(IEnumerable<DocumentFacts> documents, DateOnly at, EvaluationOptions options) =>
        [.. Known(documents, options).Where(document => document.Counts && Day(document.SignedAt) <= at)];

    public static Permission Policy(
        IReadOnlyList<DocumentFacts> documents, PolicyCode code, DateTimeOffset at, EvaluationOptions options)
    {
        var answer = options.GicsCompatible && !IsNeverEvaluated(code)
            ? NaiveIncumbent.Policy(documents, code, at, Day(at), options)
            : ByDay(documents, code, Day(at), options);
        return answer == Permission.Unknown && options.UnknownIsDecline
            && (!options.GicsCompatible || documents.Count == 0 || IsNeverEvaluated(code))
            ? Permission.Deny
            : answer;
    }

    static bool IsNeverEvaluated(PolicyCode code) => Modules.Concat(Deprecated).Any(arc => PolicyCode.Mii(arc) == code);

    static Permission ByDay(
        IReadOnlyList<DocumentFacts> documents, PolicyCode code, DateOnly at, EvaluationOptions options)
    {
        if (IsNeverEvaluated(code)) return Permission.Unknown;
        var inForce = InForce(documents, at, options);
        if (options.RevokeIsPermanent && inForce.Any(document =>
                TakingBack.Contains(document.Kind) && Denied(document, code, at, options)))
            return Permission.Deny;

        // The newest day on which anything was answered decides; on it a no beats used up beats a yes.
        foreach (var day in inForce.GroupBy(document => Day(document.SignedAt)).OrderByDescending(day => day.Key))
        {
            if (day.Any(document => Denied(document, code, at, options))) return Permission.Deny;
            var permitting = day.Where(document => Permitting(document, code, at, options).Count > 0).ToList();
            if (permitting.Any(document => Permitting(document, code, at, options).Any(provision => provision.SingleUse)
                    && IsUsedUp(documents, document, code, at, options)))
                return Permission.Unknown;
            if (permitting.Count > 0) return Permission.Permit;
        }

        return Permission.Unknown;
    }

    static List<Provision> About(DocumentFacts document, PolicyCode code) =>
        [.. document.Provisions.Where(provision => provision.Policy.Equals(code))];

    static bool IsMalformed(Provision provision) => provision.Start.CompareTo(provision.End) > 0;

    // "Which version?" is asked of consents only: who withdraws, withdraws from all versions.
    static bool HasVersion(Provision provision, EvaluationOptions options) =>
        options.PolicyVersion == null || options.PolicyVersion == provision.PolicyVersion;

    static bool WithdrawsAll(DocumentFacts document, PolicyCode code)
    {
        if (document.Kind != DocumentKind.FullWithdrawal) return false;
        var namesBase = document.Provisions.Any(
            provision => provision.Type == ProvisionType.Deny && provision.Policy.Equals(PolicyCode.Mii(7)));
        return document.Provisions.Length == 0 || (namesBase && code.System == PolicyCode.Mii(7).System);
    }

    public static bool Denied(DocumentFacts document, PolicyCode code, DateOnly at, EvaluationOptions options)
    {
        if (WithdrawsAll(document, code)) return true;
        foreach (var provision in About(document, code))
        {
            if (IsMalformed(provision)) return true;
            if (provision.Type != ProvisionType.Deny || at < provision.Start) continue;
            if (TakingBack.Contains(document.Kind)) return true; // forever, in every version
            if (at <= provision.End && HasVersion(provision, options)) return true;
        }

        return false;
    }

    static List<Provision> Permitting(
        DocumentFacts document, PolicyCode code, DateOnly at, EvaluationOptions options) =>
        [.. Permits(document, code, options).Where(provision => provision.Start <= at && at <= provision.End)];

    public static List<Provision> Permits(DocumentFacts document, PolicyCode code, EvaluationOptions options)
    {
        var about = About(document, code);
        return TakingBack.Contains(document.Kind) || about.Any(IsMalformed)
            ? []
            : [.. about.Where(provision => provision.Type == ProvisionType.Permit && HasVersion(provision, options))];
    }

    public static bool IsUsedUp(
        IReadOnlyList<DocumentFacts> documents, DocumentFacts document, PolicyCode code, DateOnly at,
        EvaluationOptions options) =>
        Known(documents, options).Any(other => other.Uses.Any(use => use.Policy.Equals(code) && use.On <= at
            && (other.ConsentId == document.ConsentId || use.On >= Day(document.SignedAt))));

    /// <summary>May anything be used for this purpose on this day?</summary>
    public static bool GatesAreOpen(
        IReadOnlyList<DocumentFacts> documents, Purpose purpose, DateOnly at, EvaluationOptions options) =>
        purpose.Gates.All(gate => Permission.Permit == (options.GicsCompatible
            ? NaiveIncumbent.PolicyOrNever(documents, gate, at, options)
            : ByDay(documents, gate, at, options)));

    public static Permission NeverEvaluatedOr(PolicyCode code, Func<Permission> answer) =>
        IsNeverEvaluated(code) ? Permission.Unknown : answer();

    public static List<DocumentFacts> Effective(
        IReadOnlyList<DocumentFacts> documents, DateOnly at, EvaluationOptions options) =>
        InForce(documents, at, options);

    public static bool TakesBack(DocumentFacts document) => TakingBack.Contains(document.Kind);

    public static bool TakesBackEverything(DocumentFacts document, PolicyCode code) => WithdrawsAll(document, code);
}
