import { Suite } from './suite';
import { documentsOf, expect, isPermitted, somebody, Tablet, test } from './tablet';

const delivered = '**/api/consent/tablet/deliveries';

test('Two taps and three deliveries at once give one document', async ({ tablet }) => {
  const person = somebody();
  await tablet.handedOver(person);
  await tablet.toDocument(person);
  let sent = 0;
  await tablet.page.route(delivered, async (route) => {
    sent += 1;
    const { method, headers, body } = {
      method: route.request().method(),
      headers: route.request().headers(),
      body: route.request().postData() ?? '',
    };
    // two more of the same, as a browser that repeats would send them
    const address = route.request().url();
    await Promise.all([
      route.continue(),
      fetch(address, { method, headers, body }),
      fetch(address, { method, headers, body }),
    ]);
  });

  await tablet.submitButton.dblclick();
  await tablet.shows('copy');

  expect(sent).toBe(1);
  expect(await documentsOf(person)).toHaveLength(1);
});

test('A reload between the tap and the answer gives one document', async ({ tablet }) => {
  const person = somebody();
  await tablet.handedOver(person);
  await tablet.toDocument(person);
  let reached = false;
  await tablet.page.route(delivered, async (route) => {
    if (reached) return route.continue();
    reached = true;
    await route.fetch(); // the server has it; its answer is never seen
    await tablet.page.reload();
  });

  await tablet.submitButton.click();
  await tablet.shows('attract');
  await expect(tablet.page.getByText('Ein Dokument wird noch übertragen')).toBeHidden();

  expect(await documentsOf(person)).toHaveLength(1);
  expect(await tablet.page.evaluate(() => indexedDB.databases().then((found) => found.length))).toBe(1);
});

test('A server that is killed between the delivery and its answer has one document, and the person is told', async ({
  page,
}) => {
  const suite = new Suite();
  await suite.start();
  try {
    const on = await suite.describe();
    const tablet = await Tablet.letIn(page, on);
    const person = somebody();
    await tablet.handedOver(person);
    await tablet.toDocument(person);
    let killed: Promise<void> | undefined;
    await page.route(delivered, async (route) => {
      if (killed) return route.continue();
      await route.fetch();
      killed = suite.kill();
      await killed;
      await route.abort('connectionreset');
    });

    await tablet.submitButton.click();
    await tablet.shows('queued');
    await suite.start();
    await tablet.shows('copy');

    expect(await documentsOf(person, on)).toHaveLength(1);
    expect(await isPermitted(person, on)).toBe(true);
  } finally {
    await suite.stop();
  }
});
