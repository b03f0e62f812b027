import { createHash } from 'node:crypto';
import { expect, small, test } from './desk';
import { known } from './suite';

const seen: Record<string, string[]> = {
  ward: ['Patienten', 'Tablets'],
  clerk: ['Patienten', 'Tablets'],
};

test('Staff sign in by code with PKCE, see what their role may do, and leave nothing behind', async ({ desk }) => {
  const { page } = desk;
  await page.goto(`${desk.on.url}/desk/`);
  await expect(page.locator('[data-screen="desk-sign-in"]')).toBeVisible();
  await desk.looksRight('sign-in', small);
  await page.getByRole('button', { name: 'Anmelden' }).click();
  await expect(page.locator('[data-screen="issuer"]')).toBeVisible();
  expect(new URL(page.url()).searchParams.get('code_challenge_method')).toBe('S256');
  await desk.looksRight('issuer', small);

  await page.getByLabel('Kennung').fill('local-ward');
  await page.getByLabel('Passwort').fill('not the password');
  await page.getByRole('button', { name: 'Anmelden' }).click();
  await expect(page.getByRole('alert')).toHaveText('Kennung oder Passwort stimmt nicht.');
  await desk.credentials('ward');

  for (const name of seen['ward'] ?? []) await expect(page.getByRole('link', { name, exact: true })).toBeVisible();
  for (const name of ['Identitäten klären', 'Protokoll'])
    await expect(page.getByRole('link', { name, exact: true })).toHaveCount(0);
  expect(page.url()).toBe(`${desk.on.url}/desk/`);
  const kept = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie]));
  expect(kept).toBe('[{},{},""]');

  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('link', { name: 'Patients' })).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('You are signed out.')).toBeVisible();
  await page.reload();
  await expect(page.locator('[data-screen="desk-sign-in"]')).toBeVisible();
});

test('Who leaves the desk alone is warned and then signed out', async ({ desk }) => {
  const { page } = desk;
  await page.clock.install();
  await desk.signIn('ward');
  await page.clock.runFor(9 * 60_000 + 1000);
  await expect(page.getByText(/werden Sie abgemeldet/)).toBeVisible();
  await page.getByRole('button', { name: 'Weiterarbeiten' }).click();
  await expect(page.getByText(/werden Sie abgemeldet/)).toHaveCount(0);
  await page.clock.runFor(9 * 60_000 + 1000);
  await expect(page.getByText(/werden Sie abgemeldet/)).toBeVisible();
  for (let second = 0; second < 65; second += 1) await page.clock.runFor(1000);
  await expect(page.getByText(/länger nichts geschehen/)).toBeVisible();
});

test('A code from elsewhere signs nobody in', async ({ desk }) => {
  await desk.page.goto(`${desk.on.url}/desk/?code=stolen&state=guessed`);
  await expect(desk.page.getByText(/Anmeldung hat nicht geklappt/)).toBeVisible();
  const answer = await fetch(
    `${desk.on.url}/oauth/authorize?response_type=code&client_id=desk&redirect_uri=https://evil.example/`,
  );
  expect(answer.status).toBe(400);
});

test('A code is good once, and only for who began to sign in', async () => {
  const on = known();
  const challenge = createHash('sha256').update('the verifier').digest('base64url');
  const asked = {
    response_type: 'code',
    client_id: 'desk',
    redirect_uri: `${on.url}/desk/`,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    state: 'state',
  };
  const code = async () => {
    const answer = await fetch(`${on.url}/oauth/authorize`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ ...asked, account: 'local-ward', password: on.passwords['ward'] ?? '' }),
    });
    expect(answer.status).toBe(303);
    return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
  };
  const redeem = async (given: string, verifier: string) =>
    (
      await fetch(`${on.url}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: 'desk',
          redirect_uri: asked.redirect_uri,
          code: given,
          code_verifier: verifier,
        }),
      })
    ).status;
  const first = await code();
  expect(await redeem(first, 'another verifier')).toBe(400);
  expect(await redeem(first, 'the verifier')).toBe(400);
  const second = await code();
  expect(await redeem(second, 'the verifier')).toBe(200);
  expect(await redeem(second, 'the verifier')).toBe(400);
});

test('The second factor is asked for by name, and a number counts once', async ({ desk }) => {
  const { page } = desk;
  await desk.signIn('auditor');
  await page.getByRole('button', { name: 'Mit zweitem Faktor' }).click();
  await page.getByLabel('Zahl aus der App').fill('000000');
  await page.getByLabel('Kennung').fill('local-auditor');
  await page.getByLabel('Passwort').fill(desk.on.passwords['auditor'] ?? '');
  await page.getByRole('button', { name: 'Anmelden' }).click();
  await expect(page.getByRole('alert')).toContainText('Jede Zahl gilt nur einmal');
  await desk.looksRight('second-factor', small);
});
