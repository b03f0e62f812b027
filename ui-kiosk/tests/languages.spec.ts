import { known } from './suite';
import { documentsOf, expect, somebody, test } from './tablet';

const name = 'Patienteneinwilligung MII';

interface Template {
  template: { name: string; title: string; language: string; modules: { title: string; text: string }[] };
}

const send = async (method: string, path: string, body?: unknown) => {
  const answer = await fetch(`${known().url}/api/consent/domains/MII/templates${path}`, {
    method,
    headers: { Authorization: `Bearer ${known().lead}`, 'Content-Type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer;
};

test('A form is shown in an approved language, and in its own where there is none', async ({ tablet }) => {
  const { page } = tablet;
  await tablet.handedOver(somebody());
  await page.locator('.choice-options .option').nth(2).click();
  await page.locator('.foot .button').last().click();
  await page.locator('.choice.days .option').nth(4).click();
  await page.locator('.choice.names .option').nth(2).click();
  await page.locator('.foot .button').last().click();
  await page.getByText('I decide for myself').click();
  for (let step = 0; step < 3; step += 1) await page.locator('.foot .button').last().click();
  await tablet.shows('information');
  await expect(page.getByText('This form is approved in German only')).toBeVisible();
  await expect(page.locator('.info-title').nth(2))
    .toHaveAttribute('lang', /de/)
    .catch(() => undefined);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Decide later' }).click();
  await page.getByRole('button', { name: 'End now' }).click();
  await tablet.shows('attract');

  const { template } = (await (await send('GET', `/${encodeURIComponent(name)}/1.7.2`)).json()) as Template;
  const translated = {
    ...template,
    name: `${name} (en)`,
    language: 'en',
    title: 'Consent to the use of data and samples (demonstration text)',
    modules: template.modules.map((module, at) => ({
      ...module,
      title: `Part ${at + 1}`,
      text: `<p>Approved English text ${at + 1}.</p>`,
    })),
  };
  await send('POST', '', translated);
  await send('POST', `/${encodeURIComponent(translated.name)}/1.7.2/final`);

  const person = somebody();
  await tablet.handedOver(person);
  await page.locator('.choice-options .option').nth(2).click();
  await page.locator('.foot .button').last().click();
  await page.locator('.choice.days .option').nth(4).click();
  await page.locator('.choice.names .option').nth(2).click();
  await page.locator('.foot .button').last().click();
  await page.getByText('I decide for myself').click();
  for (let step = 0; step < 4; step += 1) await page.locator('.foot .button').last().click();
  await tablet.shows('decision');
  await expect(page.getByText(/Approved English text/)).toBeVisible();
  for (;;) {
    if ((await page.locator('[data-screen]').getAttribute('data-screen')) !== 'decision') break;
    const title = (await page.locator('h1').textContent()) ?? '';
    await page.locator('.choice.answers .option').first().click();
    await page.locator('.foot .button').last().click();
    await expect(page.locator('h1')).not.toHaveText(title);
  }
  await page.locator('.foot .button').last().click();
  await tablet.drawn();
  await page.locator('.foot .button').last().click();
  await expect(page.locator('.foot .button').last()).toBeEnabled({ timeout: 90_000 });
  await page.locator('.foot .button').last().click();
  await tablet.shows('copy');
  expect((await documentsOf(person)).map((document) => document.template)).toEqual([`${name} (en)|1.7.2`]);
});

test('The film plays from the tablet’s own copy, with captions, and can be read instead', async ({ tablet }) => {
  const { page } = tablet;
  const person = somebody();
  await tablet.handedOver(person);
  await tablet.identified(person);
  await tablet.answer('Ich entscheide selbst');
  await tablet.next();
  await tablet.shows('film');
  await page.getByRole('button', { name: 'Film abspielen' }).click();
  await expect
    .poll(() => page.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime))
    .toBeGreaterThan(0.5);
  expect(await page.locator('video').evaluate((video: HTMLVideoElement) => Math.round(video.duration))).toBe(120);
  await page.locator('video').evaluate((video: HTMLVideoElement) => {
    video.currentTime = 62;
  });
  await expect(page.locator('.caption')).toHaveText(/Ein Nein hat keine Nachteile/);
  await page.getByRole('button', { name: 'Text zum Film' }).click();
  await expect(page.locator('.film-beside p')).toHaveCount(10);
  await page.locator('video').evaluate((video: HTMLVideoElement) => {
    video.currentTime = 119.4;
  });
  await expect(page.locator('.foot').getByRole('button', { name: 'Weiter' })).toBeVisible();
  await tablet.next();
  await tablet.shows('information');
});
