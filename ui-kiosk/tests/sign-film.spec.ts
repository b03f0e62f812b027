import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, somebody, test } from './tablet';

// what the site puts in its place is played by these routes, which a service worker would not pass
test.use({ serviceWorkers: 'block' });

const film = readFileSync(join(import.meta.dirname, '../public/video/film.webm'));
const integrity = `sha256-${createHash('sha256').update(film).digest('base64')}`;

test('A film in sign language appears where the site has put one, by its hash, and no other', async ({ tablet }) => {
  const { page } = tablet;
  let manifest: unknown = { file: 'sign.webm', integrity };
  await page.route('**/video/sign.json', (route) => route.fulfill({ json: manifest }));
  await page.route('**/video/sign.webm', (route) => route.fulfill({ body: film, contentType: 'video/webm' }));
  const person = somebody();
  await tablet.handedOver(person);
  await tablet.identified(person);
  await tablet.answer('Ich entscheide selbst');
  await tablet.next();
  await tablet.shows('film');
  const sign = page.getByRole('button', { name: 'Gebärdensprache' });
  const picture = page.locator('video.film-sign');
  await sign.click();
  await expect(picture).toHaveAttribute('src', /^blob:/);
  await expect.poll(() => picture.evaluate((video: HTMLVideoElement) => video.readyState)).toBeGreaterThan(1);

  manifest = { file: 'sign.webm', integrity: `sha256-${'A'.repeat(43)}=` };
  await sign.click();
  await sign.click();
  await expect(page.getByRole('region', { name: 'Gebärdensprache' })).toContainText(/noch nicht|kein|folgt/);
  await expect(picture).toHaveCount(0);
  // that the browser refused it stands in its console, and nothing else does
  const others = tablet.faults.filter((fault) => !/integrity/.test(fault));
  expect(tablet.faults.length).toBeGreaterThan(others.length);
  tablet.faults.splice(0, Infinity, ...others);
});
