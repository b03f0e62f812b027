namespace TrustCenter.Consents;

/// <summary>What one document says about one policy on one day; from <see cref="Permits"/> on it is an answer.
/// Of two documents of the same day the later in this list prevails.</summary>
enum Says
{
    None,
    Nothing,
    NotYet,
    Expired,
    Permits,
    UsedUp,
    Denies,
    Malformed,
}

/// <summary>A document's say, with what is needed to weigh and explain it.</summary>
readonly record struct Finding(
    Says Says, DateOnly Day, DocumentKind Kind, Guid ConsentId, DateOnly Until, DateOnly NextDeny)
{
    /// <summary>Answers prevail over non-answers, newer over older; on the same day the more cautious
    /// prevails.</summary>
    public bool IsOver(Finding other)
    {
        var (answers, otherAnswers) = (Says >= Says.Permits, other.Says >= Says.Permits);
        if (answers != otherAnswers) return answers;
        if (!answers && Says != other.Says) return Says > other.Says;
        if (Day != other.Day) return Day > other.Day;
        if (Says != other.Says) return Says > other.Says;
        if (Kind != other.Kind) return Kind > other.Kind;
        return Until > other.Until;
    }

    /// <summary>Another document that says the same on the same day.</summary>
    public bool IsLike(Finding other) => Day == other.Day && Says == other.Says && Kind == other.Kind;
}

static class Kinds
{
    /// <summary>Documents that only ever take back: their denies do not end, and they permit nothing.</summary>
    public static bool Withholds(this DocumentKind kind) => kind is not (DocumentKind.Consent or DocumentKind.OptOut);

    public static string WhyDenied(this DocumentKind kind) => kind switch
    {
        DocumentKind.Refusal => ReasonCodes.Refused,
        DocumentKind.Objection => ReasonCodes.Objected,
        DocumentKind.PartialWithdrawal or DocumentKind.FullWithdrawal => ReasonCodes.Withdrawn,
        _ => ReasonCodes.Declined,
    };
}
