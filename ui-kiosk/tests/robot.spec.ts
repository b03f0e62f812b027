import type { Page } from '@playwright/test';
import { TestRobot } from './robot';
import { documentsOf, expect, somebody, test as base, type Person } from './tablet';

const test = base.extend<{ robot: TestRobot }>({
  robot: async ({ page }, provide) => {
    const robot = await TestRobot.start(page);
    await provide(robot);
    robot.stop();
    expect(robot.tablet.faults).toEqual([]);
  },
});

const requests = (page: Page): string[] => {
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET') sent.push(new URL(request.url()).pathname);
  });
  return sent;
};

test('A mission: sent once, driven, asked, shown, led on, home, and nothing is left', async ({ robot }) => {
  const { page } = robot;
  await robot.unlocked();
  await expect(robot.tile('home base')).toHaveCount(0);
  await expect(robot.page.locator('.tile').first()).toContainText('Wartebereich links');
  await robot.tile('Wartebereich links').evaluate((tile: HTMLElement) => {
    tile.click();
    tile.click();
  });
  await robot.shows('robot-offer');
  expect(robot.drives()).toEqual(['Wartebereich links']);
  expect(robot.spoken()).toEqual(['Guten Tag. Darf ich Ihnen ein kurzes Video zeigen?']);

  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'May I show you a short video?' })).toBeVisible();
  await expect.poll(() => robot.spoken().at(-1)).toBe('Hello. May I show you a short video?');
  await page.getByRole('button', { name: 'Yes, please' }).click();
  await robot.shows('robot-film');
  await expect
    .poll(() => page.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime))
    .toBeGreaterThan(0.2);
  await page.getByRole('button', { name: 'Skip' }).click();
  await robot.shows('robot-next');
  await robot.tile('On my phone').click();
  await expect(page.locator('img.code')).toHaveAttribute('alt', /\/kiosk\/information\.html$/);
  await page.getByRole('button', { name: 'Back' }).click();
  await robot.tile('On paper').click();
  await robot.alerts('paper');
  await page.getByRole('button', { name: 'Done, thank you' }).click();

  await robot.shows('robot-driving');
  await expect(page.getByRole('heading', { name: 'Ich fahre zurück' })).toBeVisible();
  await robot.shows('attract');
  expect(robot.drives()).toEqual(['Wartebereich links', 'home base']);
  expect(new URL(page.url()).search).toBe('?device=temi');
});

test('A no, and no answer, lead home and leave nothing at all', async ({ robot }) => {
  const { page } = robot;
  const sent = requests(page);
  await robot.asking();
  await page.getByRole('button', { name: 'Nein, danke' }).click();
  await robot.shows('attract');
  await expect.poll(() => robot.drives()).toEqual(['home base']);

  await robot.asking();
  await page.clock.install();
  await page.locator('h1').click();
  await page.clock.fastForward(29_000);
  await robot.shows('robot-offer');
  await page.clock.fastForward(1_500);
  await expect.poll(() => robot.drives()).toEqual(['home base', 'home base']);
  expect([...new Set(sent)].toSorted()).toEqual(['/api/consent/tablet/presence', '/api/consent/tablet/staff']);
});

test('A touch anywhere stops it within two tenths of a second; it goes on only when told', async ({ page }) => {
  const robot = await TestRobot.start(page, 2);
  await robot.sent('Wartebereich rechts');
  await expect(page.locator('[data-screen="robot-driving"][data-motion="going"]')).toBeVisible();
  await expect(page.locator('main')).not.toContainText(/Forschung|Studie|Einwilligung|Onkologie|Video/);
  await page.mouse.click(40, 700);
  await robot.shows('robot-stopped');
  expect(await robot.stopped()).toBeLessThan(200);
  expect(robot.body.destination).toBeUndefined();
  const { x } = robot.body.position;
  await page.waitForTimeout(150);
  expect(robot.body.position.x).toBe(x);

  await page.getByRole('button', { name: 'Weiterfahren' }).click();
  await robot.shows('robot-driving');
  await page.keyboard.press('a');
  await robot.shows('robot-stopped');
  expect(robot.drives()).toEqual(['Wartebereich rechts', 'Wartebereich rechts']);
  robot.stop();
  expect(robot.tablet.faults).toEqual([]);
});

