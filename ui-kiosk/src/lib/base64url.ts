/** Bytes as WebAuthn and OpenID Connect write them (RFC 4648 §5, without padding). */
export const toBase64url = (bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): string =>
  btoa(
    Array.from(bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes), (one) => String.fromCharCode(one)).join(''),
  )
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

export const fromBase64url = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
