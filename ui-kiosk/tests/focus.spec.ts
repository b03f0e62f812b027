import { expect as expected, test as atDesk } from './desk';
import { expect, post, somebody, test } from './tablet';

test('On a tablet the focus goes to the title of each new screen, and stays in sight when a button goes', async ({
  tablet,
}) => {
  const { page } = tablet;
  const person = somebody();
  await tablet.handedOver(person);
  const title = page.locator('h1');
  const on = page.locator('.foot .button').last();
  await expect(title).toBeFocused(); // the list that was pressed is gone
  await on.focus();
  await page.keyboard.press('Enter');
  await tablet.shows('identity');
  await expect(title).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.locator('.choice.days input').first()).toBeFocused(); // on from there, not from the beginning
});

atDesk('At the desk the focus goes to the part whose button has gone', async ({ desk }) => {
  const { page, on } = desk;
  const name = `Robby F ${process.pid}-${Date.now()}`;
  const { code } = await post<{ code: string }>(on, '/api/consent/tablets', on.lead, { domain: 'MII', name });
  const { key } = await post<{ key: string }>(on, '/api/consent/tablets/enrolment', '', { code });
  await post(on, '/api/consent/tablet/alert', key, { kind: 'paper' });
  await desk.signIn('ward');
  await desk.to('Tablets', 'desk-tablets');
  const done = page.getByRole('row', { name: new RegExp(name) }).getByRole('button', { name: `Erledigt: ${name}` });
  await done.focus();
  await page.keyboard.press('Enter');
  await expected(done).toHaveCount(0);
  await expected(page.getByRole('heading', { name: 'Tablets', level: 2, exact: true })).toBeFocused();
});
