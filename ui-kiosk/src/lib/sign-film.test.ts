import { describe, expect, it } from 'vitest';
import { readSignFilm } from './sign-film';

const integrity = `sha256-${'A'.repeat(43)}=`;

describe('what a site says about its film in sign language', () => {
  it('is a file beside ours with its hash', () => {
    expect(readSignFilm({ file: 'sign.webm', integrity })).toEqual({ address: '/video/sign.webm', integrity });
    expect(readSignFilm({ file: 'sign-2026.mp4', integrity })?.address).toBe('/video/sign-2026.mp4');
  });

  it.each([
    {},
    null,
    'sign.webm',
    { file: 'sign.webm' },
    { file: 'film.webm', integrity },
    { file: '../sign.webm', integrity },
    { file: 'https://elsewhere.test/sign.webm', integrity },
    { file: 'sign.webm?x', integrity },
    { file: 'sign.webm', integrity: 'sha256-abc' },
    { file: 'sign.webm', integrity: `md5-${'A'.repeat(43)}=` },
  ])('and nothing else: %j', (said) => {
    expect(readSignFilm(said)).toBeUndefined();
  });
});
