import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = join(import.meta.dirname, '../screens');

interface Finding {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

/**
 * A dialog is in the page and in front for screen readers while nobody sees it yet: React Aria keeps it transparent
 * until a keyboard on the screen has gone. Whoever looks then finds a page without a heading behind a dialog that is
 * not there.
 */
const shown = (page: Page): Promise<void> =>
  expect
    .poll(() =>
      page.evaluate(() =>
        [...document.querySelectorAll('.veil, .sheet')].every((one) => getComputedStyle(one).opacity === '1'),
      ),
    )
    .toBe(true);

/** The whole of WCAG 2.2 A and AA that can be checked by a program. */
export async function findings(page: Page): Promise<string[]> {
  await shown(page);
  const found = (await page.evaluate(`(async () => {
    if (!globalThis.axe) { ${axe} }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await axe.run(document, { runOnly: tags });
    return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })) }));
  })()`)) as Finding[];
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
}

/** A picture for people to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  await shown(page);
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
