import { documentsOf, expect, somebody, test } from './tablet';

test('The whole way goes by keyboard alone, and the focus is always seen', async ({ tablet }) => {
  test.setTimeout(300_000);
  const { page } = tablet;
  const person = somebody();
  await tablet.planned(person);

  /** Tab until something has the focus, which must be visible and not covered. */
  const reach = async (wanted: string) => {
    for (let tabs = 0; tabs < 80; tabs += 1) {
      const state = await page.evaluate((selector) => {
        const element = document.activeElement;
        if (!element?.matches(selector)) return undefined;
        const shown = element.closest('.option, .tick') ?? element;
        const box = shown.getBoundingClientRect();
        const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        return {
          outlined: getComputedStyle(shown).outlineStyle !== 'none' || shown.tagName === 'INPUT',
          covered: !(top && (shown.contains(top) || top.contains(shown))),
        };
      }, wanted);
      if (state) {
        expect(state).toEqual({ outlined: true, covered: false });
        return;
      }
      await page.keyboard.press('Tab');
    }
    throw new Error(`${wanted} is not reached by keyboard.`);
  };
  const press = async (wanted: string) => {
    await reach(wanted);
    await page.keyboard.press('Enter');
  };

  await press('.attract-foot .button');
  await tablet.shows('staff-sign-in');
  await page.keyboard.type('local-ward');
  await page.keyboard.press('Tab');
  await page.keyboard.type('804913');
  await page.keyboard.press('Enter');
  await tablet.shows('staff-list');
  await page.keyboard.type(person.number);
  await page.keyboard.press('Enter');
  await expect(page.locator('.person')).toHaveCount(1);
  await press('.person');
  await tablet.shows('language');
  await press('.foot .button:last-child');
  await tablet.shows('identity');
  await reach('.choice.days input');
  await page.keyboard.press('Space');
  for (let day = 1; day < 5; day += 1) await page.keyboard.press('ArrowRight');
  await reach('.choice.names input');
  await page.keyboard.press('Space');
  for (let month = 1; month < 3; month += 1) await page.keyboard.press('ArrowRight');
  await press('.foot .button:last-child');
  await tablet.shows('who');
  await reach('.choice input');
  await page.keyboard.press('Space');
  await press('.foot .button:last-child');
  await tablet.shows('film');
  await press('.foot .button:last-child');
  await tablet.shows('summary');
  await press('.foot .button:last-child');
  await tablet.shows('information');
  await press('.info-trigger');
  await expect(page.locator('.info-card[data-expanded]')).toHaveCount(1);
  await press('.foot .button:last-child');
  await tablet.shows('decision');
  while ((await page.locator('[data-screen]').getAttribute('data-screen')) === 'decision') {
    const title = (await page.locator('h1').textContent()) ?? '';
    await reach('.choice.answers input');
    await page.keyboard.press('Space');
    await press('.foot .button:last-child');
    await expect(page.locator('h1')).not.toHaveText(title);
  }
  await tablet.shows('review');
  await press('.foot .button:last-child');
  await tablet.shows('sign');
  await reach('.row .button:nth-child(2)');
  await page.keyboard.press('Enter');
  await reach('.field input');
  await page.keyboard.type('Zora Zylinderhut');
  await press('.foot .button:last-child');
  await tablet.shows('document');
  await expect(tablet.submitButton).toBeEnabled({ timeout: 90_000 });
  await press('.foot .button:last-child');
  await tablet.shows('copy');
  expect(await documentsOf(person)).toHaveLength(1);
});
