import { post, somebody, expect, test, type Person, type Tablet } from './tablet';

const plan = (tablet: Tablet, person: Person, more: { language?: string } = {}) =>
  post(tablet.on, '/api/consent/captures', tablet.on.ward, {
    domain: 'MII',
    identifiers: [{ type: 'Pseudonym', value: person.number }],
    birthDate: person.born,
    firstName: person.first,
    lastName: person.last,
    ...more,
  });

async function fromTheList(tablet: Tablet, person: Person): Promise<void> {
  await tablet.staff();
  await tablet.page.getByLabel(/Etikett/).fill(person.number);
  await tablet.page.keyboard.press('Enter');
  await tablet.page.getByRole('button', { name: new RegExp(`${person.number}$`) }).click();
  await tablet.shows('language');
}

test('A session begins in the language that the ward chose, and the person may choose another', async ({ tablet }) => {
  const { page } = tablet;
  const person = somebody();
  await plan(tablet, person, { language: 'ar' });
  await fromTheList(tablet, person);
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ar');
  await page.getByText('English', { exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Decide later' }).click();
  await page.getByRole('button', { name: 'End now' }).click();
  await tablet.shows('attract');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de'); // the next person's again
});

test('A language that the frame does not have leaves it as it was', async ({ tablet }) => {
  const person = somebody();
  await plan(tablet, person, { language: 'fr' });
  await fromTheList(tablet, person);
  await expect(tablet.page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(tablet.page.locator('html')).toHaveAttribute('lang', 'de');
});

test('Whoever said later is asked again on their own wish alone, which staff have to say', async ({ tablet }) => {
  const { page } = tablet;
  const person = somebody();
  await tablet.handedOver(person);
  await page.getByRole('button', { name: 'Abbrechen' }).click();
  await page.getByRole('button', { name: 'Später entscheiden' }).click();
  await page.getByRole('button', { name: 'Jetzt beenden' }).click();
  await tablet.shows('attract');

  await tablet.staff();
  await page.getByLabel(/Etikett/).fill(person.number);
  await page.getByRole('button', { name: /^Neue Person|Neu/ }).click();
  await tablet.shows('staff-new');
  await page.getByLabel(/Geburtsdatum|Geboren/).fill(person.born);
  await page.getByRole('button', { name: 'Tablet übergeben' }).click();
  await expect(page.getByText('Sie wird noch nicht wieder gefragt.')).toBeVisible();
  const handOver = page.getByRole('button', { name: 'Tablet übergeben' });
  await expect(handOver).toBeDisabled();
  const wish = page.getByRole('checkbox', { name: 'Die Person hat selbst darum gebeten.' });
  await expect(wish).not.toBeChecked();
  await page.getByText('Die Person hat selbst darum gebeten.').click();
  await expect(wish).toBeChecked();
  await handOver.click();
  await tablet.shows('language');
});
