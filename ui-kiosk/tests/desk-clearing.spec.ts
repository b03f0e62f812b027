import { colleague, expect, small, test } from './desk';
import { pair } from './pairs';

test('A clerk compares, decides and takes back by keyboard alone', async ({ desk }) => {
  const { page } = desk;
  await pair();
  await pair();
  await desk.signIn('clerk');
  await desk.to('Identitäten klären', 'desk-clearing');
  await expect(page.locator('tbody tr').first()).toBeVisible();
  await desk.looksRight('clearing', small);

  await page.locator('main').focus();
  await page.keyboard.press('n');
  await desk.shows('desk-pair');
  await expect(page.getByRole('row', { name: /Vorname/ })).toContainText('zilly');
  await expect(page.getByRole('row', { name: /Geburtsdatum/ })).toContainText('gleich');
  await expect(
    page
      .getByRole('row', { name: /Geburtsdatum/ })
      .getByText(/^\d{2}\.\d{2}\.\d{4}$/)
      .first(),
  ).toBeVisible();
  await expect(page.getByRole('row', { name: /Geschlecht/ })).toContainText('weiblich');
  await expect(page.locator('.weight span').first()).toHaveText(/^[+−-]?\d+,\d$/);
  await desk.looksRight('pair');
  await page.keyboard.press('1');
  await expect(page.getByLabel('Begründung')).toBeFocused();
  await page.keyboard.type('Akte eingesehen');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Gespeichert: Es ist eine Person.')).toBeVisible();

  await page.locator('main').focus();
  await page.keyboard.press('u');
  await page.keyboard.type('war ein Versehen');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Zurückgenommen: Das Paar ist wieder offen.')).toBeVisible();
  await page.locator('main').focus();
  await page.keyboard.press('2');
  await page.keyboard.type('Rückfrage auf Station');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Gespeichert: Es sind zwei Personen.')).toBeVisible();
  await desk.looksRight('pair-decided', small);
  await page.locator('main').focus();
  await page.keyboard.press('n');
  await expect(page.getByRole('radio', { name: /Gleiche Person/ })).not.toBeChecked();

  await page.getByText('Tastenkürzel', { exact: true }).click();
  await page.getByRole('checkbox', { name: 'Tastenkürzel an' }).click({ force: true });
  await page.locator('main').focus();
  await page.keyboard.press('1');
  await expect(page.getByRole('radio', { name: /Gleiche Person/ })).not.toBeChecked();
});

test('A second opinion comes from somebody else; what was merged can be split and joined again', async ({
  desk,
  browser,
}) => {
  const { page } = desk;
  const id = await pair();
  await desk.signIn('clerk');
  await desk.to('Identitäten klären', 'desk-clearing');
  await page.evaluate((hash) => (location.hash = hash), `#/clearing/${id}`);
  await desk.shows('desk-pair');
  await page.locator('.option').getByText('Gleiche Person').click();
  await page.locator('.tick').getByText('Zweite Meinung einholen').click();
  await page.getByRole('button', { name: 'Angaben verglichen' }).click();
  await page.getByRole('button', { name: 'Entscheidung speichern' }).click();
  await expect(page.getByText(/Jetzt entscheidet jemand anderes mit/)).toBeVisible();
  await page.locator('.option').getByText('Verschiedene Personen').click();
  await page.getByRole('button', { name: 'Angaben verglichen' }).click();
  await page.getByRole('button', { name: 'Entscheidung speichern' }).click();
  await expect(page.getByText(/Sie haben schon eine Meinung abgegeben/)).toBeVisible();

  const other = await colleague(browser, 'lead');
  await other.to('Identitäten klären', 'desk-clearing');
  await other.page.evaluate((hash) => (location.hash = hash), `#/clearing/${id}`);
  await other.shows('desk-pair');
  await other.page.locator('.option').getByText('Gleiche Person').click();
  await other.page.getByRole('button', { name: 'Akte eingesehen' }).click();
  await other.page.getByRole('button', { name: 'Entscheidung speichern' }).click();
  await expect(other.page.getByText('Gespeichert: Es ist eine Person.')).toBeVisible();

  await other.page
    .getByRole('button', { name: /^Person/ })
    .first()
    .click();
  await other.shows('desk-person');
  await expect(other.page.locator('.boxes .tick')).toHaveCount(2);
  await other.looksRight('person', small);
  await other.page.locator('.boxes .tick').last().click();
  await other.page.getByRole('button', { name: 'Abtrennen' }).click();
  await other.page.getByRole('dialog').getByLabel('Begründung').fill('doch zwei Menschen');
  await other.page.getByRole('dialog').getByRole('button', { name: 'Abtrennen' }).click();
  await expect(other.page.locator('.boxes .tick')).toHaveCount(1);
  await other.page
    .locator('.life li')
    .filter({ hasText: 'Identitäten abgetrennt' })
    .getByRole('button', { name: 'Zurücknehmen' })
    .click();
  await other.page.getByRole('dialog').getByLabel('Begründung').fill('Versehen');
  await other.page.getByRole('dialog').getByRole('button', { name: 'Zurücknehmen' }).click();
  await expect(other.page.locator('.boxes .tick')).toHaveCount(2);
  expect(other.faults).toEqual([]);
  await other.page.context().close();
});
