import { describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from './base64url';

describe('base64url', () => {
  it('writes as RFC 4648 does, without padding', () => {
    expect(toBase64url(Uint8Array.of(0xfb, 0xef, 0xff))).toBe('--__');
    expect(toBase64url(Uint8Array.of(1))).toBe('AQ');
  });

  it('gives back every byte at every length', () => {
    for (let length = 0; length < 70; length += 1) {
      const bytes = Uint8Array.from({ length }, (_, at) => (at * 37 + length) % 256);
      expect(fromBase64url(toBase64url(bytes))).toEqual(bytes);
    }
  });
});
