import type { CaptureContent, CaptureDelivery } from './api/client';

const base64 = (bytes: ArrayBuffer | Uint8Array): string => {
  let text = '';
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text);
};

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

const idBytes = (id: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(id.replaceAll('-', '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/**
 * Seals a session's content to the server's key for this session. The one-time private key is never stored and can't be
 * read out, so that from here on the tablet itself can't open it.
 */
export async function seal(capture: string, deliveryKey: string, content: CaptureContent): Promise<CaptureDelivery> {
  const { subtle } = crypto;
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const own = await subtle.generateKey(curve, false, ['deriveBits']);
  const server = await subtle.importKey('raw', bytesOf(deliveryKey), curve, false, []);
  const shared = await subtle.deriveBits({ name: 'ECDH', public: server }, own.privateKey, 256);
  const material = await subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const text = new TextEncoder();
  const key = await subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: idBytes(capture), info: text.encode('trustcenter capture 1') },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt'],
  );
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await subtle.encrypt(
    { name: 'AES-GCM', iv: nonce, additionalData: text.encode(capture) },
    key,
    text.encode(JSON.stringify(content)),
  );
  return {
    capture,
    key: base64(await subtle.exportKey('raw', own.publicKey)),
    nonce: base64(nonce),
    content: base64(sealed),
  };
}

/** SHA-256, hexadecimal. */
export async function sha256(bytes: ArrayBuffer): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
