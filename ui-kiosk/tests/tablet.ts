import { expect, test as base, type BrowserContext, type Page } from '@playwright/test';
import { known, pin, type Known } from './suite';

export async function post<T>(on: Known, path: string, token: string, body: unknown): Promise<T> {
  const answer = await fetch(`${on.url}${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return (text ? JSON.parse(text) : undefined) as T;
}

export interface Person {
  number: string;
  first: string;
  last: string;
  born: string;
}

let count = 0;
export const somebody = (more: Partial<Person> = {}): Person => ({
  number: `J-${process.pid}-${(count += 1)}`,
  first: 'Zora',
  last: 'Zylinderhut',
  born: '1980-03-05',
  ...more,
});

/** Faults of a page that are none: the network that a test took away. */
const expected = /Failed to load resource|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|ERR_EMPTY|net::ERR_FAILED/;

/** A tablet in a browser: let in, and watched for everything that must never happen. */
export class Tablet {
  readonly faults: string[] = [];

  private constructor(
    readonly page: Page,
    readonly context: BrowserContext,
    readonly on: Known,
  ) {}

  static async letIn(page: Page, on: Known = known()): Promise<Tablet> {
    const tablet = new Tablet(page, page.context(), on);
    await tablet.#watch();
    const { code } = await post<{ code: string }>(on, '/api/consent/tablets', on.lead, {
      domain: 'MII',
      name: `Tablet ${(count += 1)}`,
      place: 'Musterstadt',
    });
    await page.goto(`${on.url}/kiosk/`);
    await page.getByLabel('Code', { exact: true }).fill(code);
    await page.getByRole('button', { name: 'Anmelden' }).click();
    await tablet.shows('attract');
    return tablet;
  }

  /** Foreign requests, violations of the policy, errors and words in the console: each is a fault. */
  async #watch(): Promise<void> {
    this.page.on('request', (request) => {
      if (!request.url().startsWith(this.on.url) && !/^(data|blob):/.test(request.url()))
        this.faults.push(`foreign: ${request.url()}`);
    });
    this.page.on('pageerror', (error) => this.faults.push(`error: ${error.message}`));
    this.page.on('dialog', (dialog) => this.faults.push(`dialog: ${dialog.message()}`));
    this.page.on('console', (message) => {
      if (message.type() === 'error' && !expected.test(message.text())) this.faults.push(`console: ${message.text()}`);
    });
    await this.page.exposeFunction('violated', (what: string) => this.faults.push(`policy: ${what}`));
    await this.page.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) => {
        const { violated } = globalThis as unknown as { violated: (what: string) => void };
        violated(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
  }

  async shows(screen: string): Promise<void> {
    await expect(this.page.locator(`[data-screen="${screen}"]`)).toBeVisible();
  }

  async planned(person: Person): Promise<void> {
    await post(this.on, '/api/consent/captures', this.on.ward, {
      domain: 'MII',
      identifiers: [{ type: 'Pseudonym', value: person.number }],
      birthDate: person.born,
      firstName: person.first,
      lastName: person.last,
    });
  }

  async staff(): Promise<void> {
    await this.page.getByRole('button', { name: /Für das Personal/ }).click();
    await this.page.getByLabel('Kennung oder Ausweis').fill('local-ward');
    await this.page.getByLabel('PIN', { exact: true }).fill(pin);
    await this.page.getByRole('button', { name: 'Anmelden' }).click();
    await this.shows('staff-list');
  }

  /** Staff scan the label (a scanner types it and ends with Enter) and hand the tablet over. */
  async handedOver(person: Person): Promise<void> {
    await this.planned(person);
    await this.staff();
    await this.page.getByLabel(/Etikett/).fill(person.number);
    await this.page.keyboard.press('Enter');
    await this.page.getByRole('button', { name: new RegExp(`${person.number}$`) }).click();
    await this.shows('language');
  }

  next(name: string | RegExp = 'Weiter'): Promise<void> {
    return this.page.locator('.foot').getByRole('button', { name, exact: true }).click();
  }

  answer(name: string): Promise<void> {
    return this.page.getByText(name, { exact: true }).first().click();
  }

  async identified(person: Person): Promise<void> {
    const [, month = 1, day = 1] = person.born.split('-').map(Number);
    await this.next();
    await this.shows('identity');
    await this.page
      .locator('.choice.days .option')
      .nth(day - 1)
      .click();
    await this.page
      .locator('.choice.names .option')
      .nth(month - 1)
      .click();
    await this.next();
  }

  /** To the first question, by the shortest way that the rules allow. */
  async informed(person: Person): Promise<void> {
    await this.identified(person);
    await this.shows('who');
    await this.answer('Ich entscheide selbst');
    await this.next();
    await this.shows('film');
    await this.next('Film überspringen');
    await this.shows('summary');
    await this.next();
    await this.shows('information');
    await this.next('Weiter zu den Entscheidungen');
    await this.shows('decision');
  }

  /** Answers every question that comes, until there is none. */
  async decided(answers: (title: string) => 'Ja' | 'Nein' = () => 'Ja'): Promise<void> {
    for (;;) {
      const screen = await this.page.locator('[data-screen]').getAttribute('data-screen');
      if (screen !== 'decision') return;
      const title = (await this.page.locator('h1').textContent()) ?? '';
      await this.page
        .locator('.choice.answers .option')
        .nth(answers(title) === 'Ja' ? 0 : 1)
        .click();
      await this.next();
      await expect(this.page.locator('h1')).not.toHaveText(title);
    }
  }

  async drawn(): Promise<void> {
    const pad = this.page.locator('.pad canvas');
    await pad.scrollIntoViewIfNeeded();
    const box = await pad.boundingBox();
    if (!box) throw new Error('There is nothing to sign on.');
    await this.page.mouse.move(box.x + 60, box.y + box.height / 2);
    await this.page.mouse.down();
    for (let at = 0; at < 24; at += 1)
      await this.page.mouse.move(box.x + 60 + at * 16, box.y + box.height / 2 + Math.sin(at) * 40);
    await this.page.mouse.up();
  }

  async toDocument(person: Person, answers: (title: string) => 'Ja' | 'Nein' = () => 'Ja'): Promise<void> {
    await this.informed(person);
    await this.decided(answers);
    await this.shows('review');
    await this.next('Weiter zur Unterschrift');
    await this.shows('sign');
    await this.drawn();
    await this.next('Dokument ansehen');
    await this.shows('document');
    await expect(this.submitButton).toBeEnabled({ timeout: 90_000 });
  }

  get submitButton() {
    return this.page.locator('.foot').getByRole('button', { name: 'Verbindlich abgeben' });
  }
}

export interface StoredDocument {
  id: string;
  kind: string;
  template: string;
}

/** Documents the server has of a person. */
export async function documentsOf(person: Person, on: Known = known()): Promise<StoredDocument[]> {
  const answer = await fetch(`${on.url}/api/consent/persons/history`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${on.ward}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ domain: 'MII', identifiers: [{ type: 'Pseudonym', value: person.number }] }),
  });
  if (answer.status === 404) return [];
  return ((await answer.json()) as { documents: StoredDocument[] }).documents;
}

/** Whether research with medical data is permitted now. */
export async function isPermitted(person: Person, on: Known = known()): Promise<boolean> {
  const answer = await post<{ permitted: boolean }>(on, '/api/consent/check', on.diz, {
    domain: 'MII',
    identifiers: [{ type: 'Pseudonym', value: person.number }],
    purpose: 'research-mdat',
  });
  return answer.permitted;
}

export const test = base.extend<{ tablet: Tablet }>({
  tablet: async ({ page }, provide) => {
    const tablet = await Tablet.letIn(page);
    await provide(tablet);
    expect(tablet.faults).toEqual([]);
  },
});

export { expect };
