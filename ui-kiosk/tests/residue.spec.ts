import { expect, somebody, test } from './tablet';

const canary = 'Zzyxqkanarienvogel';

test('After a session nothing of the person is left on the tablet', async ({ tablet }) => {
  const { page } = tablet;
  const person = somebody({ first: canary, last: `${canary}nachname` });
  await tablet.handedOver(person);
  await expect(page.getByText(`Guten Tag, ${canary}!`)).toBeHidden();
  await tablet.informed(person);
  await tablet.decided();
  await tablet.next('Weiter zur Unterschrift');
  await page.getByRole('button', { name: /Namen eintippen/ }).click();
  await page.getByLabel('Vor- und Nachname').fill(`${canary} getippt`);
  await tablet.next('Dokument ansehen');
  await expect(tablet.submitButton).toBeEnabled({ timeout: 90_000 });
  await tablet.submitButton.click();
  await tablet.shows('copy');
  await page.getByRole('button', { name: 'Fertig' }).click();
  const before = Date.now();
  await page.getByRole('button', { name: 'Jetzt beenden' }).click();
  await tablet.shows('attract');
  expect(Date.now() - before).toBeLessThan(5_000);

  const left = await page.evaluate(async () => {
    const found: string[] = [document.documentElement.outerHTML, location.href, document.title, document.cookie];
    found.push(JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), window.name);
    found.push(JSON.stringify(history.state));
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        found.push(request.url);
        const answer = await cache.match(request);
        if (answer && /text|json|javascript/.test(answer.headers.get('content-type') ?? ''))
          found.push(await answer.text());
      }
    }
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open(name ?? '');
        request.onsuccess = () => resolve(request.result);
      });
      for (const store of database.objectStoreNames) {
        const all = await new Promise<unknown>((resolve) => {
          const request = database.transaction(store).objectStore(store).getAll();
          request.onsuccess = () => resolve(request.result);
        });
        found.push(JSON.stringify(all));
      }
      database.close();
    }
    return found.join('\n');
  });
  for (const secret of [canary, person.number, 'tcc_']) expect(left).not.toContain(secret);

  const session = await tablet.context.newCDPSession(page);
  const { entries } = await session.send('Page.getNavigationHistory');
  expect(JSON.stringify(entries)).not.toContain(canary);
  await page.goBack().catch(() => undefined);
  await page.goForward().catch(() => undefined);
  expect(await page.content()).not.toContain(canary);
  await page.goto(`${tablet.on.url}/kiosk/`);
  await tablet.shows('attract');
});
