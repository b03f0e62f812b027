import { consented, expect, small, test } from './desk';
import { isPermitted } from './tablet';

test('A withdrawal goes by keyboard alone, and the focus is always seen', async ({ desk }) => {
  const { page } = desk;
  const person = await consented({ PATDAT_erheben_speichern_nutzen: 'accepted' });

  /** Tab until something has the focus, which must be visible. */
  const reach = async (wanted: string) => {
    for (let tabs = 0; tabs < 80; tabs += 1) {
      const outlined = await page.evaluate((selector) => {
        const element = document.activeElement;
        if (!element?.matches(selector)) return undefined;
        return getComputedStyle(element.closest('.option, .tick') ?? element).outlineStyle !== 'none';
      }, wanted);
      if (outlined !== undefined) {
        expect(outlined, wanted).toBe(true);
        return;
      }
      await page.keyboard.press('Tab');
    }
    throw new Error(`${wanted} is not reached by keyboard.`);
  };

  await page.goto(`${desk.on.url}/desk/`);
  await reach('.button.primary');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-screen="issuer"]')).toBeVisible();
  await page.keyboard.type('local-clerk');
  await page.keyboard.press('Tab');
  await page.keyboard.type(desk.on.passwords['clerk'] ?? '');
  await page.keyboard.press('Enter');
  await desk.shows('desk-patients');
  await reach('.desk-account + .button');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Zahl aus der App')).toBeVisible();
  await page.keyboard.type('local-clerk');
  await page.keyboard.press('Tab');
  await page.keyboard.type(desk.on.passwords['clerk'] ?? '');
  await page.keyboard.press('Tab');
  await page.keyboard.type(desk.number('clerk'));
  await page.keyboard.press('Enter');
  await desk.shows('desk-patients');
  await expect(page.getByLabel(/^Kennung/)).toBeFocused();
  await page.keyboard.type(person.number);
  await page.keyboard.press('Enter');
  await desk.shows('desk-card');
  await expect(page.getByRole('button', { name: 'Widerruf erfassen' })).toBeEnabled();
  await reach('.desk-head .button:last-child');
  await page.keyboard.press('Enter');
  await reach('.sheet .choice input');
  await page.keyboard.press('Space');
  await reach('.sheet .choice.names input');
  await page.keyboard.press('Space');
  await reach('.sheet .button.primary');
  await page.keyboard.press('Enter');
  await reach('.sheet .button.primary');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Der Widerruf ist gespeichert und gilt.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(await isPermitted(person)).toBe(false);
});

test('Every area is accessible in English and with high contrast', async ({ desk }) => {
  const { page } = desk;
  const person = await consented({ PATDAT_erheben_speichern_nutzen: 'accepted' });
  await desk.signIn('lead');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('button', { name: 'Contrast' }).click();
  await expect(page.getByRole('link', { name: 'Patients' })).toBeVisible();
  const areas = await page.locator('.desk-nav a').allTextContents();
  expect(areas).toHaveLength(10);
  for (const area of areas) {
    await page.getByRole('link', { name: area, exact: true }).click();
    await expect(page.locator('[data-screen]')).toBeVisible();
    await expect(page.getByText('Loading …')).toHaveCount(0);
    await desk.looksRight(`en-${area.toLowerCase().replaceAll(' ', '-')}`, small);
  }
  await page.getByRole('link', { name: 'Patients', exact: true }).click();
  await page.getByLabel(/^Identifier/).fill(person.number);
  await page.keyboard.press('Enter');
  await desk.shows('desk-card');
  await expect(page.locator('.timeline > li')).toHaveCount(1);
  await expect(page.locator('tbody .state').first()).toBeVisible();
  await desk.looksRight('en-card', small);
});
