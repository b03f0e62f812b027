import { expect, small, test } from './desk';
import { post } from './tablet';

test('What a robot calls for is said in words, and done when somebody at a desk says so', async ({ desk }) => {
  const { page, on } = desk;
  const name = `Robby ${process.pid}-${Date.now()}`;
  const { code } = await post<{ code: string }>(on, '/api/consent/tablets', on.lead, {
    domain: 'MII',
    name,
    place: 'Flur 2',
    kind: 'robot',
  });
  const { key } = await post<{ key: string }>(on, '/api/consent/tablets/enrolment', '', { code });
  await desk.signIn('ward');
  await post(on, '/api/consent/tablet/alert', key, { kind: 'obstacle' });
  const call = page.locator('.calls .notice').filter({ hasText: name });
  await expect(call).toContainText(`${name}, Flur 2: Dem Roboter steht etwas im Weg.`);
  await post(on, '/api/consent/tablet/alert', key, { kind: 'silent' });
  await expect(call).toContainText('Der Roboter antwortet seinem Bildschirm nicht mehr.');
  await desk.looksRight('alert', small);

  await call.getByRole('button', { name: `Erledigt: ${name}` }).click();
  await expect(call).toHaveCount(0);

  await post(on, '/api/consent/tablet/alert', key, { kind: 'lifted' });
  await call.getByRole('button', { name: 'Zu den Tablets' }).click();
  await desk.shows('desk-tablets');
  const row = page.getByRole('row', { name: new RegExp(name) });
  await expect(row).toContainText(`${name} (Roboter)`);
  await expect(row).toContainText('Der Roboter wurde hochgehoben; alle Angaben sind gelöscht.');
  await row.getByRole('button', { name: `Erledigt: ${name}` }).click();
  await expect(row).not.toContainText('hochgehoben');
  await expect(call).toHaveCount(0);
});
