import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { consented } from './desk';
import { inDatabase } from './database';
import { App, letterFor } from './portal-letter';
import { expect, Portal, test } from './portal';
import { Suite } from './suite';
import { somebody } from './tablet';

const answers = { PATDAT_erheben_speichern_nutzen: 'accepted' };

/** As texts are found in logs and rows: as they are, as bytes in hexadecimal and base64, in UTF-8 and UTF-16. */
function formsOf(text: string): string[] {
  const forms = [text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1)];
  for (const encoding of ['utf8', 'utf16le'] as const) {
    const bytes = Buffer.from(text, encoding);
    forms.push(bytes.toString('hex'), bytes.toString('latin1'));
    // base64 at each of its three phases, without what depends on the neighbours
    for (let phase = 0; phase < 3; phase += 1) {
      const padded = Buffer.concat([Buffer.alloc(phase), bytes]).toString('base64');
      forms.push(padded.slice(4, -4));
    }
  }
  return forms.filter((form) => form.length > 5).map((form) => form.toLowerCase());
}

const found = (secrets: readonly string[], text: string) => {
  const lower = text.toLowerCase();
  return secrets.filter((secret) => formsOf(secret).some((form) => lower.includes(form)));
};

test('Nothing of a person that is typed in the portal is in a log, an address or the audit trail', async ({ page }) => {
  test.setTimeout(300_000);
  const suite = new Suite({ Logging__LogLevel__Default: 'Debug' });
  try {
    await suite.start();
    const on = await suite.describe();
    const person = await consented(
      answers,
      '2026-03-02',
      on,
      somebody({ first: 'Zquirina', last: 'Kanarienfänger', born: '1931-07-19' }),
    );
    const portal = await new Portal(page, on).watched();
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(request.url(), request.headers()['referer'] ?? ''));
    page.on('framenavigated', (frame) => addresses.push(frame.url()));
    const { code, address } = await letterFor(person, 'self', on);
    const typed = async (written: string, born: string) => {
      await page.goto(`${portal.url}/portal/`);
      await portal.button('Ich habe einen Brief mit einem Code').click();
      await page.getByLabel('Gruppe 1 von 4').fill(written);
      await portal.born({ ...person, born });
      await portal.button('Weiter').click();
    };
    await typed(code, '1931-07-18');
    await expect(page.getByRole('alert')).toContainText('passen nicht zusammen');
    await typed(code, person.born);
    await portal.shows('new-key');
    await portal.button('Code-App').click();
    const secret = ((await page.locator('.app-secret code').textContent()) ?? '').replaceAll(/\s/g, '');
    const app = new App(secret);
    await page.getByLabel('Code aus der App').fill(app.code());
    await portal.button('Weiter').click();
    const number = (await page.locator('.account-number').textContent()) ?? '';
    await portal.button('Ich habe sie notiert').click();
    await portal.shows('overview');
    await portal.button('Abmelden').click();
    await portal.button('Mit Code-App anmelden').click();
    for (const [account, right] of [
      [`${number.slice(0, -1)}${number.endsWith('2') ? '3' : '2'}`, false],
      [number, true],
    ] as const) {
      await page.getByLabel('Kontonummer').fill(account);
      // a number of the app counts once, and it can't go far ahead of the clock
      await page.getByLabel('Code aus der App').fill(right ? app.code() : '000000');
      await portal.button('Anmelden').click();
      if (!right) await expect(page.getByRole('alert')).toContainText('Die Anmeldung hat nicht geklappt');
    }
    await portal.shows('overview');
    await portal.to('ask');
    const question = `Weiß Frau ${person.last} davon?`;
    await page.getByLabel('Ihre Frage').fill(question);
    await portal.button('Frage senden').click();
    await expect(page.getByText(/Ihre Frage ist angekommen/)).toBeVisible();
    for (const area of ['consent', 'documents', 'use', 'history', 'access', 'proxies', 'security', 'consent/change'])
      await portal.to(area);
    await page.getByText('Alles widerrufen').click();
    await portal.button('Weiter').click();
    await page.getByLabel('Code aus der App').fill(app.code());
    await portal.button('Bestätigen und widerrufen').click();
    await expect(page.getByText('Ihr Widerruf gilt ab jetzt.')).toBeVisible();

    const qr = new URL(address).hash.slice(1);
    const secrets = [
      ...[person.first, person.last, person.number, person.born, person.born.replaceAll('-', ''), '19.07.1931'],
      ...[code, code.replaceAll(/[^0-9A-Z]/g, ''), qr, number, number.replaceAll('-', ''), secret, question],
    ];
    const audit = inDatabase('select e from audit.entries e', suite.data);
    const server = readFileSync(join(suite.data, 'postgres/postgres.log'), 'utf8');
    // all of it was looked at, and what is hidden in bytes would be found
    expect(suite.log.includes('"LogLevel":"Debug"'), 'the log tells everything').toBe(true);
    expect(audit.includes('portal-activation'), 'the audit trail is read').toBe(true);
    expect(addresses.some((one) => one.endsWith('/api/consent/portal/sign-in/totp'))).toBe(true);
    for (const encoding of ['hex', 'base64'] as const)
      expect(found(secrets, Buffer.from(`a${person.last}`, 'utf16le').toString(encoding))).toContain(person.last);

    expect(found(secrets, suite.log)).toEqual([]);
    expect(found(secrets, server)).toEqual([]);
    expect(found(secrets, audit)).toEqual([]);
    expect(found(secrets, addresses.join('\n'))).toEqual([]);
    expect(found(secrets, await page.title())).toEqual([]);
    expect(portal.faults).toEqual([]);
  } finally {
    await suite.stop();
  }
});
