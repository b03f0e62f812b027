import { describe, expect, it } from 'vitest';
import type { CaptureContent } from './api/client';
import { seal } from './seal';

const content: CaptureContent = {
  token: 'tcc_x',
  signedAt: '2026-01-01T00:00:00Z',
  clockAheadSeconds: 0,
  shown: [],
  documents: [],
  prepared: null,
  aloneEntitled: false,
};
const capture = '0198c0de-0000-7000-8000-000000000001';
const bytes = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

describe('sealing', () => {
  it('opens with the server’s key and no other, and only for its session', async () => {
    const { subtle } = crypto;
    const curve = { name: 'ECDH', namedCurve: 'P-256' };
    const server = await subtle.generateKey(curve, true, ['deriveBits']);
    const publicKey = btoa(String.fromCharCode(...new Uint8Array(await subtle.exportKey('raw', server.publicKey))));
    const sealed = await seal(capture, publicKey, content);

    const open = async (id: string, privateKey: CryptoKey) => {
      const sender = await subtle.importKey('raw', bytes(sealed.key), curve, false, []);
      const shared = await subtle.deriveBits({ name: 'ECDH', public: sender }, privateKey, 256);
      const material = await subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
      const salt = Uint8Array.from(id.replaceAll('-', '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
      const info = new TextEncoder().encode('trustcenter capture 1');
      const key = await subtle.deriveKey(
        { name: 'HKDF', hash: 'SHA-256', salt, info },
        material,
        { name: 'AES-GCM', length: 256 },
        false,
        ['decrypt'],
      );
      const plain = await subtle.decrypt(
        { name: 'AES-GCM', iv: bytes(sealed.nonce), additionalData: new TextEncoder().encode(id) },
        key,
        bytes(sealed.content),
      );
      return JSON.parse(new TextDecoder().decode(plain)) as CaptureContent;
    };

    const other = await subtle.generateKey(curve, true, ['deriveBits']);
    expect(await open(capture, server.privateKey)).toEqual(content);
    await expect(open(capture, other.privateKey)).rejects.toThrow();
    await expect(open('0198c0de-0000-7000-8000-000000000002', server.privateKey)).rejects.toThrow();
    expect(JSON.stringify(sealed)).not.toContain('tcc_x');
  });
});
