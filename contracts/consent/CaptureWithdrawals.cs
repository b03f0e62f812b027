namespace TrustCenter.Contracts.Consent;

/// <summary>What the person in a session may take back there.</summary>
/// <param name="SignedOn">Legal day of the newest consent.</param>
/// <param name="Whole">Form on which everything is taken back.</param>
/// <param name="Part">Form with the boxes that take back a part; null where there is none.</param>
public sealed record CaptureWithdrawal(DateOnly SignedOn, CaptureText Whole, CaptureText? Part);

/// <summary>Takes back, wholly or in part, by the person in a confirmed session. Effective when it is answered; it is
/// never delivered later. The session ends with it.</summary>
/// <param name="Modules">Boxes of the form for a part; null or empty: everything.</param>
/// <param name="Language">Language of the screens it was said on.</param>
public sealed record TakeBack(IReadOnlyList<string>? Modules = null, string? Language = null);
