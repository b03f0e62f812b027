import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cuesAt, readCues } from './captions';
import { languages } from './i18n/languages';

const folder = new URL('../../public/video/', import.meta.url);

describe('captions', () => {
  it('are read with their times', () => {
    const cues = readCues(
      'WEBVTT\r\n\r\n00:00:00.000 --> 00:00:12.000\r\nEins\r\nzwei\r\n\r\n01:00.5 --> 01:02.000 line:1\nDrei\n',
    );
    expect(cues).toEqual([
      { from: 0, to: 12, text: 'Eins zwei' },
      { from: 60.5, to: 62, text: 'Drei' },
    ]);
    expect(cuesAt(cues, 11.9)).toBe('Eins zwei');
    expect(cuesAt(cues, 12)).toBe('');
  });

  it.each(languages)('of the film are complete in %s', (language) => {
    const cues = readCues(readFileSync(new URL(`film.${language}.vtt`, folder), 'utf8'));
    expect(cues).toHaveLength(10);
    expect(cues.at(-1)?.to).toBe(120);
    expect(readdirSync(folder)).toContain('film.webm');
  });
});
