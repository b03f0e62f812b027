import { consented, expect, form, small, test } from './desk';
import { known } from './suite';
import { post, somebody } from './tablet';

const accepted = { PATDAT_erheben_speichern_nutzen: 'accepted' };
const day = (years: number, days: number) => {
  const date = new Date();
  date.setUTCFullYear(date.getUTCFullYear() + years);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
};

test('Each list leads to the patient: refused after a consent, ending, coming of age, to be asked', async ({
  desk,
}) => {
  const { page } = desk;
  const on = known();
  const refused = await consented(accepted);
  const templates = (await (
    await fetch(`${on.url}/api/consent/domains/MII/templates?status=final`, {
      headers: { Authorization: `Bearer ${on.ward}` },
    })
  ).json()) as { key: string }[];
  const ending = somebody();
  const record = (person: { number: string }, template: string, signedAt: string, more: object, answer = 'accepted') =>
    post(on, '/api/consent/consents', on.ward, {
      domain: 'MII',
      template,
      identifiers: [{ type: 'Pseudonym', value: person.number }],
      signedAt,
      answers: { PATDAT_erheben_speichern_nutzen: answer },
      signers: [{ role: 'patient' }],
      ...more,
    });
  await record(ending, form, day(-30, 20), {});
  const refusal = templates.find(({ key }) => /Ablehnung|Verweigerung|refusal/i.test(key));
  expect(refusal, templates.map(({ key }) => key).join()).toBeDefined();
  const [name = '', version = ''] = (refusal?.key ?? '').split('|');
  const refusalForm = (await (
    await fetch(`${on.url}/api/consent/domains/MII/templates/${encodeURIComponent(name)}/${version}`, {
      headers: { Authorization: `Bearer ${on.ward}` },
    })
  ).json()) as { template: { modules: { name: string; decision: boolean }[] } };
  await record(refused, refusal?.key ?? '', day(0, 0), {
    answers: Object.fromEntries(
      refusalForm.template.modules.filter(({ decision }) => decision).map((module) => [module.name, 'refused']),
    ),
  });

  await desk.signIn('clerk');
  await desk.to('Arbeitslisten', 'desk-worklist');
  await expect(page.getByRole('row', { name: /Ablehnung nach Einwilligung/ }).first()).toBeVisible();
  await desk.looksRight('worklist', small);
  const row = page.getByRole('row', { name: /Ablehnung nach Einwilligung/ }).first();
  await row.getByRole('button', { name: 'Patient öffnen' }).click();
  await desk.shows('desk-card');
  await expect(page.locator('h1')).toHaveText(refused.number);
  await page.goBack();
  await desk.shows('desk-worklist');
  await row.getByRole('button', { name: 'Erledigt' }).click();
  await expect(row).toHaveCount(0);

  await page.getByRole('tab', { name: 'Läuft ab' }).click();
  await page.getByRole('button', { name: 'Patient öffnen' }).first().click();
  await desk.shows('desk-card');
  await expect(page.locator('h1')).toHaveText(ending.number);

  await desk.to('Arbeitslisten', 'desk-worklist');
  await page.keyboard.press('Tab');
  for (const tab of ['Wird 18', 'Offene Widerrufe', 'Zu fragen']) {
    await page.getByRole('tab', { name: tab }).click();
    await expect(page.getByRole('tabpanel')).toBeVisible();
  }
});
