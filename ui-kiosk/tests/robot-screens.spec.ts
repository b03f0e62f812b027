import { findings, picture } from './axe';
import { TestRobot } from './robot';
import { expect, test } from './tablet';

const positions = ['de', 'leicht', 'en', 'tr', 'ar', 'uk'];

/** Walks by position and not by words, so that it is the same way in every language. */
for (const language of ['de', 'en', 'ar'])
  test(`Every screen of the robot is accessible in ${language}`, async ({ page }) => {
    test.setTimeout(180_000);
    const robot = await TestRobot.start(page, 2);
    const faults: string[] = [];
    const seen = new Set<string>();
    const look = async (screen: string) => {
      await robot.shows(screen);
      seen.add(screen);
      await page.evaluate(() => document.fonts.ready);
      await picture(page, `${screen}-${language}`);
      faults.push(...(await findings(page)).map((what) => `${screen} ${language} ${what}`));
      const small = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('button, input')]
          .filter((one) => one.checkVisibility() && !one.closest('[inert]'))
          .map((one) => ({ text: one.outerHTML.slice(0, 80), box: one.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 1 && (box.width < 63.5 || box.height < 63.5))
          .map(({ text }) => text),
      );
      faults.push(...small.map((what) => `${screen} ${language} too small: ${what}`));
      for (const [width, height] of language === 'de' ? [[1920, 1080] as const, [1200, 1920] as const] : []) {
        await page.setViewportSize({ width, height });
        await picture(page, `${screen}-${language}-${width}x${height}`);
      }
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 1) faults.push(`${screen} ${language} cut by ${wide}`);
      await page.setViewportSize({ width: 1280, height: 800 });
    };

    await page.locator('.languages .button').nth(positions.indexOf(language)).click();
    await page.locator('.attract-foot .button').click();
    await page.locator('input').nth(0).fill('local-ward');
    await page.locator('input').nth(1).fill('804913');
    await page.keyboard.press('Enter');
    await look('robot-tiles');
    await page.locator('.tile').first().click();
    await look('robot-driving');
    await page.locator('.halt').click();
    await look('robot-stopped');
    robot.body.position = { x: 14, y: 15.1 };
    await page.locator('.button.primary').click();
    await look('robot-offer');
    await page.locator('.offer-answer').first().click();
    await look('robot-film');
    await page.locator('.foot .button').last().click();
    await look('robot-next');
    await page.locator('.tile').nth(1).click();
    await look('robot-phone');
    await page.locator('.foot .button').first().click();
    await page.locator('.tile').nth(3).click();
    await look('robot-paper');
    await page.locator('.foot .button').first().click();
    await page.locator('.tile').nth(2).click();
    await look('robot-comes');
    await page.locator('.foot .button').first().click();
    await page.locator('.tile').first().click();
    await look('robot-near');
    await page.locator('.button.primary').click();
    await look('robot-code');
    robot.body.cause('lost', true);
    await robot.shows('robot-code');
    const anew = page.waitForEvent('load');
    robot.body.cause('emergency', true);
    await anew;
    await look('robot-fault');
    expect(seen.size).toBe(12);
    expect(faults).toEqual([]);
    robot.stop();
  });

test('The page for one’s own phone says the same to everybody and sends nothing', async ({ tablet, browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const sent: string[] = [];
  page.on('request', (request) => sent.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await page.goto(`${tablet.on.url}/kiosk/information.html`);
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('.points li')).toHaveCount(10);
  await picture(page, 'robot-own-phone-en');
  expect(await findings(page)).toEqual([]);
  expect(sent.filter((one) => !one.startsWith('GET ') || one.includes('/api/'))).toEqual([]);
  expect(await context.storageState()).toEqual({ cookies: [], origins: [] });
  await context.close();
});
