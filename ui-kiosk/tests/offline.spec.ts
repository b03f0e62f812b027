import { documentsOf, expect, isPermitted, somebody, test } from './tablet';

test('Without a network the flow goes on; what is signed is sealed, survives a reload and is delivered once', async ({
  tablet,
}) => {
  const person = somebody({ first: 'Kanarina', last: 'Zzyxqvogel' });
  await tablet.handedOver(person);
  await tablet.identified(person);
  await tablet.shows('who');
  await tablet.page.evaluate(() => navigator.serviceWorker.ready);
  await tablet.context.setOffline(true);

  await tablet.answer('Ich entscheide selbst');
  await tablet.next();
  await tablet.next('Film überspringen');
  await expect(tablet.page.locator('.points li')).toHaveCount(10);
  await tablet.next();
  await tablet.next('Weiter zu den Entscheidungen');
  await tablet.decided();
  await tablet.next('Weiter zur Unterschrift');
  await tablet.drawn();
  await tablet.next('Dokument ansehen');
  await expect(tablet.page.getByText('Ohne Netz kann das Dokument jetzt nicht gezeigt werden')).toBeVisible();
  await tablet.submitButton.click();
  await tablet.shows('queued');
  expect(await isPermitted(person)).toBe(false);

  const kept = await tablet.page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('trustcenter-tablet');
      request.onsuccess = () => resolve(request.result);
    });
    const all = await Promise.all(
      [...database.objectStoreNames].map(
        (name) =>
          new Promise<unknown>((resolve) => {
            const request = database.transaction(name).objectStore(name).getAll();
            request.onsuccess = () => resolve(request.result);
          }),
      ),
    );
    database.close();
    return JSON.stringify(all);
  });
  expect(kept).toContain('"capture"');
  for (const secret of ['Kanarina', 'Zzyxqvogel', 'accepted', 'PATDAT', 'tcc_']) expect(kept).not.toContain(secret);

  await tablet.page.reload(); // as after a lost battery: the program comes from the tablet itself
  await tablet.shows('attract');
  await expect(tablet.page.getByText('Ein Dokument wird noch übertragen')).toBeVisible();
  expect(await documentsOf(person)).toEqual([]);

  await tablet.context.setOffline(false);
  await expect(tablet.page.getByText('Ein Dokument wird noch übertragen')).toBeHidden();
  expect(await documentsOf(person)).toHaveLength(1);
  expect(await isPermitted(person)).toBe(true);
});
