namespace TrustCenter.Contracts.Consent;

/// <summary>What the portal's pages need to know before anybody is signed in.</summary>
/// <param name="RelyingParty">Host name that passkeys belong to; pages under another one can't use them.</param>
/// <param name="Passkeys">The request came to that host, so passkeys work here.</param>
/// <param name="IdleSeconds">A session ends after so long without a request.</param>
/// <param name="SessionSeconds">And after so long anyway.</param>
public sealed record PortalSettings(string RelyingParty, bool Passkeys, int IdleSeconds, int SessionSeconds);

/// <summary>Opens the portal by a letter. Refused in one way only, whatever was wrong.</summary>
/// <param name="Code">The letter's 20 characters, or what its QR code has behind the <c>#</c>; spaces, hyphens and
/// lower case do not matter.</param>
/// <param name="BirthDate"><c>yyyy-MM-dd</c>.</param>
public sealed record ActivatePortal(string Code, string BirthDate);

/// <summary>The letter is right; now a passkey or an authenticator app has to be set up. A cookie comes with it.
/// </summary>
/// <param name="Until">Until then; the letter is used up only when that is done.</param>
/// <param name="Relation"><c>self</c>, <c>guardian</c> or <c>representative</c>.</param>
/// <param name="Recovery">There is an account: what is set up now replaces all its passkeys and its app.</param>
public sealed record PortalSetup(DateTimeOffset Until, string Relation, bool Recovery);

/// <summary>What a browser needs for <c>navigator.credentials.create</c> (WebAuthn). Binary values are base64url.
/// </summary>
/// <param name="Challenge">Works once, for five minutes.</param>
/// <param name="RelyingParty">Id of the relying party.</param>
/// <param name="RelyingPartyName">Its name.</param>
/// <param name="User">User handle.</param>
/// <param name="UserName">What the browser calls the account: no name of a person.</param>
/// <param name="Algorithms">COSE algorithms, preferred first: -7 (ES256), -257 (RS256).</param>
/// <param name="Exclude">Ids of credentials that are known already.</param>
/// <param name="TimeoutSeconds">How long the browser may ask.</param>
public sealed record PasskeyCreation(
    string Challenge, string RelyingParty, string RelyingPartyName, string User, string UserName,
    IReadOnlyList<int> Algorithms, IReadOnlyList<string> Exclude, int TimeoutSeconds);

/// <summary>A new passkey, as the browser gave it. Binary values are base64url.</summary>
/// <param name="ClientData"><c>response.clientDataJSON</c>.</param>
/// <param name="Attestation"><c>response.attestationObject</c>; attestation <c>none</c>.</param>
/// <param name="Name">What the person calls the device, 1 to 60 characters; kept sealed.</param>
public sealed record NewPasskey(string ClientData, string Attestation, string Name);

/// <summary>What a browser needs for <c>navigator.credentials.get</c>.</summary>
/// <param name="Challenge">Works once, for five minutes; base64url.</param>
/// <param name="RelyingParty">Id of the relying party.</param>
/// <param name="Allow">Ids of credentials, base64url; empty: any the browser has.</param>
/// <param name="TimeoutSeconds">How long the browser may ask.</param>
public sealed record PasskeyRequest(
    string Challenge, string RelyingParty, IReadOnlyList<string> Allow, int TimeoutSeconds);

/// <summary>What a passkey signed. Binary values are base64url.</summary>
/// <param name="Credential">Id of the credential.</param>
/// <param name="ClientData"><c>response.clientDataJSON</c>.</param>
/// <param name="AuthenticatorData"><c>response.authenticatorData</c>.</param>
/// <param name="Signature"><c>response.signature</c>.</param>
public sealed record PasskeyAnswer(string Credential, string ClientData, string AuthenticatorData, string Signature);

