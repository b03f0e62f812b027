import { defineConfig } from '@playwright/test';

// Journeys in a real browser against the running suite. One browser at a time: the machine is shared, and so is the
// tablet's server.
export default defineConfig({
  testDir: 'tests',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  preserveOutput: 'failures-only',
  outputDir: 'test-results',
  globalSetup: './tests/suite.ts',
  use: {
    viewport: { width: 1280, height: 800 },
    hasTouch: true,
    actionTimeout: 30_000,
    screenshot: 'only-on-failure',
    locale: 'de-DE',
    timezoneId: 'Europe/Berlin',
    launchOptions: {
      executablePath: process.env['TRUSTCENTER_CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--font-render-hinting=none'],
    },
  },
});
