namespace TrustCenter.Contracts.Consent;

/// <summary>Withdraws, wholly or in part. Effective at the moment it is answered with 201.</summary>
/// <param name="Domain">Consent domain.</param>
/// <param name="Identifiers">Whose consent.</param>
/// <param name="Modules">Boxes ticked on the partial withdrawal form, for example <c>PATDAT_Erhebungsende</c>;
/// null or empty withdraws everything.</param>
/// <param name="SignedAt">Legal date or date-time; null: now.</param>
/// <param name="Template">Withdrawal form as <c>name|version</c>; null: the one that belongs to the newest
/// consent.</param>
/// <param name="Signers">Who signed; may be empty (a withdrawal needs no form).</param>
/// <param name="Channel">Where it was said.</param>
/// <param name="Note">Free text; kept encrypted. Reasons are never required.</param>
public sealed record WithdrawConsent(
    string Domain,
    IReadOnlyList<PersonIdentifier> Identifiers,
    IReadOnlyList<string>? Modules = null,
    string? SignedAt = null,
    string? Template = null,
    IReadOnlyList<Signer>? Signers = null,
    string? Channel = null,
    string? Note = null);