/// <summary>The secret of an authenticator app (RFC 6238: SHA-1, 6 digits, 30 seconds); counts once it is confirmed.
/// </summary>
/// <param name="Secret">Base32, for typing.</param>
/// <param name="Uri">The same as <c>otpauth:</c> address.</param>
/// <param name="Qr">The same as QR code: PNG, base64.</param>
public sealed record TotpSecret(string Secret, string Uri, string Qr);

/// <summary>A number that the authenticator app shows.</summary>
/// <param name="Code">Six digits.</param>
public sealed record TotpCode(string Code);

/// <summary>Signs in with the authenticator app.</summary>
/// <param name="AccountNumber">As shown when the portal was opened; spaces, hyphens and lower case do not matter.
/// </param>
/// <param name="Code">Six digits.</param>
public sealed record SignInWithTotp(string AccountNumber, string Code);

/// <summary>The portal is open. A cookie comes with it.</summary>
/// <param name="AccountNumber">To be kept: needed to sign in with the authenticator app.</param>
/// <param name="Session">The session.</param>
public sealed record PortalOpened(string AccountNumber, PortalSession Session);

/// <summary>A session; its token is in a cookie that no script can read.</summary>
/// <param name="Id">Id of the session.</param>
/// <param name="SignedInAt">When it began.</param>
/// <param name="IdleUntil">It ends then if no request comes.</param>
/// <param name="EndsAt">It ends then anyway.</param>
public sealed record PortalSession(
    Guid Id, DateTimeOffset SignedInAt, DateTimeOffset IdleUntil, DateTimeOffset EndsAt);

/// <summary>Asks to be asked again, for an act or to manage the account.</summary>
/// <param name="Act">The act of a withdrawal's preview; null: what is grave in the account is allowed for five minutes.
/// </param>
public sealed record AskReauthentication(Guid? Act = null);

/// <summary>Shows a factor again: a passkey's answer or the app's number.</summary>
/// <param name="Act">As in <see cref="AskReauthentication"/>.</param>
/// <param name="Passkey">What the passkey signed.</param>
/// <param name="Code">Or six digits of the app.</param>
public sealed record Reauthenticate(Guid? Act = null, PasskeyAnswer? Passkey = null, string? Code = null);

/// <summary>The factor was right.</summary>
/// <param name="Token">Confirms the act, once; null where no act was named.</param>
/// <param name="Until">How long.</param>
public sealed record Reauthenticated(string? Token, DateTimeOffset Until);

/// <summary>How somebody gets in.</summary>
/// <param name="AccountNumber">Needed to sign in with the app.</param>
/// <param name="Passkeys">Passkeys.</param>
/// <param name="TotpSince">Since when there is an app, or null.</param>
/// <param name="Sessions">Open sessions, newest first.</param>
public sealed record PortalSecurity(
    string AccountNumber, IReadOnlyList<PasskeyView> Passkeys, DateTimeOffset? TotpSince,
    IReadOnlyList<PortalSessionView> Sessions);

/// <summary>A passkey.</summary>
/// <param name="Id">Id of ours.</param>
/// <param name="Name">As the person called it.</param>
/// <param name="AddedAt">When it was set up.</param>
/// <param name="UsedAt">When it was used last.</param>
public sealed record PasskeyView(Guid Id, string Name, DateTimeOffset AddedAt, DateTimeOffset? UsedAt);

/// <summary>An open session.</summary>
/// <param name="Id">Id of the session.</param>
/// <param name="Own">It is the one that asks.</param>
/// <param name="Device">Browser and system, roughly: <c>Firefox, Linux</c>.</param>
/// <param name="Method"><c>passkey</c>, <c>totp</c> or <c>letter</c>.</param>
/// <param name="SignedInAt">When it began.</param>
/// <param name="SeenAt">Last request.</param>
public sealed record PortalSessionView(
    Guid Id, bool Own, string Device, string Method, DateTimeOffset SignedInAt, DateTimeOffset SeenAt);

/// <summary>How many sessions were ended.</summary>
/// <param name="Ended">Count.</param>
public sealed record EndedSessions(int Ended);
