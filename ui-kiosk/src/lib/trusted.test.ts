import { describe, expect, it } from 'vitest';
import { scriptAddress } from './trusted';

describe('trusted script addresses', () => {
  it('pass through where the browser knows no Trusted Types', () => {
    expect(scriptAddress('/kiosk/sw.js')).toBe('/kiosk/sw.js');
  });
});
