import { consented } from './desk';
import { expect, sizes, test } from './portal';
import { post } from './tablet';
import { known } from './suite';

const areas = [
  'overview',
  'consent',
  'documents',
  'use',
  'withdrawals',
  'history',
  'access',
  'proxies',
  'ask',
  'security',
];
const answers = { PATDAT_erheben_speichern_nutzen: 'accepted', BIOMAT_erheben_lagern_nutzen: 'accepted' };

/** All sizes in the languages that differ most; the others on the narrowest screen, where words are too long first. */
const languages = [
  ['Deutsch', 'de', sizes],
  ['English', 'en', sizes],
  ['العربية', 'ar', sizes],
  ['Türkçe', 'tr', sizes.slice(0, 1)],
  ['Українська', 'uk', sizes.slice(0, 1)],
  ['Leichte Sprache', 'leicht', sizes.slice(0, 1)],
] as const;

test('Before the door every screen is right in every language', async ({ portal }) => {
  const { page } = portal;
  await portal.withPasskeys();
  await page.goto(`${portal.url}/portal/`);
  await portal.shows('sign-in');
  for (const [name, language, at] of languages) {
    await portal.button(name).click();
    await expect(page.locator('html')).toHaveAttribute('dir', language === 'ar' ? 'rtl' : 'ltr');
    await portal.looksRight('sign-in', language, at);
    await page.locator('.door-card .button.wide').last().click();
    await portal.shows('letter');
    await portal.looksRight('letter', language, at);
    await page.locator('.head .button').click();
  }
});

test('Behind the door every screen is right in every language, also at 400 percent', async ({ portal }) => {
  const { page, on } = portal;
  const person = await consented(answers);
  await post(on, '/api/consent/withdrawals', known().ward, {
    domain: 'MII',
    identifiers: [{ type: 'Pseudonym', value: person.number }],
    modules: ['BIOMAT_Erhebungsende'],
    channel: 'letter',
  });
  await portal.opened(person);
  await portal.to('ask');
  await page.getByLabel('Ihre Frage').fill('Wird meine Probe auch anderswo untersucht?');
  await portal.button('Frage senden').dblclick();
  await expect(page.getByText(/Ihre Frage ist angekommen/)).toBeVisible();
  await expect(page.locator('.question')).toHaveCount(1);

  for (const [name, language, at] of languages) {
    await page.locator('.portal-bar button').first().click();
    await page.getByText(name, { exact: true }).click();
    if (language === 'de' || language === 'ar') await portal.looksRight('look', language, at.slice(0, 2));
    await page.keyboard.press('Escape');
    for (const area of areas) {
      await portal.to(area);
      await expect(page.locator('.waiting')).toHaveCount(0);
      await portal.looksRight(area, language, at);
    }
  }

  await portal.to('consent');
  await page.locator('.module .button').first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await portal.looksRight('why', 'leicht');
});
