import { consented } from './desk';
import { expect, test } from './portal';
import { documentsOf, isPermitted, post, type Person } from './tablet';
import { known } from './suite';

const answers = {
  PATDAT_erheben_speichern_nutzen: 'accepted',
  KKDAT_retrospektiv_uebertragen_speichern_nutzen: 'declined',
  BIOMAT_erheben_lagern_nutzen: 'accepted',
  BIOMAT_Zusatzentnahme: 'accepted',
  Rekontaktierung_Ergaenzungen: 'accepted',
};

const samples = async (person: Person) =>
  (
    await post<{ permitted: boolean }>(known(), '/api/consent/check', known().diz, {
      domain: 'MII',
      identifiers: [{ type: 'Pseudonym', value: person.number }],
      purpose: 'research-samples',
    })
  ).permitted;

test('A part is withdrawn in three screens: chosen, foreseen, confirmed by passkey, and holds at once', async ({
  portal,
}) => {
  const { page } = portal;
  const person = await consented(answers);
  await portal.opened(person);
  expect(await samples(person)).toBe(true);

  await page.getByRole('link', { name: 'Meine Einwilligung', exact: true }).click();
  await portal.shows('consent');
  const states = page.locator('.module .state');
  await expect(states).toHaveText([
    'Ja, erlaubt',
    'Nein',
    'Nicht gefragt',
    'Ja, erlaubt',
    'Ja, erlaubt',
    'Ja, erlaubt',
    'Nicht gefragt',
  ]);

  let taps = 0;
  const tap = async (name: string) => {
    taps += 1;
    await portal.button(name).click();
  };
  await tap('Ändern oder widerrufen');
  expect(await page.locator('input:checked').count()).toBe(0);
  await page.getByText('Einen Teil widerrufen').click();
  await page.locator('.ending .tick').filter({ hasText: 'Bioproben sammeln' }).click();
  taps += 2;
  await expect(page.locator('.ending .tick[data-selected]')).toHaveCount(2); // what rests on it goes with it
  await expect(page.getByLabel(/Grund|Begründung/)).toHaveCount(0);
  await portal.looksRight('change');
  await tap('Weiter');
  await expect(page.locator('.effects.ends li')).toHaveCount(2);
  await expect(page.locator('.effects.stays li')).toHaveCount(2);
  await portal.looksRight('preview');
  expect(await samples(person)).toBe(true);

  // twice, as fast as anybody can: it is done once
  const confirm = portal.button('Bestätigen und widerrufen');
  taps += 1;
  await confirm.dblclick();
  await expect(page.getByText('Ihr Widerruf gilt ab jetzt.')).toBeVisible();
  expect(await samples(person)).toBe(false);
  expect(await isPermitted(person)).toBe(true);
  expect((await documentsOf(person)).map(({ kind }) => kind)).toEqual(['consent', 'partial-withdrawal']);
  // giving takes more: a question after the other, review, signature, document
  expect(taps).toBeLessThanOrEqual(7);
  await portal.looksRight('receipt');

  await portal.button('Beleg ansehen').click();
  await expect(page.locator('.pdf-page canvas[data-drawn="true"]').first()).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/genau das Dokument, das wir gespeichert haben/)).toBeVisible();
  await portal.looksRight('document');
  for (const [name, ending] of [
    ['PDF herunterladen', '.pdf'],
    [/FHIR/, '.json'],
  ] as const) {
    const download = page.waitForEvent('download');
    await portal.button(name).click();
    expect((await download).suggestedFilename()).toMatch(new RegExp(`\\${ending}$`));
  }

  await portal.to('withdrawals');
  await expect(page.getByRole('heading', { name: /^Widerruf vom/ })).toBeVisible();
  await portal.to('consent');
  await expect(page.getByText('Von Ihnen zurückgenommen')).toHaveCount(2);
});

test('Everything by keyboard alone, from the letter to the receipt of a full withdrawal', async ({ portal }) => {
  const { page } = portal;
  const person = await consented(answers);
  const press = async (name: RegExp, key = 'Enter') => {
    for (let steps = 0; steps < 60; steps += 1) {
      const here = await page.evaluate(() => {
        const at = document.activeElement;
        const words = at?.closest('label, a, button')?.textContent;
        return at?.getAttribute('aria-label') ?? words ?? '';
      });
      if (name.test(here)) {
        await page.keyboard.press(key);
        return;
      }
      await page.keyboard.press('Tab');
      const seen = await page.evaluate(() => {
        const at = document.activeElement;
        if (!at || at === document.body) return true;
        const box = (at.closest('label') ?? at).getBoundingClientRect();
        const on = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
        return (
          box.width <= 1 ||
          on === null ||
          at.contains(on) ||
          (at.closest('label')?.contains(on) ?? false) ||
          on.contains(at)
        );
      });
      expect(seen, 'what has the focus is hidden').toBe(true);
    }
    throw new Error(`The keyboard does not come to ${name}.`);
  };
  await portal.opened(person);
  await press(/^(Ihr Ja gilt|.*Ansehen oder ändern)/);
  await portal.shows('consent');
  await press(/^Ändern oder widerrufen$/);
  await expect(page.getByRole('radio').first()).toBeVisible();
  await press(/Einen Teil widerrufen/, 'ArrowDown');
  await expect(page.locator('.option[data-selected]')).toContainText('Alles widerrufen');
  await press(/^Weiter$/);
  await expect(page.getByText('Das geschieht, wenn Sie bestätigen')).toBeVisible();
  await expect(page.getByText('Nichts bleibt erlaubt.')).toBeVisible();
  await press(/^Bestätigen und widerrufen$/);
  await expect(page.getByText('Ihr Widerruf gilt ab jetzt.')).toBeVisible();
  expect(await isPermitted(person)).toBe(false);
  await press(/^Zur Übersicht$/);
  await expect(page.getByText('Zurzeit gilt kein Ja von Ihnen.')).toBeVisible();
});
