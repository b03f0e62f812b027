// Makes the demonstration film of our own pictures: npm run film. Needs Chromium and ffmpeg (Debian packages).
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { scenes } from './scenes.mjs';
import { words } from './words.mjs';

const [seconds, fade, frames] = [12, 1, 15];
const target = new URL('../../public/video/', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'film-'));

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
for (const [number, scene] of scenes.entries()) {
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${scene}`);
  await page.screenshot({ path: join(folder, `${number}.png`) });
}
await browser.close();

const inputs = scenes.flatMap((_, number) => [
  '-loop',
  '1',
  '-t',
  String(seconds + fade),
  '-i',
  join(folder, `${number}.png`),
]);
const moving = scenes.map((_, number) => {
  const towards = number % 2 ? 'iw/2-(iw/zoom/2)' : 'iw/2-(iw/zoom/2)+on/40';
  return `[${number}]scale=2560:-1,zoompan=z='1+0.0002*on':x='${towards}':y='ih/2-(ih/zoom/2)':d=1:fps=${frames}:s=1280x720,setpts=PTS-STARTPTS,format=yuv420p[m${number}]`;
});
let joined = 'm0';
const fades = scenes.slice(1).map((_, at) => {
  const [before, after] = [joined, `f${at}`];
  joined = after;
  return `[${before}][m${at + 1}]xfade=transition=fade:duration=${fade}:offset=${(at + 1) * seconds}[${after}]`;
});
const film = join(target, 'film.webm');
execFileSync(
  'ffmpeg',
  [
    '-y',
    '-v',
    'error',
    ...inputs,
    '-filter_complex',
    [...moving, ...fades].join(';'),
    '-map',
    `[${joined}]`,
    '-r',
    String(frames),
    '-t',
    String(scenes.length * seconds),
    '-c:v',
    'libvpx-vp9',
    '-crf',
    '44',
    '-b:v',
    '0',
    '-g',
    '150',
    '-deadline',
    'good',
    '-cpu-used',
    '6',
    '-row-mt',
    '1',
    '-map_metadata',
    '-1',
    '-fflags',
    '+bitexact',
    film,
  ],
  { stdio: 'inherit' },
);
execFileSync('ffmpeg', ['-y', '-v', 'error', '-i', join(folder, '0.png'), '-quality', '70', join(target, 'film.webp')]);

const stamp = (at) => `00:${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}.000`;
for (const [language, lines] of Object.entries(words)) {
  const cues = lines.map((line, at) => `${stamp(at * seconds)} --> ${stamp((at + 1) * seconds)}\n${line}\n`);
  writeFileSync(join(target, `film.${language}.vtt`), `WEBVTT\n\n${cues.join('\n')}`);
}

const hash = createHash('sha256').update(readFileSync(film)).digest();
writeFileSync(
  new URL('../../src/kiosk/film.json', import.meta.url),
  `${JSON.stringify({ version: `film-${hash.toString('hex').slice(0, 8)}`, integrity: `sha256-${hash.toString('base64')}` }, null, 2)}\n`,
);
rmSync(folder, { recursive: true });
