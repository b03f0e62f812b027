import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { compress } from './build/compress.ts';
import { worker } from './build/worker.ts';

// One build for all entries, so that they share chunks. Addresses are /kiosk/, /desk/ and /portal/.
export default defineConfig({
  plugins: [react(), worker({ entry: 'src/worker/kiosk.ts', output: 'kiosk/sw.js' }), compress()],
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: {
        kiosk: 'kiosk/index.html',
        copy: 'kiosk/copy.html',
        information: 'kiosk/information.html',
        desk: 'desk/index.html',
        simulator: 'simulator/index.html',
        portal: 'portal/index.html',
      },
      // what only the desk or the portal loads says so in its name, so that no tablet keeps it
      output: {
        chunkFileNames: ({ facadeModuleId }) =>
          `assets/${/\/src\/(desk|portal)\//.exec(facadeModuleId ?? '')?.[1] ?? 'shared'}-[name]-[hash].js`,
      },
    },
  },
  test: { include: ['src/**/*.test.ts'] },
});
