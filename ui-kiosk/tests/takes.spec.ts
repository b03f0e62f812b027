import type { Page } from '@playwright/test';
import { findings, picture } from './axe';
import { documentsOf, expect, isPermitted, somebody, test, type Tablet } from './tablet';

/** To where somebody has decided and gets a copy. */
async function given(tablet: Tablet, person = somebody()) {
  await tablet.handedOver(person);
  await tablet.toDocument(person);
  const answered = tablet.page.waitForResponse('**/tablet/deliveries');
  await tablet.submitButton.click();
  await tablet.shows('copy');
  const receipt = (await (await answered).json()) as { documents: { copy: { address: string; until: string } }[] };
  return { person, copy: receipt.documents[0]?.copy ?? { address: '', until: '' } };
}

const alertsOf = async (tablet: Tablet): Promise<(string | null)[]> => {
  const answer = await fetch(`${tablet.on.url}/api/consent/domains/MII/tablets`, {
    headers: { Authorization: `Bearer ${tablet.on.ward}` },
  });
  return ((await answer.json()) as { alert: string | null }[]).map((one) => one.alert);
};

const ended = async (page: Page) => {
  await page.getByRole('button', { name: 'Fertig' }).click();
  await page.getByRole('button', { name: 'Jetzt beenden' }).click();
  await expect(page.locator('[data-screen="attract"]')).toBeVisible();
};

test('What was given on a tablet is taken back there, in fewer steps, and counts at once', async ({ tablet }) => {
  const { page } = tablet;
  const { person } = await given(tablet);
  await ended(page);
  expect(await isPermitted(person)).toBe(true);

  await tablet.handedOver(person);
  await tablet.identified(person);
  await tablet.shows('who');
  await page.getByRole('button', { name: 'Eine frühere Einwilligung widerrufen' }).click();
  await tablet.shows('withdraw');
  await expect(page.getByText('Einen Teil widerrufen')).toBeVisible();
  expect(await page.locator('input:checked').count()).toBe(0);
  expect(await page.locator('textarea').count()).toBe(0); // nobody is asked for reasons
  await page.getByText('Einen Teil widerrufen').click();
  await expect(page.locator('.tick').first()).toBeVisible();
  await picture(page, 'withdraw-part-de');
  expect(await findings(page)).toEqual([]);

  await tablet.context.setOffline(true);
  await expect(page.getByText('Bitte widerrufen Sie auf Papier')).toBeVisible();
  await expect(page.locator('.foot').getByRole('button', { name: 'Jetzt widerrufen' })).toHaveCount(0);
  await expect(page.getByText('nichts geht verloren')).toHaveCount(0);
  await picture(page, 'withdraw-offline-de');
  await tablet.context.setOffline(false);
  const kept = await page.evaluate(async () => {
    const opened = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('trustcenter-tablet');
      request.onsuccess = () => resolve(request.result);
    });
    return new Promise<number>((resolve) => {
      const count = opened.transaction('deliveries').objectStore('deliveries').count();
      count.onsuccess = () => resolve(count.result);
    });
  });
  expect(kept).toBe(0);
  expect(await isPermitted(person)).toBe(true);

  await page.getByText('Alles widerrufen').click();
  await tablet.next('Jetzt widerrufen');
  await tablet.shows('copy');
  await expect(page.getByText('Ihr Widerruf ist angekommen und gilt ab jetzt.')).toBeVisible();
  expect(await isPermitted(person)).toBe(false);
  expect((await documentsOf(person)).map((one) => one.kind).toSorted()).toEqual(['consent', 'full-withdrawal']);
  await ended(page);
});

test('Where there is nothing to take back, the tablet says so and nothing is written', async ({ tablet }) => {
  const person = somebody();
  await tablet.handedOver(person);
  await tablet.identified(person);
  await tablet.page.getByRole('button', { name: 'Abbrechen' }).click();
  await tablet.page
    .getByRole('dialog')
    .getByRole('button', { name: /widerrufen/ })
    .click();
  await expect(tablet.page.getByText('Von Ihnen liegt hier keine Einwilligung vor')).toBeVisible();
  await tablet.page.getByRole('button', { name: 'Zurück' }).click();
  await tablet.shows('who');
  expect(await documentsOf(person)).toEqual([]);
});

test('The copy comes once, to another device, by a link that says nothing', async ({ tablet, browser }) => {
  const { person, copy } = await given(tablet);
  for (const known of [person.number, person.first, person.last]) expect(copy.address).not.toContain(known);
  expect(Math.abs(Date.parse(copy.until) - Date.now() - 15 * 60_000)).toBeLessThan(60_000);
  const phone = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await phone.goto(copy.address);
  expect(phone.url()).not.toContain('#');
  await expect(phone.getByText('Ihre Kopie liegt bereit')).toBeVisible();
  const download = phone.waitForEvent('download');
  await phone.getByRole('button', { name: 'Kopie herunterladen' }).click();
  expect((await download).suggestedFilename()).toBe('Einwilligung.pdf');
  await phone.goto('about:blank');
  await phone.goto(copy.address);
  await phone.getByRole('button', { name: 'Kopie herunterladen' }).click();
  await expect(phone.getByText('Dieser Link wurde schon benutzt')).toBeVisible();
  await phone.context().close();
});

