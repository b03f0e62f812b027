import { expect, small, test } from './desk';
import { pair, twice } from './pairs';

test('A lead decides many pairs at once by keyboard, and lifts what was never to be linked', async ({ desk }) => {
  const { page } = desk;
  const id = await pair();
  await pair();
  await desk.signIn('lead');
  await desk.to('Identitäten klären', 'desk-clearing');
  await page.getByRole('button', { name: 'Viele auf einmal' }).click();
  await desk.shows('desk-bulk');
  await page.locator('main').focus();
  await page.keyboard.press('2');
  await page.keyboard.press('p');
  await expect(page.getByRole('heading', { name: 'Was geschähe' })).toBeVisible();
  await expect(page.getByRole('row', { name: /wird entschieden/ })).toBeVisible();
  await desk.looksRight('bulk', small);
  await page.getByLabel('Begründung').fill('Angaben verglichen');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Fertig.')).toBeVisible();
  await expect(page.getByText('0 noch nicht entschieden')).toBeVisible();

  await page.evaluate(() => (location.hash = '#/clearing/never'));
  await desk.shows('desk-never');
  const rows = page.locator('tbody tr');
  await expect(rows.first()).toBeVisible();
  await desk.looksRight('never', small);
  const before = await rows.count();
  await rows.first().getByRole('button', { name: 'Aufheben' }).click();
  await page.getByRole('dialog').getByLabel('Begründung').fill('noch einmal ansehen');
  await page.keyboard.press('Enter');
  await expect(rows).toHaveCount(before - 1);
  expect(id).toBeTruthy();
});

test('A lead tries another way of comparing, sees which pairs would change, puts it in use and back', async ({
  desk,
}) => {
  const { page } = desk;
  await twice();
  await desk.signIn('lead');
  await desk.to('Identitäten klären', 'desk-clearing');
  await page.getByRole('button', { name: 'Vergleichsregeln' }).click();
  await desk.shows('desk-ways');
  await page.getByRole('button', { name: 'Neue Fassung' }).click();
  await page.getByLabel('gezeigt ab').fill('80');
  await page.getByLabel('verknüpft ab').fill('120,5');
  await page.getByLabel('Begründung').fill('probeweise');
  await desk.looksRight('new-way', small);
  await page.getByRole('button', { name: 'Anlegen' }).click();
  const versions = page.getByRole('group', { name: 'Vergleichsregeln' });
  const row = versions.getByRole('row', { name: /120,5/ }).first();
  await row.getByRole('button', { name: 'Erproben' }).click();
  await desk.shows('desk-trial');
  await expect(page.getByText(/^fertig:/)).toBeVisible({ timeout: 60_000 });
  await expect(
    page.getByRole('group', { name: 'Paare, die sich ändern würden' }).locator('tbody tr').first(),
  ).toBeVisible();
  await page.locator('main').focus();
  await page.keyboard.press('n');
  await expect(page.getByRole('heading', { name: 'Vergleich', exact: true })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'dann' }).first()).toBeVisible();
  await desk.looksRight('trial', small);

  await page.getByRole('button', { name: 'In Gebrauch nehmen' }).click();
  await page.getByRole('dialog').getByLabel('Begründung').fill('erprobt');
  await page.keyboard.press('Enter');
  await desk.shows('desk-ways');
  await expect(row).toContainText('in Gebrauch');
  await desk.looksRight('ways', small);
  await versions
    .locator('tbody tr')
    .filter({ hasText: 'ruht' })
    .first()
    .getByRole('button', { name: 'In Gebrauch nehmen' })
    .click();
  await page.getByRole('dialog').getByLabel('Begründung').fill('zurück');
  await page.keyboard.press('Enter');
  await expect(row).toContainText('ruht');

  await page.evaluate(() => (location.hash = '#/clearing/quality'));
  await desk.shows('desk-quality');
  await expect(page.getByText('Genauigkeit')).toBeVisible();
  await desk.looksRight('quality', small);
});
