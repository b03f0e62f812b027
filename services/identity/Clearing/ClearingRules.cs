using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities;

/// <summary>When a domain wants two people to decide on a pair.</summary>
/// <param name="SecondOpinion"><c>asked</c>, <c>merges</c> or <c>always</c>.</param>
/// <param name="BelowScore">A merge of less than this needs two in any case.</param>
public sealed record ClearingRules(string SecondOpinion, double? BelowScore)
{
    public const string Asked = "asked";
    public const string Merges = "merges";
    public const string Always = "always";

    public static ClearingRules Usual { get; } = new(Asked, null);

    public ClearingSettings View => new(SecondOpinion, BelowScore);

    /// <summary>Whether one person's word is not enough. A pair without a score is below any.</summary>
    public bool NeedSecond(Verdict verdict, double? score) => verdict switch
    {
        Verdict.Same => SecondOpinion is Merges or Always
            || (BelowScore is { } below && (score is null || score < below)),
        Verdict.Distinct => SecondOpinion == Always,
        _ => false,
    };
}
