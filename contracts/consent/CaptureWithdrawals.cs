namespace TrustCenter.Contracts.Consent;

/// <summary>What the person in a session may take back there.</summary>
/// <param name="SignedOn">Legal day of the newest consent.</param>
/// <param name="Whole">Form on which everything is taken back.</param>
/// <param name="Part">Form with the boxes that take back a part; null where there is none.</param>
/// <param name="GuardiansNeeded">How many guardians have to take back for a minor, unless one declares to decide alone;
/// 0: the person does it.</param>
public sealed record CaptureWithdrawal(
    DateOnly SignedOn, CaptureText Whole, CaptureText? Part, int GuardiansNeeded = 0);

/// <summary>Takes back, wholly or in part, in a confirmed session: by the person, or for a minor by as many guardians
/// as giving takes. Effective when it is answered; it is never delivered later. The session ends with it.</summary>
/// <param name="Modules">Boxes of the form for a part; null or empty: everything.</param>
/// <param name="Language">Language of the screens it was said on.</param>
/// <param name="Guardians">Names of the guardians who take back for a minor, each 2 to 120 characters.</param>
/// <param name="AloneEntitled">The one guardian declares to decide alone.</param>
public sealed record TakeBack(
    IReadOnlyList<string>? Modules = null, string? Language = null, IReadOnlyList<string>? Guardians = null,
    bool? AloneEntitled = null);
