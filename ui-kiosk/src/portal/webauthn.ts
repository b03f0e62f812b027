import { fromBase64url, toBase64url } from '../lib/base64url';
import type { Portal } from './api';

/** Asks the device for a new passkey. Nothing: whoever was asked said no, or the device can't. */
export async function createPasskey(
  wish: Portal['PasskeyCreation'],
  name: string,
): Promise<Portal['NewPasskey'] | undefined> {
  const made = await navigator.credentials
    .create({
      publicKey: {
        challenge: fromBase64url(wish.challenge),
        rp: { id: wish.relyingParty, name: wish.relyingPartyName },
        user: { id: fromBase64url(wish.user), name: wish.userName, displayName: wish.userName },
        pubKeyCredParams: wish.algorithms.map((alg) => ({ type: 'public-key', alg: Number(alg) })),
        excludeCredentials: wish.exclude.map((id) => ({ type: 'public-key', id: fromBase64url(id) })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        attestation: 'none',
        timeout: Number(wish.timeoutSeconds) * 1000,
      },
    })
    .catch(() => null);
  if (!(made instanceof PublicKeyCredential) || !(made.response instanceof AuthenticatorAttestationResponse))
    return undefined;
  return {
    clientData: toBase64url(made.response.clientDataJSON),
    attestation: toBase64url(made.response.attestationObject),
    name,
  };
}

/** Asks the device to sign with a passkey it has. */
export async function askPasskey(wish: Portal['PasskeyRequest']): Promise<Portal['PasskeyAnswer'] | undefined> {
  const got = await navigator.credentials
    .get({
      publicKey: {
        challenge: fromBase64url(wish.challenge),
        rpId: wish.relyingParty,
        allowCredentials: wish.allow.map((id) => ({ type: 'public-key', id: fromBase64url(id) })),
        userVerification: 'required',
        timeout: Number(wish.timeoutSeconds) * 1000,
      },
    })
    .catch(() => null);
  if (!(got instanceof PublicKeyCredential) || !(got.response instanceof AuthenticatorAssertionResponse))
    return undefined;
  return {
    credential: toBase64url(got.rawId),
    clientData: toBase64url(got.response.clientDataJSON),
    authenticatorData: toBase64url(got.response.authenticatorData),
    signature: toBase64url(got.response.signature),
  };
}
