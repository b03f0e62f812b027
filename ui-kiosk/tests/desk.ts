import { createHmac } from 'node:crypto';
import { expect, test as base, type Browser, type Page } from '@playwright/test';
import { findings, picture } from './axe';
import { known, type Known } from './suite';
import { post, somebody, type Person } from './tablet';
import { watch } from './watch';

const sizes = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 800 },
  { width: 1024, height: 768 },
  { width: 800, height: 1280 },
] as const;

const usedSteps = new Map<string, number>();

/** The number of an authenticator app (RFC 6238). Each works once, so a second one in half a minute is the next. */
function nextNumber(role: string, secret: string): string {
  const now = Math.floor(Date.now() / 30_000);
  const step = Math.max(now - 1, (usedSteps.get(role) ?? 0) + 1);
  usedSteps.set(role, step);
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', Buffer.from(secret, 'hex')).update(counter).digest();
  const number = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** The desk in a browser, signed in as a role, and watched for everything that must never happen. */
export class Desk {
  readonly faults: string[] = [];

  constructor(
    readonly page: Page,
    readonly on: Known = known(),
  ) {}

  async watched(): Promise<this> {
    await watch(this.page, new URL(this.on.url).origin, this.faults);
    return this;
  }

  async signIn(role: string): Promise<void> {
    await this.page.goto(`${this.on.url}/desk/`);
    await this.page.getByRole('button', { name: 'Anmelden' }).click();
    await this.credentials(role);
  }

  async credentials(role: string): Promise<void> {
    await this.page.getByLabel('Kennung').fill(`local-${role}`);
    await this.page.getByLabel('Passwort').fill(this.on.passwords[role] ?? '');
    await this.page.getByRole('button', { name: 'Anmelden' }).click();
    await expect(this.page.locator('.desk')).toBeVisible();
  }

  number(role: string): string {
    return nextNumber(role, this.on.secrets[role] ?? '');
  }

  /** Signs in once more, with the number of the app. */
  async stepUp(role: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Mit zweitem Faktor' }).click();
    await expect(this.page.getByLabel('Zahl aus der App')).toBeVisible();
    await this.page.getByLabel('Zahl aus der App').fill(this.number(role));
    await this.credentials(role);
    await expect(this.page.getByRole('button', { name: 'Mit zweitem Faktor' })).toHaveCount(0);
  }

  async to(area: string, screen: string): Promise<void> {
    await this.page.getByRole('link', { name: area, exact: true }).click();
    await this.shows(screen);
  }

  async shows(screen: string): Promise<void> {
    await expect(this.page.locator(`[data-screen="${screen}"]`)).toBeVisible();
  }

  /** By scanner: the label is typed and ended with Enter. */
  async find(person: Person): Promise<void> {
    await this.to('Patienten', 'desk-patients');
    await this.page.getByLabel(/^Kennung/).fill(person.number);
    await this.page.keyboard.press('Enter');
    await this.shows('desk-card');
  }

  /** Everything axe finds at every size, with a picture of each; nothing runs out of the screen sideways. */
  async looksRight(name: string, at: readonly { width: number; height: number }[] = sizes): Promise<void> {
    await this.page.evaluate(() => document.fonts.ready);
    for (const { width, height } of at) {
      await this.page.setViewportSize({ width, height });
      await picture(this.page, `desk-${name}-${width}x${height}`);
      const found = await findings(this.page);
      expect(found.map((one) => `${name} ${width}x${height} ${one}`)).toEqual([]);
      const wide = await this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide, `${name} ${width} is cut`).toBeLessThanOrEqual(1);
    }
    await this.page.setViewportSize({ width: 1280, height: 800 });
  }
}

export const small = [sizes[1]] as const;

export const form = 'Patienteneinwilligung MII|1.6.d';

/** A consent on paper that was recorded already. */
export async function consented(
  answers: Record<string, string>,
  signedAt = '2026-03-02',
  on = known(),
  person = somebody(),
) {
  await post(on, '/api/consent/consents', on.ward, {
    domain: 'MII',
    template: form,
    identifiers: [{ type: 'Pseudonym', value: person.number }],
    signedAt,
    answers,
    signers: [{ role: 'patient', name: `${person.first} ${person.last}`, place: 'Musterstadt' }],
  });
  return person;
}

export const test = base.extend<{ desk: Desk }>({
  desk: async ({ page }, provide) => {
    const desk = await new Desk(page).watched();
    await provide(desk);
    expect(desk.faults).toEqual([]);
  },
});

/** Somebody else at another computer. */
export async function colleague(browser: Browser, role: string): Promise<Desk> {
  const context = await browser.newContext({ locale: 'de-DE', timezoneId: 'Europe/Berlin' });
  const desk = await new Desk(await context.newPage()).watched();
  await desk.signIn(role);
  return desk;
}

export { expect };
