namespace TrustCenter.Contracts.Consent;

/// <summary>Asks what a withdrawal would change. Nothing is withdrawn by it.</summary>
/// <param name="Template">The form as <c>name|version</c>; null: everything the person ever consented to.</param>
/// <param name="Modules">Questions of that form to take back; null or empty: the whole form.</param>
public sealed record PreviewWithdrawal(string? Template = null, IReadOnlyList<string>? Modules = null);

/// <summary>What would change, by the rules that answer checks.</summary>
/// <param name="Act">To be confirmed with a factor, and then carried out, within ten minutes.</param>
/// <param name="Until">Until then.</param>
/// <param name="Full">Everything on these forms ends: the whole was asked for, or a question that all others rest on.
/// </param>
/// <param name="Ends">Questions whose permission ends, wholly or partly.</param>
/// <param name="Stays">Questions that stay permitted.</param>
/// <param name="Receivers">Services that are told and have to act.</param>
/// <param name="Releases">Projects that hold data now: what they have finished stays.</param>
/// <param name="Kept">What is kept as proof.</param>
public sealed record WithdrawalPreview(
    Guid Act, DateTimeOffset Until, bool Full, IReadOnlyList<WithdrawalEffect> Ends,
    IReadOnlyList<WithdrawalEffect> Stays, IReadOnlyList<string> Receivers, IReadOnlyList<PortalRelease> Releases,
    KeptProof Kept);

/// <summary>What becomes of one question.</summary>
/// <param name="Template">Form as <c>name|version</c>.</param>
/// <param name="Module">Question.</param>
/// <param name="Title">Its title as approved.</param>
/// <param name="Asked">The person asked for it; otherwise it ends because it rests on one that does, or is taken back
/// by the same box of the withdrawal form.</param>
/// <param name="Before">State now.</param>
/// <param name="After">State then.</param>
public sealed record WithdrawalEffect(
    string Template, string Module, string Title, bool Asked, string Before, string After);

/// <summary>What stays after a withdrawal, as proof that there was a consent and that it ended.</summary>
/// <param name="Items">Codes: <c>consent-documents</c>, <c>withdrawal-document</c>, <c>audit-trail</c>.</param>
/// <param name="Years">How long, in years from the withdrawal.</param>
public sealed record KeptProof(IReadOnlyList<string> Items, int Years);

/// <summary>Carries out what was previewed. To be sent with an <c>Idempotency-Key</c>. No reason is asked.</summary>
/// <param name="Act">The preview's act.</param>
/// <param name="Token">From the reauthentication for this act.</param>
public sealed record ConfirmWithdrawal(Guid Act, string Token);

/// <summary>It is withdrawn, from this answer on.</summary>
/// <param name="Documents">Withdrawal documents; the PDF of each is the receipt.</param>
/// <param name="RecordedAt">When it took effect.</param>
public sealed record WithdrawalReceipt(IReadOnlyList<PortalDocument> Documents, DateTimeOffset RecordedAt);

/// <summary>What became of a withdrawal.</summary>
/// <param name="Document">The withdrawal's document.</param>
/// <param name="Title">Its form's title.</param>
/// <param name="RecordedAt">When it took effect.</param>
/// <param name="State"><c>running</c>, <c>failed</c> (somebody could not; the trust centre looks after it) or
/// <c>done</c>.</param>
/// <param name="Tasks">One per receiver.</param>
public sealed record WithdrawalProgress(
    Guid Document, string Title, DateTimeOffset RecordedAt, string State, IReadOnlyList<WithdrawalStep> Tasks);

/// <summary>What one receiver has to do.</summary>
/// <param name="Receiver">Service.</param>
/// <param name="Status"><c>requested</c>, <c>accepted</c>, <c>completed</c> or <c>failed</c>.</param>
/// <param name="Since">When it came to this.</param>
public sealed record WithdrawalStep(string Receiver, string Status, DateTimeOffset Since);
