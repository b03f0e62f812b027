import type { Page } from '@playwright/test';

/** Foreign requests, violations of the policy, errors and words in the console: each is a fault. */
export async function watch(page: Page, own: string, faults: string[]): Promise<void> {
  page.on('request', (request) => {
    if (!request.url().startsWith(own) && !/^(data|blob):/.test(request.url()))
      faults.push(`foreign: ${request.url()}`);
  });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => faults.push(`dialog: ${dialog.message()}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
      faults.push(`console: ${message.text()}`);
  });
  await page.exposeFunction('violated', (what: string) => faults.push(`policy: ${what}`));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      const { violated } = globalThis as unknown as { violated: (what: string) => void };
      violated(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
}
