import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, somebody, test, type Tablet } from './tablet';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = join(import.meta.dirname, '../screens');
const sizes = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 800 },
  { width: 1024, height: 768 },
  { width: 800, height: 1280 },
] as const;

interface Finding {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** Everything axe finds, at every size, with a picture of each. */
class Inspection {
  readonly faults: string[] = [];
  readonly screens = new Set<string>();

  constructor(
    private readonly page: Page,
    private readonly language: string,
    private readonly at: readonly { width: number; height: number }[] = sizes,
  ) {}

  async look(screen: string, on = screen): Promise<void> {
    await expect(
      this.page.locator(on === 'dialog' ? '[role="dialog"]' : `[data-screen="${on}"]`).first(),
    ).toBeVisible();
    await this.page.evaluate(() => document.fonts.ready);
    this.screens.add(screen);
    for (const { width, height } of this.at) {
      await this.page.setViewportSize({ width, height });
      await this.page.waitForTimeout(150);
      mkdirSync(folder, { recursive: true });
      await this.page.screenshot({ path: join(folder, `${screen}-${this.language}-${width}x${height}.png`) });
      const found = await this.findings();
      this.faults.push(
        ...found.map(
          (one) =>
            `${screen} ${this.language} ${width}x${height} ${one.id}: ${one.nodes[0]?.html} ${one.nodes[0]?.failureSummary}`,
        ),
        ...(await this.small()).map((what) => `${screen} ${this.language} ${width}x${height} too small: ${what}`),
        ...(await this.cut()).map((what) => `${screen} ${this.language} ${width}x${height} cut: ${what}`),
      );
    }
    await this.page.setViewportSize({ width: 1280, height: 800 });
  }

  /** The whole of WCAG 2.2 A and AA that can be checked by a program. */
  private findings(): Promise<Finding[]> {
    return this.page.evaluate(`(async () => {
      if (!globalThis.axe) { ${axe} }
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
      const { violations } = await axe.run(document, { runOnly: tags });
      return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })) }));
    })()`) as Promise<Finding[]>;
  }

  /** Our own measure: 64 pixels for a finger. */
  private small(): Promise<string[]> {
    return this.page.evaluate(() =>
      [
        ...document.querySelectorAll<HTMLElement>(
          'button, .option, .tick, input:not([type="radio"]):not([type="checkbox"])',
        ),
      ]
        .filter((element) => element.checkVisibility() && !element.closest('[aria-hidden="true"], [inert]'))
        .filter((element) => element.tagName !== 'BUTTON' || element.tabIndex >= 0)
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 1 && (box.width < 63.5 || box.height < 63.5))
        .map(
          ({ element, box }) => `${element.outerHTML.slice(0, 120)} ${Math.round(box.width)}x${Math.round(box.height)}`,
        ),
    );
  }

  /** Nothing runs out of the screen sideways. */
  private cut(): Promise<string[]> {
    return this.page.evaluate(() =>
      document.documentElement.scrollWidth > innerWidth + 1
        ? [`${document.documentElement.scrollWidth} of ${innerWidth}`]
        : [],
    );
  }
}

/** Walks by position and not by words, so that it is the same way in every language. */
async function walk(tablet: Tablet, language: string, inspection: Inspection): Promise<void> {
  const { page } = tablet;
  const person = somebody();
  const next = () => page.locator('.foot .button').last().click();
  const options = page.locator('.choice-options .option');
  await inspection.look('attract');
  await tablet.planned(person);
  await page.locator('.attract-foot .button').first().click();
  await inspection.look('staff-sign-in');
  await page.locator('input').nth(0).fill('local-ward');
  await page.locator('input').nth(1).fill('804913');
  await page.locator('.button.primary').click();
  await inspection.look('staff-list');
  await page.locator('.row.between .button').nth(1).click();
  await inspection.look('staff-new');
  await page.locator('.row.between .button').first().click();
  await page.locator('input').first().fill(person.number);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: new RegExp(`${person.number}$`) }).click();
  await inspection.look('language');
  await options.nth(['de', 'leicht', 'en', 'tr', 'ar', 'uk'].indexOf(language)).click();
  await next();
  await inspection.look('identity');
  await page.locator('.choice.days .option').nth(4).click();
  await page.locator('.choice.names .option').nth(2).click();
  await next();
  await inspection.look('who');
  await options.first().click();
  await next();
  await inspection.look('film');
  await next();
  await inspection.look('summary');
  await next();
  await inspection.look('information');
  await page.locator('.info-trigger').nth(1).click();
  await inspection.look('information-open', 'information');
  await next();
  await inspection.look('decision');
  for (const [button, name] of ['display', 'question', 'leave'].entries()) {
    await page.locator('.bar-actions .button').nth(button).click();
    await inspection.look(`dialog-${name}`, 'dialog');
    await page.keyboard.press('Escape');
    await expect(page.locator('.veil')).toBeHidden();
  }
  while ((await page.locator('[data-screen]').getAttribute('data-screen')) === 'decision') {
    const title = (await page.locator('h1').textContent()) ?? '';
    await options.first().click();
    await next();
    await expect(page.locator('h1')).not.toHaveText(title);
  }
  await inspection.look('review');
  await next();
  await inspection.look('sign');
  await tablet.drawn();
  await next();
  await expect(page.locator('.foot .button.primary')).toBeEnabled({ timeout: 90_000 });
  await expect(page.locator('.pdf-page canvas[data-drawn="true"]').first()).toBeVisible();
  await inspection.look('document');
  await next();
  await inspection.look('copy');
  await page.locator('.button.primary').click();
  await inspection.look('thanks');
  await page.locator('.button.primary').click();
  await tablet.shows('attract');
}

