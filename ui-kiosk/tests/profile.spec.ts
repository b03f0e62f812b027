import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { expect, somebody, Tablet, test } from './tablet';

const canary = 'Qyzzxkanarienprofil';

/** A word as it may lie on a disk: as it is, in both orders of UTF-16, as base64 at each of its three beginnings. */
const guises = (word: string): Buffer[] => {
  const plain = Buffer.from(word, 'utf8');
  const wide = Buffer.from(word, 'utf16le');
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), plain]).toString('base64');
    return Buffer.from(text.slice(4, text.length - 4));
  });
  return [plain, wide, Buffer.from(wide).swap16(), ...base64];
};

const unpacked = (bytes: Buffer): Buffer[] =>
  [gunzipSync, inflateSync, brotliDecompressSync].flatMap((unpack) => {
    try {
      return [unpack(bytes)];
    } catch {
      return [];
    }
  });

test('Nothing of a person is left in the browser’s files on the disk', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tablet-profile-'));
  try {
    const context = await chromium.launchPersistentContext(folder, {
      executablePath: process.env['TRUSTCENTER_CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
      viewport: { width: 1280, height: 800 },
    });
    const tablet = await Tablet.letIn(await context.newPage());
    const person = somebody({ first: canary, last: `${canary}nachname` });
    await tablet.handedOver(person);
    await tablet.informed(person);
    await tablet.decided();
    await tablet.next('Weiter zur Unterschrift');
    await tablet.page.getByRole('button', { name: /Namen eintippen/ }).click();
    await tablet.page.getByLabel('Vor- und Nachname').fill(`${canary} getippt`);
    await tablet.next('Dokument ansehen');
    await expect(tablet.submitButton).toBeEnabled({ timeout: 90_000 });
    await tablet.submitButton.click();
    await tablet.shows('copy');
    await tablet.page.getByRole('button', { name: 'Fertig' }).click();
    await tablet.page.getByRole('button', { name: 'Jetzt beenden' }).click();
    await tablet.shows('attract');
    expect(tablet.faults).toEqual([]);
    await context.close();

    const wanted = [...guises(canary), ...guises(person.number)];
    let files = 0;
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const file = join(folder, name);
      if (!statSync(file, { throwIfNoEntry: false })?.isFile()) continue;
      files += 1;
      const bytes = readFileSync(file);
      for (const content of [bytes, ...unpacked(bytes)])
        for (const guise of wanted) expect(content.includes(guise), `${name} holds ${guise.toString()}`).toBe(false);
    }
    expect(files).toBeGreaterThan(20);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
