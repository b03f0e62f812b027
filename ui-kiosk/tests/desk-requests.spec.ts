import { colleague, consented, expect, small, test } from './desk';
import { known } from './suite';
import { post } from './tablet';

test('Originals are asked for, approved by somebody else, and shown once', async ({ desk, browser }) => {
  const { page } = desk;
  const on = known();
  const person = await consented({
    PATDAT_erheben_speichern_nutzen: 'accepted',
    Rekontaktierung_Zusatzbefund: 'accepted',
  });
  const { results } = await post<{ results: { pseudonym: string }[] }>(on, '/api/pseudonym/pseudonyms', on.diz, {
    domain: 'MII',
    originals: [person.number],
  });
  const pseudonym = results[0]?.pseudonym ?? '';

  await desk.signIn('clerk');
  await desk.stepUp('clerk');
  await desk.to('Pseudonyme', 'desk-pseudonyms');
  await desk.looksRight('pseudonyms', small);
  await page.getByRole('button', { name: 'Öffnen' }).first().click();
  await desk.shows('desk-pseudonym-domain');
  await expect(page.getByText('Neue Pseudonyme je Tag')).toBeVisible();
  await desk.looksRight('pseudonym-domain', small);

  await desk.to('Depseudonymisierung', 'desk-requests');
  await page.getByRole('button', { name: 'Antrag schreiben' }).click();
  await page.getByLabel('Domäne').selectOption('MII');
  await page.getByLabel('Zweck').selectOption('recontact-findings');
  await page.getByLabel('Rechtsgrundlage').fill('Art. 6(1)(a) GDPR');
  await page.getByLabel('Projekt').fill('befund-7');
  await page.getByLabel('Begründung').fill('Ein Zusatzbefund muss der Person mitgeteilt werden.');
  await page.getByLabel('Pseudonyme, eines je Zeile').fill(pseudonym);
  await desk.looksRight('request', small);
  await page.getByRole('button', { name: 'Antrag stellen (1)' }).click();
  await expect(page.getByText('Der Antrag ist gestellt.')).toBeVisible();
  await expect(page.getByRole('row', { name: /befund-7/ })).toContainText('wartet auf Entscheidung');
  await desk.looksRight('requests', small);

  const officer = await colleague(browser, 'dpo');
  await officer.stepUp('dpo');
  await officer.to('Depseudonymisierung', 'desk-requests');
  await expect(officer.page.getByRole('link', { name: 'Patienten' })).toHaveCount(0);
  await officer.page
    .getByRole('row', { name: /befund-7/ })
    .getByRole('button', { name: 'Ansehen' })
    .click();
  await expect(officer.page.getByRole('dialog')).toContainText(pseudonym);
  await officer.looksRight('request-decide', small);
  await officer.page.getByRole('button', { name: 'Freigeben' }).click();
  await expect(officer.page.getByText('Der Antrag ist freigegeben.')).toBeVisible();
  expect(officer.faults).toEqual([]);
  await officer.page.context().close();

  await desk.to('Patienten', 'desk-patients');
  await desk.to('Depseudonymisierung', 'desk-requests');
  await page
    .getByRole('row', { name: /befund-7/ })
    .getByRole('button', { name: 'Auflösen' })
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Auflösen' }).click();
  await expect(page.getByRole('dialog')).toContainText(person.number);
  await desk.looksRight('revealed', small);
  await page.getByRole('dialog').getByText('Schließen').click();
  await expect(page.getByRole('row', { name: /befund-7/ })).toContainText('aufgelöst');
  expect(await page.content()).not.toContain(person.number);
});

test('Figures, forms and the audit trail', async ({ desk }) => {
  const { page } = desk;
  const today = new Date().toISOString().slice(0, 10);
  const person = await consented({ PATDAT_erheben_speichern_nutzen: 'accepted' }, today);
  await desk.signIn('lead');
  await desk.to('Kennzahlen', 'desk-figures');
  await expect(page.getByRole('row', { name: /Patientendaten erheben/ }).first()).toBeVisible();
  await desk.looksRight('figures');

  await desk.to('Formulare', 'desk-templates');
  await page
    .getByRole('row', { name: /Patienteneinwilligung MII 1\.6\.d/ })
    .first()
    .getByRole('button')
    .click();
  await expect(page.locator('.preview-module').first()).toBeVisible();
  await desk.looksRight('template', small);
  await page.keyboard.press('Escape');

  await desk.find(person);
  await desk.to('Protokoll', 'desk-audit');
  await page.getByLabel('Was', { exact: true }).fill('person-card');
  await page.getByLabel('Wer', { exact: true }).fill('local-lead');
  await page.getByRole('button', { name: 'Suchen' }).click();
  await expect(page.getByRole('row', { name: /local-lead/ }).first()).toContainText('person-card');
  expect(await page.locator('table').textContent()).not.toContain(person.number);
  await page.getByRole('button', { name: 'Kette prüfen' }).click();
  await expect(page.getByText(/Die Kette ist unversehrt/)).toBeVisible();
  await desk.looksRight('audit', small);
});
