import { describe, expect, it } from 'vitest';
import { isGenuine } from './digest';

const bytes = new TextEncoder().encode('consent').buffer as ArrayBuffer;

describe('A document is shown as genuine', () => {
  it('where its bytes have the hash that came with them', async () => {
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    expect(await isGenuine(bytes, `sha-256=:${btoa(String.fromCharCode(...hash))}:`)).toBe(true);
  });

  it('never where another hash came, or none', async () => {
    expect(await isGenuine(bytes, `sha-256=:${btoa('x'.repeat(32))}:`)).toBe(false);
    expect(await isGenuine(bytes, null)).toBe(false);
  });
});
