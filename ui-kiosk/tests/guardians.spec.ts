import { findings, picture } from './axe';
import { documentsOf, expect, isPermitted, post, somebody, test, type Person, type Tablet } from './tablet';

const form = 'Patienteneinwilligung MII Sorgeberechtigte';

/** What both guardians gave on paper for a child. */
async function given(tablet: Tablet): Promise<Person> {
  const person = somebody({ born: `${new Date().getFullYear() - 9}-01-01` });
  const answer = await fetch(`${tablet.on.url}/api/consent/domains/MII/templates/${encodeURIComponent(form)}/1.7.2`, {
    headers: { Authorization: `Bearer ${tablet.on.lead}` },
  });
  const { template } = (await answer.json()) as { template: { modules: { name: string; decision: boolean }[] } };
  await post(tablet.on, '/api/consent/consents', tablet.on.ward, {
    domain: 'MII',
    template: `${form}|1.7.2`,
    identifiers: [{ type: 'Pseudonym', value: person.number }],
    birthDate: person.born,
    signedAt: new Date().toISOString(),
    answers: Object.fromEntries(template.modules.filter((one) => one.decision).map(({ name }) => [name, 'accepted'])),
    signers: ['Ada', 'Ole'].map((name) => ({ role: 'guardian', name: `${name} Zylinderhut`, place: 'Musterstadt' })),
  });
  return person;
}

test('What guardians gave for a child they take back on the tablet: both, or one who decides alone', async ({
  tablet,
}) => {
  const { page } = tablet;
  const person = await given(tablet);
  expect(await isPermitted(person)).toBe(true);
  await tablet.handedOver(person);
  await tablet.identified(person);
  await tablet.shows('film');
  await page.getByRole('button', { name: 'Abbrechen' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /widerrufen/ })
    .click();
  await tablet.shows('withdraw');
  const doIt = page.locator('.foot').getByRole('button', { name: 'Jetzt widerrufen' });
  await page.getByText('Alles widerrufen').click();
  const names = page.getByRole('region', { name: /^Für ein Kind widerrufen/ }).getByRole('textbox');
  await expect(names).toHaveCount(2);
  await expect(doIt).toBeDisabled();
  await names.first().fill('Ada Zylinderhut');
  await expect(doIt).toBeDisabled();
  await picture(page, 'withdraw-guardians-de');
  expect(await findings(page)).toEqual([]);

  await tablet.context.setOffline(true);
  await expect(page.getByText('Bitte widerrufen Sie auf Papier')).toBeVisible();
  await expect(doIt).toHaveCount(0); // nothing of it is ever kept for later
  await tablet.context.setOffline(false);

  await page.locator('.tick').click();
  await expect(names).toHaveCount(1);
  await expect(doIt).toBeEnabled();
  await page.locator('.tick').click();
  await names.nth(1).fill('Ole Zylinderhut');
  await doIt.click();
  await tablet.shows('copy');
  expect(await isPermitted(person)).toBe(false);
  expect((await documentsOf(person)).map((one) => one.kind).toSorted()).toEqual(['consent', 'full-withdrawal']);
});
