import { consented, expect, small, test } from './desk';
import { isPermitted, post, somebody } from './tablet';

const answers = {
  PATDAT_erheben_speichern_nutzen: 'accepted',
  KKDAT_retrospektiv_uebertragen_speichern_nutzen: 'declined',
  KKDAT_prospektiv_uebertragen_speichern_nutzen: 'declined',
  BIOMAT_erheben_lagern_nutzen: 'accepted',
  BIOMAT_Zusatzentnahme: 'declined',
  Rekontaktierung_Ergaenzungen: 'accepted',
  Rekontaktierung_Zusatzbefund: 'declined',
};

test('The card says of every question what a check answers, and why', async ({ desk }) => {
  const { page, on } = desk;
  const person = await consented(answers);
  await desk.signIn('clerk');
  await desk.looksRight('patients', small);
  await desk.find(person);
  const rows = page.locator('.table');
  await expect(rows.first().locator('tbody tr')).toHaveCount(Object.keys(answers).length);
  await desk.looksRight('card');

  const drawn = await page
    .locator('.table tbody tr .state')
    .evaluateAll((states) => states.map((state) => (state as HTMLElement).dataset['state']));
  const card = await post<{
    forms: { modules: { state: string; policies: { policy: string; permitted: boolean }[] }[] }[];
  }>(on, '/api/consent/persons/card', on.ward, {
    domain: 'MII',
    identifiers: [{ type: 'Pseudonym', value: person.number }],
  });
  const modules = card.forms[0]?.modules ?? [];
  expect(drawn).toEqual(modules.map(({ state }) => state));
  for (const { state, policies } of modules) {
    for (const { policy, permitted } of policies) {
      const check = await post<{ permitted: boolean }>(on, '/api/consent/check', on.diz, {
        domain: 'MII',
        identifiers: [{ type: 'Pseudonym', value: person.number }],
        policy,
      });
      expect(check.permitted, policy).toBe(permitted);
    }
    expect(policies.every(({ permitted }) => permitted)).toBe(state === 'permitted');
  }

  await page
    .getByRole('button', { name: /^Warum/ })
    .first()
    .click();
  await expect(page.locator('.sheet tbody tr').first()).toContainText('2.16.840.1.113883.3.1937.777.24.5.3');
  await desk.looksRight('why', small);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Dokument ansehen' }).first().click();
  await expect(page.locator('.pdf-page canvas[data-drawn="true"]').first()).toBeVisible({ timeout: 60_000 });
  await desk.looksRight('document', small);
});

test('A withdrawal, in part and then wholly, holds at once and gives a receipt; no reason is asked for', async ({
  desk,
}) => {
  const { page } = desk;
  const person = await consented(answers);
  expect(await isPermitted(person)).toBe(true);
  await desk.signIn('clerk');
  await desk.find(person);
  await page.getByRole('button', { name: 'Widerruf erfassen' }).click();
  await expect(page.getByRole('dialog')).toContainText('mit dem zweiten Faktor');
  await page.keyboard.press('Escape');
  await desk.stepUp('clerk');
  await desk.find(person);
  await page.getByRole('button', { name: 'Widerruf erfassen' }).click();
  await page.getByText('Einen Teil widerrufen').click();
  await expect(page.getByRole('checkbox').first()).toBeVisible();
  await expect(page.getByLabel(/Grund|Begründung/)).toHaveCount(0);
  await page
    .locator('.boxes .tick')
    .filter({ hasText: /Biomaterial|Bioproben|BIOMAT/i })
    .first()
    .click();
  await page.getByText('Brief', { exact: true }).click();
  await desk.looksRight('withdraw', small);
  await page.getByRole('button', { name: 'Weiter' }).click();
  await page.getByRole('button', { name: 'Widerruf speichern' }).click();
  await expect(page.getByText('Der Widerruf ist gespeichert und gilt.')).toBeVisible();
  await page.getByRole('dialog').getByText('Schließen').click();
  await expect(page.locator('.timeline > li')).toHaveCount(2);
  expect(await isPermitted(person)).toBe(true);

  await page.getByRole('button', { name: 'Widerruf erfassen' }).click();
  await page.getByText('Alles widerrufen').click();
  await page.getByText('persönlich', { exact: true }).click();
  await page.getByRole('button', { name: 'Weiter' }).click();
  await page.getByRole('button', { name: 'Widerruf speichern' }).click();
  await page.getByRole('button', { name: 'Bestätigung ansehen' }).click();
  await expect(page.locator('.pdf-page canvas[data-drawn="true"]').first()).toBeVisible({ timeout: 60_000 });
  expect(await isPermitted(person)).toBe(false);
  await page.keyboard.press('Escape');
  await expect(page.locator('.state[data-state="withdrawn"]').first()).toBeVisible();
  await desk.looksRight('card-withdrawn', small);
});

test('Somebody nobody knows is put on the tablets’ list and taken off again', async ({ desk }) => {
  const { page } = desk;
  const person = somebody({ first: 'Ottokar', last: 'Beispiel' });
  await desk.signIn('ward');
  await desk.find(person);
  await expect(page.getByText('Unter dieser Kennung ist noch kein Dokument erfasst.')).toBeVisible();
  await page.getByRole('button', { name: 'Auf dem Tablet fragen' }).click();
  await page.getByLabel('Vorname').fill(person.first);
  await page.getByLabel('Familienname').fill(person.last);
  await page.getByLabel('Geburtsdatum').fill(person.born);
  await desk.looksRight('session', small);
  await page.getByRole('button', { name: 'Vorbereiten' }).click();
  await page.getByRole('button', { name: 'Geplante und laufende Sitzungen' }).click();
  await desk.shows('desk-tablets');
  const row = page.getByRole('row', { name: /Ottokar Beispiel/ });
  await expect(row).toBeVisible();
  await desk.looksRight('tablets', small);
  await row.getByRole('button', { name: 'Sitzung beenden' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sitzung beenden' }).click();
  await expect(row).toHaveCount(0);
});
