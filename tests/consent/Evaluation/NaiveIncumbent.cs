namespace TrustCenter.Consents.Tests;

/// <summary>The incumbent's rules a second time: each signer id by itself, clock times, what expired is
/// skipped.</summary>
static class NaiveIncumbent
{
    static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    public static Permission PolicyOrNever(
        IReadOnlyList<DocumentFacts> documents, PolicyCode code, DateOnly day, EvaluationOptions options) =>
        NaiveEvaluation.NeverEvaluatedOr(code, () => Policy(documents, code, null, day, options));

    public static Permission Policy(
        IReadOnlyList<DocumentFacts> documents, PolicyCode code, DateTimeOffset? at, DateOnly day,
        EvaluationOptions options)
    {
        var signers = documents.SelectMany(document => document.Signers).Distinct().Select(id => (Guid?)id).ToList();
        if (documents.Any(document => document.Signers.Length == 0)) signers.Add(null);
        var answers = signers.Select(signer => OfSigner(
            [.. NaiveEvaluation.Effective(documents, day, options).Where(document => signer is null
                ? document.Signers.Length == 0
                : document.Signers.Contains(signer.Value))],
            documents, code, at, day, options)).ToList();
        return answers.Contains(Permission.Deny) ? Permission.Deny
            : answers.Contains(Permission.Permit) ? Permission.Permit
            : Permission.Unknown;
    }

    static Permission OfSigner(
        List<DocumentFacts> signed, IReadOnlyList<DocumentFacts> all, PolicyCode code, DateTimeOffset? at, DateOnly day,
        EvaluationOptions options)
    {
        var said = new List<(DateTimeOffset SignedAt, Permission Says)>();
        foreach (var document in signed.Where(document => at is null || document.SignedAt <= at))
            foreach (var provision in document.Provisions.Where(provision => provision.Policy == code))
                said.Add((document.SignedAt, Says(document, provision, all, at, day, options)));

        said.RemoveAll(entry => entry.Says == Permission.Unknown);
        if (said.Count == 0) return Permission.Unknown;
        if (options.RevokeIsPermanent && said.Any(entry => entry.Says == Permission.Deny)) return Permission.Deny;
        var newest = said.Max(entry => entry.SignedAt);
        return said.Any(entry => entry.SignedAt == newest && entry.Says == Permission.Deny)
            ? Permission.Deny
            : Permission.Permit;
    }

    static Permission Says(
        DocumentFacts document, Provision provision, IReadOnlyList<DocumentFacts> all, DateTimeOffset? at, DateOnly day,
        EvaluationOptions options)
    {
        if (provision.End < provision.Start) return Permission.Deny;
        if (options.PolicyVersion is not null && options.PolicyVersion != provision.PolicyVersion
            && !NaiveEvaluation.TakesBack(document))
            return Permission.Unknown;
        if (day < provision.Start || HasEnded(document, provision, at, day)) return Permission.Unknown;
        if (provision.Type == ProvisionType.Deny)
        {
            if (!provision.Refused) return Permission.Deny;
            return options is { RevokeIsPermanent: true, UnknownIsDecline: true }
                ? Permission.Deny : Permission.Unknown;
        }

        if (NaiveEvaluation.TakesBack(document)) return Permission.Unknown;
        return provision.SingleUse && NaiveEvaluation.IsUsedUp(all, document, provision.Policy, day, options)
            ? Permission.Unknown
            : Permission.Permit;
    }

    static bool HasEnded(DocumentFacts document, Provision provision, DateTimeOffset? at, DateOnly day)
    {
        if (day <= provision.End) return false;
        if (at is null || provision.End.Year == 3000) return true;

        // A period counted in whole years from the signature lasts until the same clock time of the anniversary.
        var signed = TimeZoneInfo.ConvertTime(document.SignedAt, Berlin);
        var (start, next) = (provision.Start, provision.End.AddDays(1));
        var sameDate = start.Month == next.Month
            && (start.Day == next.Day
                || (start is { Month: 2, Day: 29 } && next.Day == 28 && !DateTime.IsLeapYear(next.Year)));
        if (DateOnly.FromDateTime(signed.Date) != start || !sameDate) return true;
        var shown = TimeZoneInfo.ConvertTime(at.Value, Berlin);
        return DateOnly.FromDateTime(shown.Date) > next || shown.TimeOfDay > signed.TimeOfDay;
    }
}
