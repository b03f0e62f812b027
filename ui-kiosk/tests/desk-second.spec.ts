import { readFile } from 'node:fs/promises';
import { consented, expect, small, test } from './desk';
import { post, somebody, Tablet } from './tablet';

test('A session goes to one tablet in the language that was chosen, and ends at once when staff say so', async ({
  desk,
}) => {
  const { page, on } = desk;
  const person = somebody({ first: 'Ottilie', last: 'Beispiel' });
  const name = `Tablet ${person.number}`;
  const { code } = await post<{ code: string }>(on, '/api/consent/tablets', on.lead, {
    domain: 'MII',
    name,
    place: 'Ambulanz 4',
  });
  const tablet = await post<{ key: string }>(on, '/api/consent/tablets/enrolment', '', { code });
  const here = () =>
    post<{ code: string | null }>(on, '/api/consent/tablet/presence', tablet.key, { free: true, waiting: [] });
  expect((await here()).code).toBeNull();

  await desk.signIn('ward');
  await desk.find(person);
  await page.getByRole('button', { name: 'Auf dem Tablet fragen' }).click();
  await page.getByLabel('Vorname').fill(person.first);
  await page.getByLabel('Familienname').fill(person.last);
  await page.getByLabel('Geburtsdatum').fill(person.born);
  await page.getByRole('dialog').getByLabel('Sprache').selectOption('Türkçe');
  await page.getByLabel('Abteilung').fill('Innere Medizin');
  await desk.looksRight('session-chosen', small);
  await page.getByRole('button', { name: 'Vorbereiten' }).click();
  await page
    .getByRole('row', { name: new RegExp(name) })
    .getByRole('button', { name: 'An dieses Tablet geben' })
    .click();
  await expect(page.getByText(new RegExp(`Die Sitzung geht an ${name}`))).toBeVisible();
  await desk.looksRight('session-sent', small);

  const session = await post<{ token: string; language: string }>(on, '/api/consent/tablet/captures', tablet.key, {
    code: (await here()).code,
  });
  expect(session.language).toBe('tr');
  const step = () => post(on, '/api/consent/capture/step', session.token, { screen: 'film' });
  await step();
  await page.getByRole('button', { name: 'Sitzung beenden' }).click();
  await expect(page.getByRole('button', { name: 'Vorbereiten' })).toBeVisible();
  await expect(step()).rejects.toThrow('401');
});

test('A tablet opens by itself what was sent to it', async ({ page }) => {
  const tablet = await Tablet.letIn(page);
  const { on } = tablet;
  const answer = await fetch(`${on.url}/api/consent/domains/MII/tablets`, {
    headers: { Authorization: `Bearer ${on.ward}` },
  });
  const newest = ((await answer.json()) as { id: string }[])
    .map(({ id }) => id)
    .sort()
    .at(-1);
  const { id } = await post<{ id: string }>(on, '/api/consent/captures', on.ward, {
    domain: 'MII',
    identifiers: [{ type: 'Pseudonym', value: somebody().number }],
    birthDate: '1980-03-05',
    firstName: 'Zora',
  });
  await post(on, `/api/consent/captures/${id}/hand-over`, on.ward, { tablet: newest, send: true });
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await tablet.shows('language');
  expect(tablet.faults).toEqual([]);
});

test('A letter for the portal is ordered and printed once', async ({ desk }) => {
  const { page } = desk;
  const person = await consented({ PATDAT_erheben_speichern_nutzen: 'accepted' });
  await desk.signIn('clerk');
  await desk.find(person);
  await page.getByRole('button', { name: 'Brief für das Portal' }).click();
  await page.getByLabel('Wen der Brief anspricht').fill('Zora Zylinderhut');
  await page.getByLabel('Geburtsdatum').fill(person.born);
  await page.getByRole('button', { name: 'Bestellen' }).click();
  await expect(page.getByText('Der Brief ist bestellt und kann gedruckt werden.')).toBeVisible();
  await desk.looksRight('letter', small);
  await page.getByRole('button', { name: 'Drucken' }).click();
  await expect(page.locator('.pdf-page canvas[data-drawn="true"]').first()).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Drucken' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Zurückziehen' }).click();
  await expect(page.getByText('zurückgezogen')).toBeVisible();
  await expect.poll(() => page.evaluate(() => Boolean(document.activeElement?.closest('[role="dialog"]')))).toBe(true);
  await page.keyboard.press('Escape');
  await desk.to('Portal-Briefe', 'desk-letters');
  await expect(page.getByText('zurückgezogen').first()).toBeVisible();
  await desk.looksRight('letters', small);
});

test('Departments are ranked without small numbers; the table and a signed trail are taken away', async ({ desk }) => {
  const { page, on } = desk;
  for (let at = 0; at < 6; at += 1)
    await post(on, '/api/consent/captures', on.ward, {
      domain: 'MII',
      identifiers: [{ type: 'Pseudonym', value: somebody().number }],
      birthDate: '1980-01-01',
      department: at < 5 ? 'Augenklinik' : 'Kleinstklinik',
    });
  await desk.signIn('lead');
  await desk.to('Kennzahlen', 'desk-figures');
  await expect(page.getByRole('row', { name: /Augenklinik/ })).toContainText('unter 5');
  await expect(page.getByText('Kleinstklinik')).toHaveCount(0);
  await desk.looksRight('departments', small);
  const [table] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Als Tabelle herunterladen' }).click(),
  ]);
  expect(await readFile(await table.path(), 'utf8')).toContain('Augenklinik,5,<5*');

  await desk.to('Protokoll', 'desk-audit');
  const [trail] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Signiert herunterladen' }).click(),
  ]);
  const lines = (await readFile(await trail.path(), 'utf8')).trimEnd().split('\n');
  const last = JSON.parse(lines.at(-1) ?? '') as { manifest: { entries: number; service: string }; jws: string };
  expect(last.manifest.entries).toBe(lines.length - 1);
  expect(last.jws.split('.')).toHaveLength(3);
  await page.getByLabel('Was').fill('audit.read');
  await page.getByRole('button', { name: 'Suchen' }).click();
  await expect(page.getByRole('row', { name: /exported/ }).first()).toBeVisible();
});
