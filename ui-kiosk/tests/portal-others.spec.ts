import { consented } from './desk';
import { birthdayCame, turning18 } from './portal-birthday';
import { letterFor } from './portal-letter';
import { expect, Portal, test } from './portal';
import { isPermitted, type Person } from './tablet';

const answers = { PATDAT_erheben_speichern_nutzen: 'accepted', BIOMAT_erheben_lagern_nutzen: 'accepted' };
const languages = [
  ['Deutsch', 'de'],
  ['English', 'en'],
  ['العربية', 'ar'],
] as const;
const narrow = [{ width: 320, height: 640 }] as const;

async function minor(inDays: number): Promise<Person> {
  return { ...(await consented(answers)), ...turning18(inDays) };
}

test('A guardian comes in by a letter, acts for the child, and from the 18th birthday on no more', async ({
  portal,
}) => {
  const { page } = portal;
  const child = await minor(1);
  await portal.opened(child, 'guardian', 'Berta Vormund');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Berta Vormund');
  await expect(page.getByText('Sie handeln hier für eine andere Person.')).toBeVisible();

  await portal.to('proxies');
  await expect(page.getByText('Berta Vormund')).toBeVisible();
  await expect(page.getByText(/Zugang bis .*, 0 Uhr/)).toBeVisible();
  for (const [name, language] of languages) {
    await page.locator('.portal-bar button').first().click();
    await page.getByText(name, { exact: true }).click();
    await page.keyboard.press('Escape');
    for (const area of ['overview', 'proxies']) {
      await portal.to(area);
      await expect(page.locator('.waiting')).toHaveCount(0);
      await portal.looksRight(`guardian-${area}`, language, narrow);
    }
  }
  await page.locator('.portal-bar button').first().click();
  await page.getByText('Deutsch', { exact: true }).click();
  await page.keyboard.press('Escape');

  // a part of it, as the child's guardian
  await portal.to('consent/change');
  await page.getByText('Einen Teil widerrufen').click();
  await page.locator('.ending .tick').filter({ hasText: 'Bioproben sammeln' }).click();
  await portal.button('Weiter').click();
  await portal.button('Bestätigen und widerrufen').click();
  await expect(page.getByText('Ihr Widerruf gilt ab jetzt.')).toBeVisible();
  expect(await isPermitted(child)).toBe(true);
  await portal.button('Stand verfolgen').click();
  await portal.shows('withdrawals');

  birthdayCame();
  await page.reload();
  await portal.shows('sign-in');
  await portal.button('Mit Passkey anmelden').click();
  await expect(page.getByRole('alert')).toContainText('Die Anmeldung hat nicht geklappt');
  expect((await page.request.get(`${portal.url}/api/consent/portal/me`)).status()).toBe(401);
  expect(await isPermitted(child)).toBe(true);
});

test('From the 18th birthday on no letter is made for a guardian, and the grown child comes in alone', async ({
  portal,
}) => {
  const grown = await minor(0);
  await expect(letterFor(grown, 'guardian')).rejects.toThrow(/portal-of-age/);
  await portal.opened(grown);
  await portal.to('proxies');
  await expect(portal.page.getByText('Niemand vertritt Sie.')).toBeVisible();
});

test('A representative acts for somebody of age, who sees it in their own portal', async ({ portal, browser }) => {
  const { page } = portal;
  const person = await consented(answers);
  await portal.opened(person, 'representative', 'Konrad Betreuer');
  await expect(page.getByText('Sie handeln hier für eine andere Person.')).toBeVisible();
  for (const [name, language] of languages) {
    await page.locator('.portal-bar button').first().click();
    await page.getByText(name, { exact: true }).click();
    await page.keyboard.press('Escape');
    await portal.looksRight('representative', language, narrow);
  }
  await page.locator('.portal-bar button').first().click();
  await page.getByText('Deutsch', { exact: true }).click();
  await page.keyboard.press('Escape');

  const own = await (await browser.newContext({ locale: 'de-DE', timezoneId: 'Europe/Berlin' })).newPage();
  const self = await new Portal(own).watched();
  await self.opened(person);
  await self.to('proxies');
  await expect(own.getByText('Konrad Betreuer')).toBeVisible();
  await expect(own.getByText('Betreuung oder Vollmacht')).toBeVisible();
  await expect(own.getByText(/Zugang bis/)).toHaveCount(0);

  await portal.to('consent/change');
  await page.getByText('Alles widerrufen').click();
  await portal.button('Weiter').click();
  await portal.button('Bestätigen und widerrufen').click();
  await expect(page.getByText('Ihr Widerruf gilt ab jetzt.')).toBeVisible();
  expect(await isPermitted(person)).toBe(false);
  await self.to('access');
  await own.getByText('Auch meine eigenen Besuche zeigen').click();
  await expect(own.getByText('Betreuung oder Vollmacht').first()).toBeVisible();
  expect(self.faults).toEqual([]);
  await own.context().close();
});
