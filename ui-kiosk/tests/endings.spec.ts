import { documentsOf, expect, isPermitted, somebody, test } from './tablet';

test('A no to the core is a refusal like any other end, and is recorded', async ({ tablet }) => {
  const person = somebody();
  await tablet.handedOver(person);
  await tablet.informed(person);
  await tablet.decided(() => 'Nein');
  await tablet.shows('refusal');
  await tablet.next('Nein festhalten und beenden');
  await tablet.shows('refused');

  expect((await documentsOf(person)).map((document) => document.kind)).toEqual(['refusal']);
  expect(await isPermitted(person)).toBe(false);
});

test('Refusing takes two taps from anywhere', async ({ tablet }) => {
  const person = somebody();
  await tablet.handedOver(person);
  await tablet.identified(person);
  await tablet.shows('who');
  await tablet.page.getByRole('button', { name: 'Abbrechen' }).click();
  await tablet.page.getByRole('button', { name: 'Ich möchte nicht teilnehmen' }).click();
  await tablet.shows('refusal');
});

test('Deciding later leaves nothing of the person', async ({ tablet }) => {
  const person = somebody();
  await tablet.handedOver(person);
  await tablet.informed(person);
  await tablet.page.getByRole('button', { name: 'Ich habe eine Frage' }).click();
  await tablet.page.getByRole('button', { name: 'Später entscheiden' }).click();
  await tablet.shows('later');
  await tablet.page.getByRole('button', { name: 'Jetzt beenden' }).click();
  await tablet.shows('attract');
  expect(await documentsOf(person)).toEqual([]);
});

test('Three wrong birthdays end the session and say nothing', async ({ tablet }) => {
  const person = somebody();
  await tablet.handedOver(person);
  const wrong = { ...person, born: '1980-07-09' };
  await tablet.identified(wrong);
  await expect(tablet.page.getByText('Das passt nicht zu unseren Angaben')).toBeVisible();
  for (let again = 0; again < 2; again += 1) {
    const answered = tablet.page.waitForResponse('**/capture/confirmation');
    await tablet.next();
    await answered;
  }
  await tablet.shows('over');
});

test('Nobody there for two minutes: thirty seconds to say so, then everything is gone', async ({ page }) => {
  const { Tablet } = await import('./tablet');
  const tablet = await Tablet.letIn(page);
  const person = somebody();
  await tablet.handedOver(person);
  await tablet.informed(person);
  await page.clock.install();
  await page.mouse.move(5, 5);
  await page.locator('h1').click();
  for (let round = 0; round < 10; round += 1) {
    await page.clock.fastForward(121_000);
    await page.getByRole('button', { name: 'Ich bin noch da' }).click();
  }
  await tablet.shows('decision');
  await page.clock.fastForward(121_000);
  await expect(page.getByText('Sind Sie noch da?')).toBeVisible();
  await page.clock.runFor(31_000);
  await tablet.shows('attract');
  expect(await documentsOf(person)).toEqual([]);
});

test('Somebody who has a question calls staff, who unlock the tablet and go on with the person', async ({ tablet }) => {
  const person = somebody();
  await tablet.handedOver(person);
  await tablet.informed(person);
  await tablet.page.getByRole('button', { name: 'Ich habe eine Frage' }).click();
  await tablet.page.getByRole('button', { name: 'Personal rufen' }).click();
  await expect(tablet.page.getByText('Das Personal weiß Bescheid')).toBeVisible();
  const tablets = (await (
    await fetch(`${tablet.on.url}/api/consent/domains/MII/tablets`, {
      headers: { Authorization: `Bearer ${tablet.on.ward}` },
    })
  ).json()) as { calling: boolean; step: string }[];
  expect(tablets.some((one) => one.calling && one.step === 'decision')).toBe(true);
  expect(JSON.stringify(tablets)).not.toContain(person.last);

  await tablet.page.getByRole('button', { name: 'Personal ist da' }).click();
  await tablet.page.getByLabel('Kennung oder Ausweis').fill('local-ward');
  await tablet.page.getByLabel('PIN', { exact: true }).fill('804913');
  await tablet.page.getByRole('button', { name: 'Anmelden' }).click();
  await tablet.page.getByRole('button', { name: /Gespräch geführt/ }).click();
  await tablet.shows('decision');
});

