import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { picture } from './axe';
import { faults } from '../src/kiosk/robot/contract';
import { TestRobot } from './robot';
import { expect, somebody, test } from './tablet';

test('Each fault: a calm word, and the desk knows within two seconds', async ({ page }) => {
  const robot = await TestRobot.start(page, 2);
  for (const fault of faults) {
    robot.body.position = { x: 31, y: 15 };
    await robot.sent('Wartebereich links');
    await robot.shows('robot-driving');
    robot.body.cause(fault, true);
    await robot.alerts(fault);
    if (fault === 'battery' || fault === 'offline') {
      await robot.shows('robot-driving');
      await page.mouse.click(40, 40);
    } else {
      await expect(page.locator(`[data-screen="robot-fault"][data-fault="${fault}"]`)).toBeVisible();
      await expect(page.getByText('Das Personal ist verständigt.')).toBeVisible();
      await picture(page, `robot-fault-${fault}-de`);
    }
    expect(robot.body.destination).toBeUndefined();
    robot.body.cause(fault, false);
    expect(robot.body.destination).toBeUndefined(); // nothing moves because a fault is over
  }
  await robot.unlocked();
  await robot.alerts(null);
  robot.stop();
  expect(robot.tablet.faults).toEqual([]);
});

test('While somebody watches, a weak battery is said aside and being lifted ends it', async ({ page }) => {
  const robot = await TestRobot.start(page);
  await robot.asking();
  await page.getByRole('button', { name: 'Ja, gern' }).click();
  robot.body.cause('battery', true);
  await expect(page.getByText(/Mein Akku ist fast leer\. Sie können ruhig weitermachen/)).toBeVisible();
  await robot.shows('robot-film');
  await robot.alerts('battery');
  robot.body.cause('lifted', true);
  await expect(page.locator('[data-fault="lifted"]')).toBeVisible();
  await robot.alerts('lifted');
  await page.reload();
  await expect(page.locator('[data-fault="lifted"], [data-fault="battery"]')).toBeVisible();
  robot.stop();
  expect(robot.tablet.faults).toEqual([]);
});

test('A bridge that falls silent on the way: within ten seconds a calm word and a call; it stands until staff come', async ({
  page,
}) => {
  const robot = await TestRobot.start(page, 0.5);
  await robot.sent('Wartebereich links');
  await robot.shows('robot-driving');
  robot.body.silent = true;
  const from = Date.now();
  await expect(page.locator('[data-fault="silent"]')).toBeVisible({ timeout: 30_000 });
  expect(Date.now() - from).toBeGreaterThan(4_000); // not at the first missing word
  await robot.alerts('silent');
  await expect(page.getByText('Das Personal ist verständigt.')).toBeVisible();
  await picture(page, 'robot-fault-silent-de');

  robot.body.silent = false;
  await robot.shows('attract');
  await expect.poll(() => robot.body.destination).toBeUndefined();
  expect(robot.orders.filter(({ type }) => type === 'goTo')).toHaveLength(1);
  expect(await robot.alert()).toMatchObject({ alert: 'silent' }); // until somebody has seen to it
  await robot.unlocked();
  await robot.alerts(null);
  robot.stop();
  expect(robot.tablet.faults).toEqual([]);
});

test('A bridge that falls silent in a session: all of it is gone, and nothing is opened there while it lasts', async ({
  page,
}) => {
  const robot = await TestRobot.start(page);
  const person = somebody({ first: 'Zzyxqnachtigall' });
  await robot.tablet.planned(person);
  await robot.unlocked();
  await robot.tile('Fragebogen').click();
  await page.getByLabel(/Etikett/).fill(person.number);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: new RegExp(`${person.number}$`) }).click();
  await page.getByRole('button', { name: /Niemand liest mit/ }).click();
  await robot.shows('language');
  robot.body.silent = true;
  await expect(page.locator('[data-fault="silent"]')).toBeVisible({ timeout: 30_000 });
  await robot.alerts('silent');
  expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toContain(person.first);
  expect(new URL(page.url()).search).toBe('?device=temi');
  await robot.unlocked();
  await expect(robot.tile('Wartebereich links')).toHaveCount(0); // it has not said its places since
  await expect(robot.tile('Fragebogen')).toHaveCount(0);
  await robot.tile('Fragen').click();
  await robot.shows('robot-offer'); // people without answers may still be asked by staff who stand there
  robot.stop();
  expect(robot.tablet.faults).toEqual([]);
});

