using System.Collections.Immutable;

namespace TrustCenter.Consents;

/// <summary>
/// The incumbent's answers, for pipelines that rely on them: moments instead of days, expired denies skipped,
/// "refused" read as unknown, every signer id judged by itself and any deny among them prevailing.
/// </summary>
static class GicsEvaluation
{
    public static PolicyAnswer Policy(
        ReadOnlySpan<DocumentFacts> documents, PolicyCode code, DateOnly day, DateTimeOffset? moment,
        EvaluationOptions options)
    {
        if (documents.IsEmpty)
            return options.UnknownIsDecline
                ? new(Permission.Deny, ReasonCodes.UnknownIsDecline, [])
                : new(Permission.Unknown, ReasonCodes.NoDocument, []);

        var answer = new PolicyAnswer(Permission.Unknown, ReasonCodes.NotAnswered, []);
        foreach (var signer in SignersOf(documents))
        {
            var one = OfSigner(documents, signer, code, day, moment, options);
            if (one.Permission > answer.Permission) answer = one;
        }

        return answer;
    }

    static SortedSet<Guid> SignersOf(ReadOnlySpan<DocumentFacts> documents)
    {
        var signers = new SortedSet<Guid>();
        foreach (var document in documents)
        {
            if (document.Signers.IsDefaultOrEmpty) signers.Add(Guid.Empty);
            else signers.UnionWith(document.Signers);
        }

        return signers;
    }

    static PolicyAnswer OfSigner(
        ReadOnlySpan<DocumentFacts> documents, Guid signer, PolicyCode code, DateOnly day, DateTimeOffset? moment,
        EvaluationOptions options)
    {
        var nothing = new PolicyAnswer(Permission.Unknown, ReasonCodes.NotAnswered, []);
        (PolicyAnswer Answer, DateTimeOffset At) newest = (nothing, default), final = (nothing, default);
        for (var i = 0; i < documents.Length; i++)
        {
            var document = documents[i];
            if (!Signed(document, signer) || document.SignedAt > moment
                || !ConsentEvaluation.IsInForce(documents, i, day, options))
                continue;

            foreach (var provision in document.Provisions.AsSpan())
            {
                if (!ConsentEvaluation.Concerns(provision, code)) continue;
                var answer = Read(documents, i, provision, day, moment, options);
                if (answer.Permission == Permission.Unknown) continue;
                newest = Newer(newest, (answer, document.SignedAt));
                if (options.RevokeIsPermanent && answer.Permission == Permission.Deny)
                    final = Newer(final, (answer, document.SignedAt));
            }
        }

        return final.Answer.Permission == Permission.Deny ? final.Answer : newest.Answer;
    }

    static (PolicyAnswer, DateTimeOffset) Newer(
        (PolicyAnswer Answer, DateTimeOffset At) one, (PolicyAnswer Answer, DateTimeOffset At) other)
    {
        if (one.Answer.Documents.IsEmpty) return other;
        if (one.At != other.At) return one.At > other.At ? one : other;
        if (one.Answer.Permission != other.Answer.Permission)
            return one.Answer.Permission > other.Answer.Permission ? one : other;
        var first = one.Answer.Documents[0].CompareTo(other.Answer.Documents[0]);
        if (first != 0) return first < 0 ? one : other;
        return one.Answer.Until >= other.Answer.Until ? one : other;
    }

    static bool Signed(DocumentFacts document, Guid signer) => document.Signers.IsDefaultOrEmpty
        ? signer == Guid.Empty
        : document.Signers.Contains(signer);

    static PolicyAnswer Read(
        ReadOnlySpan<DocumentFacts> documents, int index, Provision provision, DateOnly day, DateTimeOffset? moment,
        EvaluationOptions options)
    {
        var document = documents[index];
        ImmutableArray<Guid> deciding = [document.ConsentId];
        if (provision.Start > provision.End) return new(Permission.Deny, ReasonCodes.ProvisionMalformed, deciding);
        if (!ConsentEvaluation.IsAskedVersion(provision, document.Kind.Withholds(), options))
            return new(Permission.Unknown, ReasonCodes.NotAnswered, deciding);
        if (provision.Start > day || IsExpired(document, provision, day, moment))
            return new(Permission.Unknown, ReasonCodes.Expired, deciding);

        if (provision.Type == ProvisionType.Deny)
            return provision.Refused && !(options.RevokeIsPermanent && options.UnknownIsDecline)
                ? new(Permission.Unknown, ReasonCodes.Refused, deciding)
                : new(Permission.Deny, document.Kind.WhyDenied(), deciding);
        if (document.Kind.Withholds()) return new(Permission.Unknown, ReasonCodes.NotAnswered, deciding);
        return provision.SingleUse
            && ConsentEvaluation.IsUsedUp(documents, index, provision.Policy, day, options.KnownAt)
                ? new(Permission.Unknown, ReasonCodes.SingleUseConsumed, deciding)
                : new(Permission.Permit, ReasonCodes.Permitted, deciding, provision.End);
    }

    // An end counted from the signature is the same clock time on the anniversary, inclusive; any other end (a
    // birthday, a date of the source) stays a day.
    static bool IsExpired(DocumentFacts document, Provision provision, DateOnly day, DateTimeOffset? moment)
    {
        if (day <= provision.End || provision.End == LegalDays.OpenEnd) return day > provision.End;
        var anniversary = provision.End.AddDays(1);
        var counted = provision.Start.AddYears(anniversary.Year - provision.Start.Year) == anniversary
            && provision.Start == LegalDays.Of(document.SignedAt);
        return !counted || moment is null
            || moment > LegalDays.At(anniversary, LegalDays.ClockOf(document.SignedAt));
    }
}
