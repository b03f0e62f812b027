import { consented } from './desk';
import { expect, test } from './portal';

const answers = { PATDAT_erheben_speichern_nutzen: 'accepted' };
const register = 'https://forschen-fuer-gesundheit.de/';

test('The way to the national register is told of before, and nothing of the person goes with it', async ({
  portal,
}) => {
  const { page } = portal;
  const person = await consented(answers);
  await portal.opened(person);
  const asked: { url: string; headers: Record<string, string>; body: string | null }[] = [];
  await page.context().route(`${register}**`, async (route) => {
    const request = route.request();
    asked.push({ url: request.url(), headers: await request.allHeaders(), body: request.postData() });
    await route.fulfill({ contentType: 'text/html', body: '<title>Register</title><p>Projekte' });
  });
  await portal.to('use');
  const open = portal.button('Verzeichnis aller Vorhaben öffnen');
  await open.click();
  await expect(page.getByRole('dialog')).toContainText('Von Ihnen geben wir nichts mit.');
  await expect(page.getByRole('dialog')).toContainText('forschen-fuer-gesundheit.de');
  await portal.looksRight('leaving');
  expect(asked).toEqual([]);
  await portal.button('Hier bleiben').click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(open).toBeFocused();
  expect(asked).toEqual([]);

  for (const [name, language] of [
    ['English', 'en'],
    ['العربية', 'ar'],
    ['Deutsch', 'de'],
  ] as const) {
    await page.locator('.portal-bar button').first().click();
    await page.getByText(name, { exact: true }).click();
    await page.keyboard.press('Escape');
    await page.locator('[data-screen="portal-use"] .stack .button').first().click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await portal.looksRight('leaving', language);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }

  await open.click();
  const link = page.getByRole('link', { name: 'Seite öffnen' });
  await expect(link).toHaveAttribute('href', register);
  const opened = page.context().waitForEvent('page');
  await link.click();
  const outside = await opened;
  await expect(outside).toHaveTitle('Register');
  expect(outside.url()).toBe(register);
  expect(await outside.evaluate(() => [document.referrer, opener === null, name])).toEqual(['', true, '']);
  expect(asked.map(({ url }) => url)).toEqual([register]);
  expect(asked[0]?.headers['referer']).toBeUndefined();
  expect(asked[0]?.headers['cookie']).toBeUndefined();
  expect(asked[0]?.body).toBeNull();
  for (const secret of [person.number, person.born, person.last, 'localhost'])
    expect(JSON.stringify(asked)).not.toContain(secret);
  await outside.close();
  await portal.shows('use');
});
