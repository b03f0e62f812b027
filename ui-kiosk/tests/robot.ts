import type { Page } from '@playwright/test';
import { loudest, readOrder, type Order } from '../src/kiosk/robot/contract';
import { SimulatedRobot } from '../src/simulator/robot';
import { known, pin } from './suite';
import { expect, Tablet } from './tablet';

export interface Alert {
  id: string;
  name: string;
  calling: boolean;
  alert: string | null;
}

/** What the shell puts into a page, kept by a simulated robot outside of it. */
interface Shell {
  temi: { postMessage: (text: string) => void; hear: (text: string) => void };
  orders: { at: number; text: string }[];
  touches: number[];
}

const step = 20;

/** A robot of the tests: the real page, and behind the bridge a simulated robot whose time goes fast. */
export class TestRobot {
  readonly orders: Order[] = [];
  readonly unread: unknown[] = [];
  /** How staff call it. */
  #name = '';
  readonly #timer: ReturnType<typeof setInterval>;

  private constructor(
    readonly tablet: Tablet,
    readonly body: SimulatedRobot,
  ) {
    this.#timer = setInterval(() => body.tick(step), step);
  }

  get page(): Page {
    return this.tablet.page;
  }

  /** Let in as any tablet, then begun as a robot. */
  static async start(page: Page, speed = 30): Promise<TestRobot> {
    const body = new SimulatedRobot(speed);
    await page.addInitScript(() => {
      const shell = globalThis as unknown as Shell & { toRobot: (text: string) => void };
      const listeners: ((event: MessageEvent) => void)[] = [];
      shell.orders = [];
      shell.touches = [];
      addEventListener('pointerdown', () => shell.touches.push(performance.now()), { capture: true });
      Object.assign(shell, {
        temi: {
          postMessage: (text: string) => {
            shell.orders.push({ at: performance.now(), text });
            shell.toRobot(text);
          },
          addEventListener: (_: string, hear: (event: MessageEvent) => void) => listeners.push(hear),
          hear: (text: string) => {
            for (const hear of listeners) hear(new MessageEvent('message', { data: text }));
          },
        },
      });
    });
    const orders: Order[] = [];
    await page.exposeFunction('toRobot', (text: string) => {
      const order = readOrder(text);
      if (order) orders.push(order);
      else throw new Error(`No order of temi.v1: ${text}`);
      body.receive(text);
    });
    body.connect((text) => {
      void page
        .evaluate((said) => (globalThis as unknown as Partial<Shell>).temi?.hear(said), text)
        .catch(() => undefined); // the page is beginning anew
    });
    const robot = new TestRobot(await Tablet.letIn(page), body);
    Object.assign(robot, { orders });
    await page.goto(`${robot.tablet.on.url}/kiosk/?device=temi`);
    await robot.shows('attract');
    robot.#name = (await page.locator('.attract-foot .quiet-text').textContent()) ?? '';
    return robot;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  shows(screen: string): Promise<void> {
    return this.tablet.shows(screen);
  }

  async unlocked(): Promise<void> {
    await this.page.getByRole('button', { name: 'Für das Personal' }).click();
    await this.page.getByLabel('Kennung oder Ausweis').fill('local-ward');
    await this.page.getByLabel('PIN', { exact: true }).fill(pin);
    await this.page.getByRole('button', { name: 'Anmelden' }).click();
    await this.shows('robot-tiles');
  }

  tile(name: string | RegExp) {
    return this.page.locator('.tile', { hasText: name });
  }

  async sent(place: string): Promise<void> {
    await this.unlocked();
    await this.tile(place).click();
  }

  /** With somebody, at the place it stands. */
  async asking(): Promise<void> {
    await this.unlocked();
    await this.tile('Fragen').click();
    await this.shows('robot-offer');
  }

  drives(): string[] {
    return this.orders.flatMap((order) => (order.type === 'goTo' ? [order.location] : []));
  }

  /** It spoke, never louder than it may, and only what is the same for everybody. */
  spoken(): string[] {
    return this.orders.flatMap((order) => {
      if (order.type !== 'say') return [];
      expect(order.volume).toBeLessThanOrEqual(loudest);
      return [order.text];
    });
  }

  /** Milliseconds from the last touch to the order to stop, in the page's own time. */
  stopped(): Promise<number> {
    return this.page.evaluate(() => {
      const { orders, touches } = globalThis as unknown as Shell;
      const stop = orders.find(({ text }) => text.includes('"stop"'));
      return (stop?.at ?? Number.NaN) - (touches.at(-1) ?? 0);
    });
  }

  async alert(): Promise<Alert> {
    const answer = await fetch(`${known().url}/api/consent/domains/MII/tablets`, {
      headers: { Authorization: `Bearer ${known().ward}` },
    });
    const all = (await answer.json()) as Alert[];
    const found = all.findLast((one) => one.name === this.#name);
    if (!found) throw new Error('This robot is not known.');
    return found;
  }

  /** The desk knows within two seconds. */
  async alerts(what: string | null): Promise<void> {
    await expect.poll(async () => (await this.alert()).alert, { timeout: 2_000, intervals: [100] }).toBe(what);
  }
}
