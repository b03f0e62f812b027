import { expect, test as base, type Page } from '@playwright/test';
import { findings, picture } from './axe';
import { letterFor } from './portal-letter';
import { known, type Known } from './suite';
import type { Person } from './tablet';
import { watch } from './watch';

/** A phone, the narrowest screen there is (1280 pixels at 400 %), and a desk. */
export const sizes = [
  { width: 320, height: 640 },
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
] as const;

/** The patient portal in a browser, watched for everything that must never happen. */
export class Portal {
  readonly faults: string[] = [];
  /** Passkeys belong to names, never to numbers. */
  readonly url: string;

  constructor(
    readonly page: Page,
    readonly on: Known = known(),
  ) {
    this.url = on.url.replace('127.0.0.1', 'localhost');
  }

  async watched(): Promise<this> {
    await watch(this.page, this.url, this.faults);
    return this;
  }

  /** A device that can keep passkeys, and whose owner says yes. */
  async withPasskeys(): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    await session.send('WebAuthn.enable');
    await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
  }

  async shows(screen: string): Promise<void> {
    await expect(this.page.locator(`[data-screen="portal-${screen}"]`)).toBeVisible();
  }

  button(name: string | RegExp) {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  async born(person: Person): Promise<void> {
    const [year = '', month = '', day = ''] = person.born.split('-');
    await this.page.getByLabel('Tag', { exact: true }).fill(day);
    await this.page.getByLabel('Monat', { exact: true }).fill(month);
    await this.page.getByLabel('Jahr', { exact: true }).fill(year);
  }

  /** In by the letter's QR code and with a passkey of one's own. */
  async opened(person: Person, relation = 'self', name?: string): Promise<void> {
    await this.withPasskeys();
    await this.openedAgain(person, relation, name);
  }

  /** The same on a device that keeps passkeys already: whoever has an account gets a new key. */
  async openedAgain(person: Person, relation = 'self', name?: string): Promise<void> {
    const { address } = await letterFor(person, relation, this.on, name);
    await this.page.goto(`${this.url}/portal/${new URL(address).hash}`);
    await this.shows('letter');
    await this.born(person);
    await this.button('Weiter').click();
    await this.shows('new-key');
    await this.button('Passkey auf diesem Gerät').click();
    await this.shows('overview');
  }

  async to(area: string): Promise<void> {
    await this.page.evaluate((route) => {
      location.hash = `#/${route}`;
    }, area);
    await this.shows(area.split('/')[0] ?? area);
  }

  /** Everything axe finds, targets for a thumb, nothing cut off; and a picture of each. */
  async looksRight(name: string, language = 'de', at: readonly { width: number; height: number }[] = sizes) {
    await this.page.evaluate(() => document.fonts.ready);
    for (const { width, height } of at) {
      await this.page.setViewportSize({ width, height });
      await picture(this.page, `portal-${name}-${language}-${width}x${height}`);
      const where = `${name} ${language} ${width}`;
      const wide = await this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      this.faults.push(
        ...[...(await findings(this.page)), ...(await small(this.page))].map((one) => `${where} ${one}`),
        ...(wide > 0 ? [`${where} is cut by ${wide}`] : []),
      );
    }
    await this.page.setViewportSize({ width: 1280, height: 800 });
  }
}

/** What a thumb can't hit: smaller than 44 pixels. */
const small = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, a[href], .option, .tick, textarea, input:not([type])')]
      .filter((element) => element.tagName !== 'BUTTON' || element.tabIndex >= 0)
      .filter((element) => element.checkVisibility() && !element.closest('[aria-hidden="true"], [inert], .skip'))
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && (box.width < 43.5 || box.height < 43.5))
      .map(({ element, box }) => `${element.outerHTML.slice(0, 120)} ${box.width}x${box.height}`),
  );

export const test = base.extend<{ portal: Portal }>({
  portal: async ({ page }, provide) => {
    const portal = await new Portal(page).watched();
    await provide(portal);
    expect(portal.faults).toEqual([]);
  },
});

export { expect };
