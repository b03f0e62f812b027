import { createHash } from 'node:crypto';
import { documentsOf, expect, isPermitted, somebody, test } from './tablet';

test('A person consents, sees the very document that is stored, and takes a copy along', async ({
  tablet,
  browser,
}) => {
  const person = somebody();
  await tablet.handedOver(person);
  await tablet.toDocument(person, (title) => (title.includes('Krankenkass') ? 'Nein' : 'Ja'));
  const shown = await tablet.page.locator('.hash code').textContent();
  await expect(tablet.page.locator('.pdf-page canvas[data-drawn="true"]').first()).toBeVisible();
  expect(await isPermitted(person)).toBe(false);

  await tablet.submitButton.click();
  await tablet.shows('copy');

  const [document, ...others] = await documentsOf(person);
  expect(others).toEqual([]);
  expect(await isPermitted(person)).toBe(true);
  const stored = await fetch(`${tablet.on.url}/api/consent/consents/${document?.id}/document`, {
    headers: { Authorization: `Bearer ${tablet.on.ward}` },
  });
  expect(
    createHash('sha256')
      .update(Buffer.from(await stored.arrayBuffer()))
      .digest('hex'),
  ).toBe(shown);
  expect(browser.isConnected()).toBe(true);

  await tablet.page.getByRole('button', { name: 'Fertig' }).click();
  await tablet.shows('thanks');
  await tablet.page.getByRole('button', { name: 'Jetzt beenden' }).click();
  await tablet.shows('attract');
});
