using System.Text.Json;
using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities;

/// <summary>Codes as clients see them.</summary>
static class PairWords
{
    public static string? Of(Verdict? verdict) => verdict is { } known ? Of(known) : null;

    public static string Of(Verdict verdict) => JsonNamingPolicy.KebabCaseLower.ConvertName(verdict.ToString());

    public static string Of(PairStatus status) => status switch
    {
        PairStatus.Same => PairStatuses.Linked,
        _ => JsonNamingPolicy.KebabCaseLower.ConvertName(status.ToString()),
    };

    public static Verdict? Verdict(string? text) => text switch
    {
        Verdicts.Same => Identities.Verdict.Same,
        Verdicts.Distinct => Identities.Verdict.Distinct,
        Verdicts.Postponed => Identities.Verdict.Postponed,
        _ => null,
    };
}