test('The copy is printed page by page; where it can’t be, staff hear of it', async ({ page }) => {
  const { Tablet: tablets } = await import('./tablet');
  await page.addInitScript(() => {
    const printing = globalThis as unknown as { printed: number; broken: boolean };
    printing.printed = 0;
    window.print = () => {
      if (printing.broken) throw new Error('no printer');
      printing.printed = document.querySelectorAll('.sheets canvas').length;
    };
  });
  const tablet = await tablets.letIn(page);
  const printed = () => page.evaluate(() => (globalThis as unknown as { printed: number }).printed);
  await given(tablet);
  await page.getByRole('button', { name: 'Ausdrucken' }).click();
  await expect.poll(printed, { timeout: 60_000 }).toBeGreaterThan(1);
  await expect(page.locator('.sheets')).toHaveCount(0);
  await expect(page.locator('img.code')).toHaveCount(0); // its link was used up
  await ended(page);

  await given(tablet);
  await page.evaluate(() => Object.assign(globalThis, { broken: true }));
  await page.getByRole('button', { name: 'Ausdrucken' }).click();
  await expect(page.getByText('Das Drucken hat nicht geklappt')).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => alertsOf(tablet)).toContain('print');
  await expect(page.locator('.sheets')).toHaveCount(0);
  expect(tablet.faults).toEqual([]);
});

test('Three questions, where the site offers them: explained, skipped, and sent to nobody', async ({ page }) => {
  const { Tablet: tablets } = await import('./tablet');
  await page.route('**/tablet/presence', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), understandingCheck: true } });
  });
  const tablet = await tablets.letIn(page);
  const sent: string[] = [];
  page.on('request', (request) => sent.push(request.postData() ?? ''));
  const person = somebody();
  await tablet.handedOver(person);
  await tablet.identified(person);
  await tablet.answer('Ich entscheide selbst');
  await tablet.next();
  await tablet.next('Film überspringen');
  await tablet.next();
  await tablet.next('Weiter zu den Entscheidungen');
  await tablet.shows('check');
  await expect(page.locator('.foot').getByRole('button', { name: 'Überspringen' })).toBeEnabled();
  await page.locator('.question').nth(0).getByRole('button', { name: 'Stimmt', exact: true }).click();
  await expect(page.getByText('Nicht ganz. Nein: Ihre Behandlung ist dieselbe')).toBeVisible();
  await page.locator('.question').nth(1).getByRole('button', { name: 'Stimmt', exact: true }).click();
  await expect(page.getByText('Richtig. Ja, jederzeit')).toBeVisible();
  await picture(page, 'check-de');
  expect(await findings(page)).toEqual([]);
  await tablet.next();
  await tablet.decided();
  await tablet.next('Weiter zur Unterschrift');
  await tablet.drawn();
  await tablet.next('Dokument ansehen');
  await expect(tablet.submitButton).toBeEnabled({ timeout: 90_000 });
  const contents = sent.filter((body) => body.includes('"shown"'));
  expect(contents).toHaveLength(1);
  expect(contents.join()).not.toContain('check');
  expect(contents.join()).not.toContain('Behandlung ist dieselbe');
});

test('A label is read by the tablet’s own camera where there is one, and typed where not', async ({ page }) => {
  const person = somebody();
  await page.addInitScript((label) => {
    const canvas = document.createElement('canvas');
    Object.assign(globalThis, {
      BarcodeDetector: class {
        looks = 0;
        detect = async () => ((this.looks += 1) > 2 ? [{ rawValue: label }] : []);
      },
      asked: [] as MediaStreamConstraints[],
    });
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      (globalThis as unknown as { asked: unknown[] }).asked.push(wanted);
      canvas.getContext('2d')?.fillRect(0, 0, 9, 9);
      return canvas.captureStream(5);
    };
  }, person.number);
  const { Tablet: tablets } = await import('./tablet');
  const tablet = await tablets.letIn(page);
  await tablet.planned(person);
  await tablet.staff();
  await page.getByRole('button', { name: 'Mit der Kamera scannen' }).click();
  await page.getByRole('button', { name: new RegExp(`${person.number}$`) }).click();
  await tablet.shows('language');
  const asked = await page.evaluate(() => (globalThis as unknown as { asked: { audio: boolean }[] }).asked);
  expect(asked.map(({ audio }) => audio)).toEqual([false]);
  expect(tablet.faults).toEqual([]);
});

test('What somebody asks in writing is with staff before they come, and gone with the session', async ({ tablet }) => {
  const { page } = tablet;
  const person = somebody();
  await tablet.handedOver(person);
  await tablet.informed(person);
  await page.getByRole('button', { name: 'Ich habe eine Frage' }).click();
  await page.getByLabel('Möchten Sie die Frage aufschreiben?').fill('Wer bekommt <meine> Proben?');
  await page.getByRole('button', { name: 'Personal rufen' }).click();
  await expect(page.getByText('Ihre Frage ist beim Personal.')).toBeVisible();
  const asked = async () => {
    const answer = await fetch(`${tablet.on.url}/api/consent/domains/MII/questions`, {
      headers: { Authorization: `Bearer ${tablet.on.ward}` },
    });
    return ((await answer.json()) as { text: string }[]).map(({ text }) => text);
  };
  expect(await asked()).toContain('Wer bekommt <meine> Proben?');
  await page.getByRole('button', { name: 'Später entscheiden' }).click();
  await tablet.shows('later');
  await expect.poll(asked).not.toContain('Wer bekommt <meine> Proben?');
});
