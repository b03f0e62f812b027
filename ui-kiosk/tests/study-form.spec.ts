import { test, expect, type Page } from '@playwright/test';
import { known } from './suite';

/** What a study's server does: it opens a session and asks for a token. */
class Study {
  readonly #known = known();
  #session = '';

  get url(): string {
    return this.#known.url;
  }

  async token(wish: unknown): Promise<string> {
    this.#session ||= ((await this.#send(`${this.url}/mainzelliste/sessions`)) as { uri: string }).uri;
    return ((await this.#send(`${this.#session}tokens`, wish)) as { id: string }).id;
  }

  async #send(address: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { mainzellisteApiKey: this.#known.study, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.status !== 201) throw new Error(`${address}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}

/** Unlike anybody else, so that nobody is in doubt who this is. */
const person = (given: string) => {
  const at = Date.now();
  const letters = [...String(at)].reverse().map((digit) => 'abcdefghij'[Number(digit)]);
  return {
    given,
    family: `${letters.join('')}baum`,
    day: String(1 + (at % 28)),
    month: String(1 + (at % 12)),
    year: String(1930 + (at % 67)),
    postcode: String(10_000 + (at % 89_999)),
  };
};

type Person = ReturnType<typeof person>;

/** The study's page that leads to the form. Returns what the study's server is sent, its page and what comes back. */
async function studyPage(page: Page, study: Study, token: string): Promise<string[]> {
  const heard: string[] = [];
  page.on('request', (request) => {
    if (request.url().startsWith(`${study.url}/study/`)) heard.push(`${request.url()} ${request.postData() ?? ''}`);
  });
  const form = `${study.url}/mainzelliste/html/addPatient?tokenId=${token}`;
  await page.route(`${study.url}/study/`, (route) =>
    route.fulfill({ contentType: 'text/html', body: `<!doctype html><a href="${form}">Person aufnehmen</a>` }),
  );
  return heard;
}

async function fill(page: Page, of: Person): Promise<void> {
  await page.getByLabel('Vorname').fill(of.given);
  await page.getByLabel('Nachname').fill(of.family);
  await page.getByLabel('Geburtstag (Tag)').fill(of.day);
  await page.getByLabel('Geburtsmonat').fill(of.month);
  await page.getByLabel('Geburtsjahr').fill(of.year);
  await page.getByLabel('Postleitzahl').fill(of.postcode);
  await page.getByRole('button', { name: 'Absenden' }).click();
}

/** From the study's page over the form and back; the pseudonym. */
async function registered(page: Page, of: Person): Promise<string> {
  const study = new Study();
  const token = await study.token({ type: 'addPatient', data: { redirect: `${study.url}/study/back?psn={psn}` } });
  const heard = await studyPage(page, study, token);
  await page.goto(`${study.url}/study/`);
  await page.getByRole('link', { name: 'Person aufnehmen' }).click();
  await fill(page, of);
  await page.waitForURL(`${study.url}/study/back?psn=*`);
  expect(heard).toHaveLength(2);
  for (const secret of [of.given, of.family, token]) expect(heard.join()).not.toContain(secret);
  page.removeAllListeners('request');
  return new URL(page.url()).searchParams.get('psn') ?? '';
}

test('A study’s page leads to the form and gets a pseudonym back, and nothing else', async ({ page }) => {
  const faults: string[] = [];
  // where it comes back to there is no study's server here
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.location().url.includes('/study/')) faults.push(message.text());
  });
  page.on('pageerror', (fault) => faults.push(fault.message));
  const somebody = person('Rosalinde');

  const pseudonym = await registered(page, somebody);
  expect(pseudonym).not.toBe('');
  await page.unrouteAll();

  expect(await registered(page, somebody)).toBe(pseudonym);
  expect(faults.filter((fault) => !fault.includes('favicon'))).toEqual([]);
});

test('The form asks before it takes somebody for another person, and ends with its token', async ({ page }) => {
  const study = new Study();
  const somebody = person('Gundula');
  await registered(page, somebody);
  const token = await study.token({ type: 'addPatient', data: { idTypes: ['pid'] } });
  const form = `${study.url}/mainzelliste/html/addPatient?tokenId=${token}`;

  await page.goto(form);
  await fill(page, { ...somebody, given: 'Roswitha' });
  await expect(page.getByRole('alert')).toContainText('nicht sicher sagen');
  await expect(page.getByLabel('Vorname')).toHaveValue('Roswitha');
  await page.getByLabel('Die Angaben sind richtig.').check();
  await page.getByRole('button', { name: 'Absenden' }).click();
  await expect(page.getByRole('heading', { name: 'Gespeichert.' })).toBeVisible();
  await expect(page.getByRole('cell', { name: 'pid' })).toBeVisible();

  await page.goto(form);
  await expect(page.getByText('Diese Seite gilt nicht mehr.')).toBeVisible();
});
