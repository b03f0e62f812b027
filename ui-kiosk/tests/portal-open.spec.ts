import { App, letterFor } from './portal-letter';
import { consented } from './desk';
import { expect, test, type Portal } from './portal';
import type { Person } from './tablet';

const answers = { PATDAT_erheben_speichern_nutzen: 'accepted' };

test('A letter’s QR code opens the portal with a passkey, and leaves no trace of its code', async ({ portal }) => {
  const { page } = portal;
  const person = await consented(answers);
  await portal.withPasskeys();
  const { address } = await letterFor(person);
  const code = new URL(address).hash.slice(1);
  expect(new URL(address).pathname).toBe('/portal/');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(`${request.url()} ${request.headers()['referer'] ?? ''}`));
  await page.goto(`${portal.url}/portal/#${code}`);
  await portal.shows('letter');
  expect(page.url()).toBe(`${portal.url}/portal/`);
  await expect(page.getByText(/Ihr Code ist übernommen/)).toBeVisible();
  await portal.born(person);
  await portal.button('Weiter').click();
  await portal.shows('new-key');
  await portal.button('Passkey auf diesem Gerät').click();
  await portal.shows('overview');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Zora Zylinderhut');
  expect(asked.join('\n')).not.toContain(code);
  expect(asked.some((one) => one.includes(person.number) || one.includes(person.born))).toBe(false);
  const { entries } = await (await page.context().newCDPSession(page)).send('Page.getNavigationHistory');
  expect(JSON.stringify(entries.map(({ url, title }) => [url, title]))).not.toContain(code);
  expect(await page.evaluate(() => document.cookie)).toBe('');

  await portal.button('Abmelden').click();
  await expect(page.getByText(/Sie sind abgemeldet/)).toBeVisible();
  await portal.button('Mit Passkey anmelden').click();
  await portal.shows('overview');
  await page.reload();
  await portal.shows('overview');
});

/** Code and birth date as somebody types them; what is said where they do not fit. */
async function refused(portal: Portal, code: string, person: Person): Promise<string> {
  const { page } = portal;
  await page.goto(`${portal.url}/portal/`);
  await portal.button('Ich habe einen Brief mit einem Code').click();
  await page.getByLabel('Gruppe 1 von 4').fill(code);
  await portal.born(person);
  await portal.button('Weiter').click();
  return (await page.getByRole('alert').textContent()) ?? '';
}

test('Wrong, used and unknown codes are told in the same words; after five tries a code is dead', async ({
  portal,
}) => {
  const person = await consented(answers);
  const { code } = await letterFor(person);
  const unknown = await refused(portal, 'ABCDEABCDEABCDEABCDE', person);
  expect(unknown).toMatch(/passen nicht zusammen/);
  for (let round = 0; round < 5; round += 1)
    expect(await refused(portal, code, { ...person, born: '1980-03-06' })).toBe(unknown);
  expect(await refused(portal, code.toLowerCase().replaceAll(' ', '-'), person)).toBe(unknown);
});

test('With an authenticator app: set up, sign in again by account number, withdraw all of it', async ({ portal }) => {
  const { page } = portal;
  const person = await consented(answers);
  const { code } = await letterFor(person);
  await page.goto(`${portal.url}/portal/`);
  await portal.button('Ich habe einen Brief mit einem Code').click();
  // typed group by group, the keyboard goes on by itself
  await page.getByLabel('Gruppe 1 von 4').focus();
  await page.keyboard.type(code.replace(/[^0-9A-Z]/g, ''));
  await expect(page.getByLabel('Gruppe 4 von 4')).toBeFocused();
  await portal.born(person);
  await portal.button('Weiter').click();
  await portal.button('Code-App').click();
  const app = new App((await page.locator('.app-secret code').textContent()) ?? '');
  await portal.looksRight('app');
  await page.getByLabel('Code aus der App').fill('000000');
  await portal.button('Weiter').click();
  await expect(page.getByRole('alert')).toContainText('stimmt nicht');
  await page.getByLabel('Code aus der App').fill(app.code());
  await portal.button('Weiter').click();
  const number = (await page.locator('.account-number').textContent()) ?? '';
  await portal.looksRight('number');
  await portal.button('Ich habe sie notiert').click();
  await portal.shows('overview');

  await portal.button('Abmelden').click();
  await portal.button('Mit Code-App anmelden').click();
  await page.getByLabel('Kontonummer').fill(number);
  await page.getByLabel('Code aus der App').fill(app.code());
  await portal.looksRight('sign-in-app', 'de');
  await portal.button('Anmelden').click();
  await portal.shows('overview');

  await portal.to('consent/change');
  await page.getByText('Alles widerrufen').click();
  await portal.button('Weiter').click();
  await page.getByLabel('Code aus der App').fill(app.code());
  await portal.button('Bestätigen und widerrufen').click();
  await expect(page.getByText('Ihr Widerruf gilt ab jetzt.')).toBeVisible();
});