test('What others post to the page moves nothing', async ({ page }) => {
  const robot = await TestRobot.start(page);
  await robot.asking();
  const forged = [
    '{"temi":"temi.v1","type":"fault","fault":"lifted","active":true}',
    '{"temi":"temi.v1","type":"status","id":"x","location":"A","status":"going"}',
    '{"temi":"temi.v1","type":"battery","percent":1,"charging":false}',
  ];
  await page.evaluate((texts) => {
    for (const text of texts) {
      postMessage(text, '*');
      postMessage(text, location.origin);
      dispatchEvent(new MessageEvent('message', { data: text, origin: location.origin, source: window }));
    }
    const { port2 } = new MessageChannel();
    postMessage('temi.v1', '*', [port2]);
    // over the bridge itself, but not of its contract
    const { temi } = globalThis as unknown as { temi: { hear: (text: string) => void } };
    temi.hear('{"type":"fault","fault":"lifted","active":true}');
    temi.hear('{"temi":"temi.v2","type":"fault","fault":"lifted","active":true}');
    temi.hear('{"temi":"temi.v1","type":"fault","fault":"<b>","active":true}');
  }, forged);
  await page.waitForTimeout(200);
  await robot.shows('robot-offer');
  await expect(page.locator('.notice')).toHaveCount(0);
  robot.stop();
  expect(robot.tablet.faults).toEqual([]);
});

test('A page elsewhere that opens the tablet’s page and plays a robot is not listened to', async ({
  tablet,
  context,
}) => {
  await context.route('http://elsewhere.test/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>elsewhere</title>' }),
  );
  const elsewhere = await context.newPage();
  await elsewhere.goto('http://elsewhere.test/');
  const opening = context.waitForEvent('page');
  await elsewhere.evaluate((address) => {
    const opened = window.open(address);
    setInterval(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => port1.postMessage('{"temi":"temi.v1","type":"ready","home":"Falle"}');
      opened?.postMessage('temi.v1', '*', [port2]);
    }, 50);
  }, `${tablet.on.url}/kiosk/?device=temi&bridge=simulator`);
  const opened = await opening;
  await expect(opened.getByRole('button', { name: 'Für das Personal: Tablet übergeben' })).toBeVisible();
  expect(await opened.evaluate(() => document.documentElement.dataset['device'])).toBeUndefined();
  await opened.close();
});

test('Without a bridge it is a plain tablet', async ({ tablet }) => {
  const { page } = tablet;
  await page.goto(`${tablet.on.url}/kiosk/?device=temi`);
  await tablet.shows('attract');
  await tablet.staff();
  expect(await page.evaluate(() => navigator.permissions.query({ name: 'microphone' as PermissionName }))).toBeTruthy();
  const headers = (await page.request.get(`${tablet.on.url}/kiosk/`)).headers();
  expect(headers['permissions-policy']).toContain('microphone=()');
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
});

test('The simulator draws the ward and moves the real page’s robot', async ({ tablet, context }) => {
  const simulator = await context.newPage();
  await simulator.setViewportSize({ width: 1600, height: 900 });
  await simulator.goto(`${tablet.on.url}/simulator/`);
  const opening = context.waitForEvent('page');
  await simulator.getByRole('button', { name: 'Bildschirm des Roboters öffnen' }).click();
  const screen = await opening;
  await screen.getByRole('button', { name: 'Für das Personal' }).click();
  await screen.getByLabel('Kennung oder Ausweis').fill('local-ward');
  await screen.getByLabel('PIN', { exact: true }).fill('804913');
  await screen.getByRole('button', { name: 'Anmelden' }).click();
  await simulator.getByRole('button', { name: 'Sechsmal so schnell' }).click();
  await screen.locator('.tile', { hasText: 'Wartebereich rechts' }).click();
  await expect(screen.locator('[data-screen="robot-driving"]')).toBeVisible();
  await expect(simulator.getByRole('heading', { name: 'Fährt: Wartebereich rechts' })).toBeVisible();
  await picture(simulator, 'robot-simulator');
  await expect(screen.locator('[data-screen="robot-offer"]')).toBeVisible();
  await expect(simulator.locator('.spoken')).toContainText('Darf ich Ihnen ein kurzes Video zeigen?');
  await simulator.getByRole('button', { name: 'Hochgehoben' }).click();
  await expect(screen.locator('[data-fault="lifted"]')).toBeVisible();
  await screen.close();
  await simulator.close();
});

test('No hospital’s address has the simulator', async () => {
  const root = join(import.meta.dirname, '../..');
  const child = spawn('dotnet', [join(root, 'artifacts/bin/TrustCenter.Pages/debug/TrustCenter.Pages.dll')], {
    env: { ...process.env, TRUSTCENTER_PAGES: join(root, 'ui-kiosk/dist'), ASPNETCORE_URLS: 'http://127.0.0.1:0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    let said = '';
    child.stdout.on('data', (text: Buffer) => (said += text.toString()));
    await expect.poll(() => /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0]).toBeTruthy();
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? '';
    expect((await fetch(`${url}/kiosk/`)).status).toBe(200);
    expect((await fetch(`${url}/simulator/`)).status).toBe(404);
    const script = readdirSync(join(root, 'ui-kiosk/dist/assets')).find((file) => /^simulator-.*\.js$/.test(file));
    expect((await fetch(`${url}/assets/${script}`)).status).toBe(404);
  } finally {
    child.kill();
  }
});