test('With less than a fifth of its battery it takes no mission and finds home', async ({ robot }) => {
  robot.body.position = { x: 14, y: 15 };
  robot.body.charge(19);
  await robot.unlocked();
  await expect(robot.page.getByText('Der Akku ist zu leer für eine Fahrt')).toBeVisible();
  await expect(robot.tile('Wartebereich links')).toBeDisabled();
  await robot.page.getByRole('button', { name: 'Zurück zur Basis' }).click();
  await robot.shows('attract');
  expect(robot.drives()).toEqual(['home base']);
});

test('Staff are signed out after ten minutes, however busy', async ({ robot }) => {
  const { page } = robot;
  await page.clock.install();
  await robot.unlocked();
  for (let minute = 0; minute < 9; minute += 1) {
    await page.clock.fastForward(61_000);
    await page.keyboard.press('Shift');
    await robot.shows('robot-tiles');
  }
  await page.clock.fastForward(61_000);
  await robot.shows('attract');
  expect(robot.drives()).toEqual([]);
});

test('A session at the robot, by the code of staff; pushed away, everything of it is gone', async ({ robot }) => {
  const { page, tablet } = robot;
  const person = somebody({ first: 'Zzyxqkanarienvogel' });
  await robot.asking();
  await page.getByRole('button', { name: 'Ja, gern' }).click();
  await page.getByRole('button', { name: 'Film überspringen' }).click();
  await robot.tile('Hier am Roboter').click();
  await robot.shows('robot-near');
  await page.getByRole('button', { name: /Niemand liest mit/ }).click();
  await page.getByRole('textbox').fill('AAAAABBBBB');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Dieser Code gilt hier nicht')).toBeVisible();
  await tablet.planned(person);
  const { id, code } = await handedOver(robot, person);
  await page.getByRole('textbox').fill(code);
  await page.keyboard.press('Enter');
  await robot.shows('language');
  await page.getByRole('button', { name: 'Anzeige' }).click();
  await expect(page.getByText('Sehr groß')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await tablet.identified(person);
  await robot.shows('who');

  robot.body.drag({ x: -2, y: 0 });
  await robot.shows('robot-fault');
  await expect(page.getByRole('heading', { name: 'Ich wurde verschoben' })).toBeVisible();
  await robot.alerts('dragged');
  expect(await page.content()).not.toContain(person.first);
  expect(page.url()).not.toContain('after');
  await page.goBack().catch(() => undefined);
  expect(await page.content()).not.toContain(person.first);
  expect(await documentsOf(person)).toEqual([]);
  await expect.poll(() => outcome(robot, id)).toBe('abandoned');
  expect(robot.drives()).toEqual([]);
});

test('Where the site does not allow it, nobody decides at the robot', async ({ page }) => {
  await page.route('**/tablet/presence', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), sessionsOnRobot: false } });
  });
  const robot = await TestRobot.start(page);
  await robot.unlocked();
  await expect(robot.tile('Fragebogen')).toHaveCount(0);
  await robot.tile('Video').first().click();
  await page.getByRole('button', { name: 'Film überspringen' }).click();
  await expect(robot.tile('Auf einem Tablet')).toBeVisible();
  await expect(robot.tile('Hier am Roboter')).toHaveCount(0);
  robot.stop();
});

interface Listed {
  id: string;
  outcome: string | null;
  state: string;
}

const atDesk = async <T>(robot: TestRobot, path: string, body: unknown): Promise<T> => {
  const { url, ward } = robot.tablet.on;
  const answer = await fetch(`${url}/api/consent/captures${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${ward}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as T;
};

/** Staff at the desk hand a session over to this robot. */
async function handedOver(robot: TestRobot, { number }: Person): Promise<{ id: string; code: string }> {
  const identifier = { type: 'Pseudonym', value: number };
  const [entry] = await atDesk<Listed[]>(robot, '/search', { domain: 'MII', identifier });
  if (!entry) throw new Error('Nobody is on the list.');
  const tablet = (await robot.alert()).id;
  const { code } = await atDesk<{ code: string }>(robot, `/${entry.id}/hand-over`, { tablet });
  return { id: entry.id, code };
}

/** How the session ended; whom it concerned is forgotten by then, so it is found by its id. */
const outcome = async (robot: TestRobot, id: string): Promise<string | null | undefined> =>
  (await atDesk<Listed[]>(robot, '/search', { domain: 'MII', identifier: null })).find((one) => one.id === id)?.outcome;
