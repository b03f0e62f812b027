import { consented } from './desk';
import { App, letterFor } from './portal-letter';
import { expect, Portal, test } from './portal';
import { isPermitted } from './tablet';

const answers = { PATDAT_erheben_speichern_nutzen: 'accepted' };

test('Who lost the passkey comes in by a new letter, and the lost one opens nothing any more', async ({
  portal,
  browser,
}) => {
  const { page } = portal;
  const person = await consented(answers);
  await portal.opened(person);

  // another device, a new letter
  const context = await browser.newContext({ locale: 'de-DE', timezoneId: 'Europe/Berlin' });
  const other = await new Portal(await context.newPage()).watched();
  await other.withPasskeys();
  const { address } = await letterFor(person);
  await other.page.goto(`${portal.url}/portal/${new URL(address).hash}`);
  await other.born(person);
  await other.button('Weiter').click();
  await other.shows('new-key');
  await expect(other.page.getByText(/ersetzt alle bisherigen Schlüssel/)).toBeVisible();
  for (const [name, language] of [
    ['English', 'en'],
    ['العربية', 'ar'],
    ['Deutsch', 'de'],
  ] as const) {
    await other.button(name).click();
    await other.looksRight('recovery', language);
  }
  await other.button('Passkey auf diesem Gerät').click();
  await other.shows('overview');
  await other.to('security');
  await expect(other.page.getByText('Passkey:')).toHaveCount(1);

  // where the lost device was signed in it is signed out, and its key is nobody's
  await page.reload();
  await portal.shows('sign-in');
  await portal.button('Mit Passkey anmelden').click();
  await expect(page.getByRole('alert')).toContainText('Die Anmeldung hat nicht geklappt');
  // the letter was used up
  await page.goto('about:blank');
  await page.goto(`${portal.url}/portal/${new URL(address).hash}`);
  await portal.born(person);
  await portal.button('Weiter').click();
  await expect(page.getByRole('alert')).toContainText('passen nicht zusammen');
  expect(await isPermitted(person)).toBe(true);
  expect(other.faults).toEqual([]);
  await context.close();
});

test('Who lost the app comes in by a new letter; the account number stays, the old app opens nothing', async ({
  portal,
}) => {
  const { page } = portal;
  const person = await consented(answers);
  const setUp = async (): Promise<[App, string]> => {
    const { address } = await letterFor(person);
    await page.goto('about:blank');
    await page.goto(`${portal.url}/portal/${new URL(address).hash}`);
    await portal.born(person);
    await portal.button('Weiter').click();
    await portal.button('Code-App').click();
    const app = new App((await page.locator('.app-secret code').textContent()) ?? '');
    await page.getByLabel('Code aus der App').fill(app.code());
    await portal.button('Weiter').click();
    const number = (await page.locator('.account-number').textContent()) ?? '';
    await portal.button('Ich habe sie notiert').click();
    await portal.shows('overview');
    await portal.button('Abmelden').click();
    await expect(page.getByText(/Sie sind abgemeldet/)).toBeVisible();
    return [app, number];
  };
  const signIn = async (app: App, number: string) => {
    await page.goto(`${portal.url}/portal/`);
    await portal.button('Mit Code-App anmelden').click();
    await page.getByLabel('Kontonummer').fill(number);
    await page.getByLabel('Code aus der App').fill(app.code());
    await portal.button('Anmelden').click();
  };

  const [lost, number] = await setUp();
  const [app, same] = await setUp();
  expect(same).toBe(number);
  await signIn(lost, number);
  await expect(page.getByRole('alert')).toContainText('Die Anmeldung hat nicht geklappt');
  await signIn(app, number);
  await portal.shows('overview');
});

test('A second way in is added and the first one removed; the keyboard never loses its place', async ({ portal }) => {
  const { page } = portal;
  const person = await consented(answers);
  const placed = async () => {
    await expect
      .poll(() => page.evaluate(() => document.activeElement !== null && document.activeElement !== document.body))
      .toBe(true);
  };
  await portal.opened(person);
  await portal.to('security');
  await portal.button('Code-App hinzufügen').press('Enter');
  const app = new App((await page.locator('.app-secret code').textContent()) ?? '');
  await portal.looksRight('add-app');
  await page.getByLabel('Code aus der App').fill(app.code());
  await page.getByRole('dialog').getByRole('button', { name: 'Weiter' }).press('Enter');
  // the button that was pressed is gone with the dialog
  await expect(portal.button('Code-App hinzufügen')).toHaveCount(0);
  await placed();
  const number = (await page.locator('[data-screen="portal-security"] code').textContent()) ?? '';

  await page.getByRole('button', { name: /^Entfernen: (?!Code-App)/ }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Entfernen' }).press('Enter');
  await expect(page.getByText('Passkey:')).toHaveCount(0);
  await placed();
  const within = await page.evaluate(() => document.activeElement?.closest('main')?.id);
  expect(within).toBe('content');

  await portal.button('Abmelden').click();
  await expect(portal.button('Mit Code-App anmelden')).toBeEnabled();
  await portal.button('Mit Code-App anmelden').press('Enter');
  await expect(page.getByLabel('Kontonummer')).toBeVisible();
  await placed();
  await page.getByLabel('Kontonummer').fill(number);
  await page.getByLabel('Code aus der App').fill(app.code());
  await portal.button('Anmelden').click();
  await portal.shows('overview');
});
