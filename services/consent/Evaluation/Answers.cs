using System.Collections.Immutable;

namespace TrustCenter.Consents;

/// <summary>Three-valued answer to "is this permitted?".</summary>
public enum Permission
{
    Unknown,
    Permit,
    Deny,
}

/// <summary>An explained answer. Only <see cref="Permission.Permit"/> means yes.</summary>
/// <param name="Reason">Stable code of the rule that decided, from <see cref="ReasonCodes"/>.</param>
/// <param name="Documents">The documents that decided, newest first.</param>
/// <param name="Until">Last day on which a permit stands as things are known; null for anything else.</param>
public sealed record PolicyAnswer(
    Permission Permission, string Reason, ImmutableArray<Guid> Documents, DateOnly? Until = null)
{
    public bool Permitted => Permission == Permission.Permit;
}

/// <summary>Both ends inclusive, Europe/Berlin days.</summary>
public readonly record struct DaySpan(DateOnly From, DateOnly To)
{
    public bool Contains(DaySpan other) => From <= other.From && other.To <= To;
}

/// <summary>From which days data may be used, and why.</summary>
public sealed record WindowAnswer(
    Permission Permission, string Reason, ImmutableArray<DaySpan> Spans, ImmutableArray<Guid> Documents);

/// <summary>How a domain or a client wants answers.</summary>
/// <param name="RevokeIsPermanent">A consent after a withdrawal or refusal of the same policy does not count.</param>
/// <param name="PolicyVersion">Only provisions of this policy version, null: any.</param>
/// <param name="GicsCompatible">The incumbent's answers where they differ from the written specification.</param>
/// <param name="UnknownIsDecline">An unknown state is reported as a decline.</param>
/// <param name="KnownAt">As known then; null: as known now, that is all that is stored.</param>
public sealed record EvaluationOptions(
    bool RevokeIsPermanent = false, string? PolicyVersion = null, bool GicsCompatible = false,
    bool UnknownIsDecline = false, DateTimeOffset? KnownAt = null)
{
    public static EvaluationOptions Default { get; } = new();
}
