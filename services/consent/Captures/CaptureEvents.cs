namespace TrustCenter.Consents;

// The life of one session on a tablet, oldest first. Whom it concerns stands in the vault under the session's id and is
// gone when the session is over: what stays is that a tablet was used, when, and how it ended.

/// <param name="OwnWish">The person asked for it, quiet time or not.</param>
public sealed record CapturePlanned(
    Guid CaptureId, string Domain, string? Template, string? Language = null, string? Department = null,
    bool OwnWish = false);

public sealed record CaptureHandedOver(Guid CaptureId, Guid Tablet, string? Department = null);

public sealed record CaptureOpened(Guid CaptureId, Guid Tablet);

public sealed record CaptureIdentityConfirmed(Guid CaptureId);

public sealed record CaptureIdentityMissed(Guid CaptureId);

/// <summary>Documents were set and shown as they are to be recorded; hashes are of the PDFs.</summary>
public sealed record CapturePrepared(Guid CaptureId, IReadOnlyList<PdfShown> Documents);

public sealed record PdfShown(Guid DocumentId, string Sha256);

/// <param name="SignedOnDevice">By the tablet's clock.</param>
/// <param name="ClockAheadSeconds">How far that clock was ahead.</param>
/// <param name="Shown">Screens in order with versions, so that information before decision can be proven.</param>
public sealed record CaptureReceived(
    Guid CaptureId, IReadOnlyList<PdfShown> Documents, DateTimeOffset SignedOnDevice, int ClockAheadSeconds,
    IReadOnlyList<string> Shown);

public sealed record CaptureEnded(Guid CaptureId, string Outcome);
