import { expect, small, test } from './desk';
import { post, somebody } from './tablet';

/** A tablet without a screen, and a session that is open on it. */
async function open(on: import('./suite').Known, person: ReturnType<typeof somebody>, name: string) {
  const { code } = await post<{ code: string }>(on, '/api/consent/tablets', on.lead, {
    domain: 'MII',
    name,
    place: 'Ambulanz 3',
  });
  const { id, key } = await post<{ id: string; key: string }>(on, '/api/consent/tablets/enrolment', '', { code });
  const planned = await post<{ id: string }>(on, '/api/consent/captures', on.ward, {
    domain: 'MII',
    identifiers: [{ type: 'Pseudonym', value: person.number }],
    birthDate: person.born,
  });
  const launch = await post<{ code: string }>(on, `/api/consent/captures/${planned.id}/hand-over`, on.ward, {
    tablet: id,
  });
  return post<{ token: string }>(on, '/api/consent/tablet/captures', key, { code: launch.code });
}

test('A talk is written down without a consent; a call and a question reach the desk with tablet and place', async ({
  desk,
}) => {
  const { page, on } = desk;
  const person = somebody();
  await desk.signIn('ward');
  await desk.find(person);
  await page.getByRole('button', { name: 'Gespräch eintragen' }).click();
  await page.getByLabel('Wer hat aufgeklärt?').fill('Dr. Ada Beispiel');
  await page.getByLabel('Dauer in Minuten').fill('25');
  await page.getByLabel('Gestellte Fragen').fill('Wie lange gilt das?\nWer sieht die Daten?');
  await expect(page.getByRole('dialog', { name: 'Gespräch eintragen' })).toBeVisible();
  await desk.looksRight('talk', small);
  await page.getByRole('button', { name: 'Eintragen', exact: true }).click();
  await expect(page.locator('.talks > li')).toHaveCount(1);
  await expect(page.locator('.talks')).toContainText('25 Minuten · persönlich');
  await expect(page.locator('.talks')).toContainText('Wer sieht die Daten?');

  const name = `Tablet ${person.number}`;
  const session = await open(on, person, name);
  await post(on, '/api/consent/capture/questions', session.token, { text: 'Was heißt <pseudonym>?' });
  await post(on, '/api/consent/capture/step', session.token, { screen: 'question', calling: true });
  const called = Date.now();
  await expect(page.getByText(`${name}, Ambulanz 3: Das Personal wird gerufen.`)).toBeVisible();
  expect(Date.now() - called).toBeLessThan(2_000);
  await page
    .locator('.calls .notice')
    .filter({ hasText: name })
    .getByRole('button', { name: 'Zu den Tablets' })
    .click();
  await desk.shows('desk-tablets');
  await expect(page.getByText('Was heißt <pseudonym>?')).toBeVisible();
  await desk.looksRight('questions', small);
  await page
    .getByRole('row', { name: new RegExp(name) })
    .getByRole('button', { name: 'Beantwortet' })
    .click();
  await expect(page.getByText('Was heißt <pseudonym>?')).toHaveCount(0);
  await post(on, '/api/consent/capture/end', session.token, { outcome: 'later' });
  await expect(page.locator('.calls .notice').filter({ hasText: name })).toHaveCount(0);
});
