using System.Collections.Immutable;

namespace TrustCenter.Consents;

/// <summary>
/// What a person's documents permit (decision D4). Pure: the same facts and question give the same answer, in
/// whatever order the documents come.
/// </summary>
public static partial class ConsentEvaluation
{
    /// <summary>Is a policy permitted at a moment? The moment's Berlin day counts; the incumbent's rules, where
    /// asked for, look at the clock.</summary>
    public static PolicyAnswer Policy(
        ReadOnlySpan<DocumentFacts> documents, PolicyCode code, DateTimeOffset at, EvaluationOptions options) =>
        options.GicsCompatible && WhyNeverEvaluated(code) is null
            ? GicsEvaluation.Policy(documents, code, LegalDays.Of(at), at, options)
            : Policy(documents, code, LegalDays.Of(at), options);

    /// <summary>Is a policy permitted on a legal day?</summary>
    public static PolicyAnswer Policy(
        ReadOnlySpan<DocumentFacts> documents, PolicyCode code, DateOnly at, EvaluationOptions options)
    {
        if (WhyNeverEvaluated(code) is { } reason) return Reported(new(Permission.Unknown, reason, []), options);
        if (options.GicsCompatible) return GicsEvaluation.Policy(documents, code, at, null, options);

        var newest = default(Finding);
        var final = default(Finding);
        var (ends, shared) = (LegalDays.OpenEnd, false);
        for (var i = 0; i < documents.Length; i++)
        {
            if (!IsInForce(documents, i, at, options)) continue;
            var finding = Find(documents, i, code, at, options);
            if (finding.NextDeny <= ends) ends = finding.NextDeny.AddDays(-1);
            shared = finding.IsLike(newest) || (shared && !finding.IsOver(newest));
            if (finding.IsOver(newest)) newest = finding;
            if (options.RevokeIsPermanent && finding.Says >= Says.Denies && documents[i].Kind.Withholds()
                && finding.IsOver(final))
                final = finding;
        }

        if (newest.Says < Says.Denies && final.Says >= Says.Denies)
            return Explained(documents, final, true, code, at,
                options) with
            { Reason = ReasonCodes.RevokedPermanently };
        if (newest.Until < ends) ends = newest.Until;
        return Reported(Explained(documents, newest with { Until = ends }, shared, code, at, options), options);
    }

    static string? WhyNeverEvaluated(PolicyCode code) =>
        MiiCodes.IsModule(code) ? ReasonCodes.CodeIsModule
        : MiiCodes.IsDeprecated(code) ? ReasonCodes.CodeDeprecated
        : null;

    static PolicyAnswer Reported(PolicyAnswer answer, EvaluationOptions options) =>
        options.UnknownIsDecline && answer.Permission == Permission.Unknown
            ? answer with { Permission = Permission.Deny, Reason = ReasonCodes.UnknownIsDecline }
            : answer;

    static PolicyAnswer Explained(
        ReadOnlySpan<DocumentFacts> documents, Finding finding, bool shared, PolicyCode code, DateOnly at,
        EvaluationOptions options)
    {
        if (finding.Says == Says.None) return new(Permission.Unknown, ReasonCodes.NoDocument, []);
        var (permission, reason) = finding.Says switch
        {
            Says.Permits => (Permission.Permit, ReasonCodes.Permitted),
            Says.UsedUp => (Permission.Unknown, ReasonCodes.SingleUseConsumed),
            Says.Malformed => (Permission.Deny, ReasonCodes.ProvisionMalformed),
            Says.Denies => (Permission.Deny, finding.Kind.WhyDenied()),
            Says.Expired => (Permission.Unknown, ReasonCodes.Expired),
            Says.NotYet => (Permission.Unknown, ReasonCodes.NotYetValid),
            _ => (Permission.Unknown, ReasonCodes.NotAnswered),
        };
        DateOnly? until = permission == Permission.Permit ? finding.Until : null;
        if (finding.Says == Says.Nothing) return new(permission, reason, []);
        if (!shared) return new(permission, reason, [finding.ConsentId], until);

        // Several documents of the same day may say the same; all of them decided.
        var deciding = ImmutableArray.Create(finding.ConsentId);
        for (var i = 0; i < documents.Length; i++)
        {
            if (!IsInForce(documents, i, at, options)) continue;
            var other = Find(documents, i, code, at, options);
            if (other.IsLike(finding) && !deciding.Contains(other.ConsentId))
                deciding = deciding.Add(other.ConsentId);
        }

        return new(permission, reason, deciding.Length == 1 ? deciding : deciding.Sort(), until);
    }
}