test('Parents and child decide one after the other on one tablet', async ({ tablet }) => {
  const person = somebody({ first: 'Mika', born: `${new Date().getFullYear() - 9}-01-01` });
  await tablet.handedOver(person);
  await tablet.identified(person);
  await tablet.shows('film');
  await tablet.next('Film überspringen');
  await tablet.next();
  await tablet.shows('part');
  await tablet.next();
  await tablet.next('Weiter zu den Entscheidungen');
  await tablet.decided();
  await tablet.shows('part');
  await tablet.next();
  await tablet.next('Weiter zu den Entscheidungen');
  await tablet.decided();
  await tablet.next('Weiter zur Unterschrift');
  await tablet.drawn(); // the child
  await tablet.next();
  for (const [name, button] of [
    ['Ada Müller', 'Weiter'],
    ['Bo Müller', 'Dokument ansehen'],
  ] as const) {
    await tablet.page.getByLabel('Vor- und Nachname').fill(name);
    await tablet.drawn();
    await tablet.next(button);
  }
  await tablet.shows('document');
  await expect(tablet.page.locator('.hash')).toHaveCount(2, { timeout: 90_000 });
  await tablet.submitButton.click();
  await tablet.shows('copy');
  expect(await documentsOf(person)).toHaveLength(2);
});

test('A child that says no is not overruled', async ({ tablet }) => {
  const person = somebody({ first: 'Mika', born: `${new Date().getFullYear() - 9}-01-01` });
  await tablet.handedOver(person);
  await tablet.identified(person);
  await tablet.next('Film überspringen');
  await tablet.next();
  await tablet.next();
  await tablet.next('Weiter zu den Entscheidungen');
  await tablet.decided(() => 'Nein');
  await tablet.shows('refusal');
  await expect(tablet.page.getByText('Das Kind möchte nicht. Das gilt.')).toBeVisible();
  await tablet.next('Nein festhalten und beenden');
  await tablet.shows('refused');
  expect(await isPermitted(person)).toBe(false);
});

test('Who cannot sign decides all the same, before a witness; an interpreter signs too', async ({ tablet }) => {
  const person = somebody();
  await tablet.handedOver(person);
  await tablet.informed(person);
  await tablet.decided();
  await tablet.next('Weiter zur Unterschrift');
  await tablet.page.getByText('Jemand hat für mich übersetzt').click();
  await tablet.next(); // nothing is signed yet
  await expect(tablet.page.getByText('Das ist noch zu kurz')).toBeVisible();
  await tablet.page.getByRole('button', { name: 'Ich kann nicht unterschreiben' }).click();
  await tablet.next();
  await expect(tablet.page.getByText('Unterschrift der Zeugin')).toBeVisible();
  await tablet.page.getByLabel('Vor- und Nachname').fill('Wanda Zeugin');
  await tablet.drawn();
  await tablet.next();
  await expect(tablet.page.getByText('Unterschrift der dolmetschenden Person')).toBeVisible();
  await tablet.page.getByLabel('Vor- und Nachname').fill('Ina Dolmetsch');
  await tablet.page.getByRole('button', { name: /Namen eintippen/ }).click();
  await tablet.next('Dokument ansehen');
  await expect(tablet.submitButton).toBeEnabled({ timeout: 90_000 });
  await expect(tablet.page.locator('.pdf-page canvas[data-drawn="true"]').last()).toBeAttached();
  const said = (await tablet.page.locator('.pdf-page figcaption').allTextContents()).join(' ');
  for (const name of ['Zora Zylinderhut', 'Wanda Zeugin', 'Ina Dolmetsch', 'Dr. Ada Beispiel'])
    expect(said).toContain(name);
  await tablet.submitButton.click();
  await tablet.shows('copy');
  expect(await documentsOf(person)).toHaveLength(1);
});