for (const language of ['de', 'en', 'ar']) {
  test(`Every screen is accessible in ${language}`, async ({ tablet }) => {
    test.setTimeout(600_000);
    const inspection = new Inspection(tablet.page, language);
    const at = ['de', 'leicht', 'en', 'tr', 'ar', 'uk'].indexOf(language);
    await tablet.page.locator('.languages .button').nth(at).click();
    await walk(tablet, language, inspection);
    test.info().annotations.push({ type: 'screens', description: [...inspection.screens].join(', ') });
    expect(inspection.screens.size).toBeGreaterThanOrEqual(20);
    expect(inspection.faults).toEqual([]);
  });
}

for (const language of ['leicht', 'tr', 'uk']) {
  test(`The way is accessible in ${language} too`, async ({ tablet }) => {
    test.setTimeout(300_000);
    const inspection = new Inspection(tablet.page, language, sizes.slice(1, 2));
    const at = ['de', 'leicht', 'en', 'tr', 'ar', 'uk'].indexOf(language);
    await tablet.page.locator('.languages .button').nth(at).click();
    await walk(tablet, language, inspection);
    expect(inspection.faults).toEqual([]);
  });
}

test('Other ends and states are accessible too', async ({ tablet }) => {
  test.setTimeout(300_000);
  const { page } = tablet;
  const inspection = new Inspection(page, 'de');
  const person = somebody();
  await tablet.handedOver(person);
  await tablet.informed(person);
  await tablet.decided(() => 'Nein');
  await inspection.look('refusal');
  await tablet.next('Nein festhalten und beenden');
  await inspection.look('refused');
  await page.getByRole('button', { name: 'Jetzt beenden' }).click();
  await tablet.shows('attract');

  const child = somebody({ first: 'Mika', born: `${new Date().getFullYear() - 9}-03-05` });
  await tablet.handedOver(child);
  await tablet.identified(child);
  await tablet.next('Film überspringen');
  await tablet.next();
  await inspection.look('part');
  await page.getByRole('button', { name: 'Abbrechen' }).click();
  await page.getByRole('button', { name: 'Später entscheiden' }).click();
  await inspection.look('later');
  await page.getByRole('button', { name: 'Jetzt beenden' }).click();
  await tablet.shows('attract');

  const third = somebody();
  await tablet.handedOver(third);
  await tablet.identified(third);
  await page.getByRole('button', { name: 'Anzeige' }).click();
  await page.getByText('Sehr groß').click();
  await page.getByText('Starker Kontrast').click();
  await inspection.look('dialog-display-large', 'dialog');
  await page.locator('.sheet .button.primary').click();
  await inspection.look('who-large-contrast', 'who');
  expect(inspection.faults).toEqual([]);
});

test('Yes and no are alike, neither is chosen, and nothing answers two questions', async ({ tablet }) => {
  const person = somebody();
  await tablet.handedOver(person);
  await tablet.informed(person);
  for (;;) {
    if ((await tablet.page.locator('[data-screen]').getAttribute('data-screen')) !== 'decision') break;
    expect(await tablet.page.locator('input:checked').count()).toBe(0);
    const looks = await tablet.page.locator('.choice.answers .option').evaluateAll((options) =>
      options.map((option) => {
        const { width, height } = option.getBoundingClientRect();
        const { color, backgroundColor, borderColor, fontWeight, fontSize } = getComputedStyle(option);
        return {
          width: Math.round(width),
          height: Math.round(height),
          color,
          backgroundColor,
          borderColor,
          fontWeight,
          fontSize,
        };
      }),
    );
    expect(looks).toHaveLength(2);
    expect(looks[0]).toEqual(looks[1]);
    await expect(tablet.page.getByRole('button', { name: 'Ich habe eine Frage' })).toBeVisible();
    await expect(tablet.page.getByRole('button', { name: 'Abbrechen' })).toBeVisible();
    const title = (await tablet.page.locator('h1').textContent()) ?? '';
    await tablet.page.locator('.choice.answers .option').first().click();
    await tablet.next();
    await expect(tablet.page.locator('h1')).not.toHaveText(title);
  }
  await tablet.shows('review');
});
