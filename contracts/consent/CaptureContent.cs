namespace TrustCenter.Contracts.Consent;

/// <summary>What was decided and signed in a session: sent to be prepared as documents, then, sealed, to be
/// recorded.</summary>
/// <param name="Token">The session's token: whoever seals this held the session.</param>
/// <param name="SignedAt">By the tablet's clock, with offset; used only where the server did not see it happen.</param>
/// <param name="ClockAheadSeconds">How far the tablet's clock was ahead of the server's at the opening.</param>
/// <param name="Shown">What was on the screen, in order.</param>
/// <param name="Documents">The forms as answered; empty where <paramref name="Prepared"/> stands for them.</param>
/// <param name="Prepared">SHA-256 of the prepared PDFs that were shown and are to be recorded as they are.</param>
/// <param name="AloneEntitled">The one guardian declares to decide alone.</param>
public sealed record CaptureContent(
    string Token, string SignedAt, int ClockAheadSeconds, IReadOnlyList<ShownScreen> Shown,
    IReadOnlyList<CapturedDocument> Documents, IReadOnlyList<string>? Prepared = null, bool AloneEntitled = false);

/// <summary>A screen that was shown.</summary>
/// <param name="Screen">Kebab-case name: <c>film</c>, <c>information</c>, <c>decision</c>, …</param>
/// <param name="Version">What exactly: <c>film-1</c> or a text's hash; up to 120 characters.</param>
/// <param name="Language">Language it was shown in.</param>
/// <param name="Seconds">For how long.</param>
public sealed record ShownScreen(string Screen, string? Version, string Language, int Seconds);

/// <summary>A form as it was answered.</summary>
/// <param name="Template">Form as <c>name|version</c>.</param>
/// <param name="Answers">Answer per module, as when recording.</param>
/// <param name="Signers">Who signed; staff who explained are added by the service.</param>
public sealed record CapturedDocument(
    string Template, IReadOnlyDictionary<string, string> Answers, IReadOnlyList<Signer>? Signers = null);

/// <summary>Documents as they will be recorded, to be looked at first.</summary>
/// <param name="Documents">In the order of the forms.</param>
public sealed record PreparedCapture(IReadOnlyList<PreparedDocument> Documents);

/// <summary>A prepared document.</summary>
/// <param name="Id">Id it will have.</param>
/// <param name="Title">Title of its form.</param>
/// <param name="Sha256">Of the PDF, hexadecimal.</param>
public sealed record PreparedDocument(Guid Id, string Title, string Sha256);

/// <summary>A session's content, sealed to the session's key: ECDH on P-256, HKDF-SHA-256 with the session's id as salt
/// and <c>trustcenter capture 1</c> as info, AES-256-GCM with the id (as text) as additional data.</summary>
/// <param name="Capture">Id of the session.</param>
/// <param name="Key">Public key of the tablet's one-time pair, uncompressed point, base64.</param>
/// <param name="Nonce">12 bytes, base64.</param>
/// <param name="Content">A <see cref="CaptureContent"/> as JSON, encrypted, with the tag behind it, base64.</param>
public sealed record CaptureDelivery(Guid Capture, string Key, string Nonce, string Content);

/// <summary>That a session's content was received and counts. The same for every repetition.</summary>
/// <param name="Capture">Id of the session.</param>
/// <param name="ReceivedAt">When it was recorded.</param>
/// <param name="Documents">The documents.</param>
public sealed record CaptureReceipt(
    Guid Capture, DateTimeOffset ReceivedAt, IReadOnlyList<ReceivedDocument> Documents);

/// <summary>A recorded document.</summary>
/// <param name="Id">Id of the document.</param>
/// <param name="Sha256">Of the PDF that was shown and is stored; null: nobody saw one, it is made when first asked for.
/// </param>
/// <param name="Copy">Where the person gets the copy, for a quarter of an hour.</param>
public sealed record ReceivedDocument(Guid Id, string? Sha256, CopyLink? Copy);

/// <summary>A link that works once and says nothing about anybody.</summary>
/// <param name="Address">The address.</param>
/// <param name="Qr">The same as a QR code: PNG, base64.</param>
/// <param name="Until">When it ends.</param>
public sealed record CopyLink(string Address, string Qr, DateTimeOffset Until);

/// <summary>Fetches a copy once.</summary>
/// <param name="Token">What stands behind the <c>#</c> of the link.</param>
public sealed record FetchCopy(string Token);
