namespace TrustCenter.Consents;

public static partial class ConsentEvaluation
{
    /// <summary>Known then, in its newest state known then, not ruled out, and legally effective by the day.</summary>
    internal static bool IsInForce(
        ReadOnlySpan<DocumentFacts> documents, int index, DateOnly at, EvaluationOptions options) =>
        documents[index].Counts && IsNewestKnown(documents, index, options.KnownAt)
        && LegalDays.Of(documents[index].SignedAt) <= at;

    internal static bool IsNewestKnown(ReadOnlySpan<DocumentFacts> documents, int index, DateTimeOffset? knownAt)
    {
        var document = documents[index];
        if (document.KnownFrom > knownAt) return false;
        foreach (var other in documents)
            if (other.ConsentId == document.ConsentId && other.State > document.State && !(other.KnownFrom > knownAt))
                return false;
        return true;
    }

    internal static bool Concerns(Provision provision, PolicyCode code) =>
        EndsAlike(provision.Policy.Code, code.Code)
        && provision.Policy.Code == code.Code && provision.Policy.System == code.System;

    // Codes of one system differ at their end; looking there first spares most comparisons.
    static bool EndsAlike(string? one, string? other) =>
        string.IsNullOrEmpty(one) || string.IsNullOrEmpty(other) || one[^1] == other[^1];

    // A withdrawal names no version of what it takes back: it takes back all of them.
    internal static bool IsAskedVersion(Provision provision, bool withholds, EvaluationOptions options) =>
        withholds || options.PolicyVersion is null || provision.PolicyVersion == options.PolicyVersion;

    static Finding Find(
        ReadOnlySpan<DocumentFacts> documents, int index, PolicyCode code, DateOnly at, EvaluationOptions options)
    {
        var document = documents[index];
        var withholds = document.Kind.Withholds();
        var says = TakesBackAll(document, code) ? Says.Denies : Says.Nothing;
        DateOnly until = default, nextDeny = LegalDays.OpenEnd;
        foreach (var provision in document.Provisions.AsSpan())
        {
            if (!Concerns(provision, code)) continue;
            var said = provision switch
            {
                _ when provision.Start > provision.End => Says.Malformed,
                _ when !IsAskedVersion(provision, withholds, options) => Says.Nothing,
                { Type: ProvisionType.Deny } when provision.Start > at => Later(provision.Start, ref nextDeny),
                { Type: ProvisionType.Deny } => withholds || at <= provision.End ? Says.Denies : Says.Nothing,
                _ when withholds => Says.Nothing,
                _ when at < provision.Start => Says.NotYet,
                _ when at > provision.End => Says.Expired,
                { SingleUse: true } when IsUsedUp(documents, index, code, at, options.KnownAt) => Says.UsedUp,
                _ => Says.Permits,
            };
            if (said == Says.Permits && provision.End > until) until = provision.End;
            if (said > says) says = said;
        }

        return new(says, LegalDays.Of(document.SignedAt), document.Kind, document.ConsentId, until, nextDeny);
    }

    static Says Later(DateOnly start, ref DateOnly nextDeny)
    {
        if (start < nextDeny) nextDeny = start;
        return Says.Nothing;
    }

    // Every module of the Broad Consent and every add-on needs its base module: a full withdrawal of that takes back
    // also what the form in hand could not name (later versions, add-ons). One that names nothing takes back all.
    internal static bool TakesBackAll(DocumentFacts document, PolicyCode code)
    {
        if (document.Kind != DocumentKind.FullWithdrawal) return false;
        if (document.Provisions.IsDefaultOrEmpty) return true;
        if (code.System != PolicyCode.MiiSystem) return false;
        foreach (var provision in document.Provisions)
            if (provision.Type == ProvisionType.Deny && provision.Policy == BasePolicy) return true;
        return false;
    }

    static readonly PolicyCode BasePolicy = PolicyCode.Mii(7);

    // A use is charged to the document it was recorded with and to every document it came after.
    internal static bool IsUsedUp(
        ReadOnlySpan<DocumentFacts> documents, int index, PolicyCode code, DateOnly at, DateTimeOffset? knownAt)
    {
        var document = documents[index];
        var signed = LegalDays.Of(document.SignedAt);
        for (var i = 0; i < documents.Length; i++)
        {
            if (documents[i].Uses.IsDefaultOrEmpty || !IsNewestKnown(documents, i, knownAt)) continue;
            foreach (var use in documents[i].Uses)
                if (use.Policy == code && use.On <= at
                    && (use.On >= signed || documents[i].ConsentId == document.ConsentId))
                    return true;
        }

        return false;
    }
}
