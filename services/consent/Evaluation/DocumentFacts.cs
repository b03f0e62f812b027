using System.Collections.Immutable;

namespace TrustCenter.Consents;

/// <summary>What sort of legal act a document is.</summary>
public enum DocumentKind
{
    Consent,
    OptOut,
    Refusal,
    PartialWithdrawal,
    FullWithdrawal,
    Objection,
}

public enum ProvisionType
{
    Permit,
    Deny,
}

/// <summary>One policy permitted or denied for a span of legal days (Europe/Berlin, both ends inclusive).</summary>
/// <param name="PolicyVersion">Version of the policy in its template; null where unknown.</param>
/// <param name="Refused">A deny whose answer was stored as "refused", which the incumbent reads as unknown.</param>
public sealed record Provision(
    ProvisionType Type, PolicyCode Policy, DateOnly Start, DateOnly End, string? PolicyVersion = null,
    bool SingleUse = false, bool Refused = false);

/// <summary>A single-use policy was used up.</summary>
public readonly record struct PolicyUse(PolicyCode Policy, DateOnly On);

/// <summary>
/// All that evaluation needs of one document, in one state of our knowledge of it. A correction or another quality
/// verdict gives a new state of the same document; evaluation takes the newest that was known.
/// </summary>
/// <param name="ConsentId">The document.</param>
/// <param name="State">1, 2, …: states of the same document, in the order they became known.</param>
/// <param name="SignedAt">Legally effective from this moment.</param>
/// <param name="KnownFrom">This state was recorded then.</param>
/// <param name="Counts">False: quality verdict or status says it must not be evaluated.</param>
/// <param name="Signers">Keys of the signer ids it was signed under.</param>
public sealed record DocumentFacts(
    Guid ConsentId, int State, DocumentKind Kind, DateTimeOffset SignedAt, DateTimeOffset KnownFrom, bool Counts,
    ImmutableArray<Provision> Provisions, ImmutableArray<PolicyUse> Uses, ImmutableArray<Guid> Signers);
