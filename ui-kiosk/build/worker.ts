import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';

/** What must be at hand without a network: everything built, but no source maps and no packed copies. */
async function listed(folder: string, output: string): Promise<{ version: string; files: string[] }> {
  const names = (await readdir(folder, { recursive: true })).map((name) => name.replaceAll('\\', '/')).toSorted();
  const hash = createHash('sha256');
  const files: string[] = [];
  for (const name of names) {
    if (
      name === output ||
      // the site's own, which may change without a build
      /^video\/sign/.test(name) ||
      /^(assets\/)?(desk|portal|simulator)/.test(name) ||
      /\.(br|gz|map)$/.test(name) ||
      !(await stat(join(folder, name))).isFile()
    )
      continue;
    hash.update(name).update(await readFile(join(folder, name)));
    files.push(`/${name}`.replace(/\/index\.html$/, '/'));
  }
  return { version: hash.digest('hex').slice(0, 12), files };
}

/** Builds the service worker behind everything else, with the list of files it keeps. */
export function worker(options: { entry: string; output: string }): Plugin {
  let folder = 'dist';
  return {
    name: 'trustcenter-worker',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir;
    },
    async closeBundle() {
      await build({
        configFile: false,
        publicDir: false,
        logLevel: 'warn',
        define: { KEPT: JSON.stringify(await listed(folder, options.output)) },
        build: {
          outDir: folder,
          emptyOutDir: false,
          target: 'es2023',
          lib: { entry: options.entry, formats: ['es'], fileName: () => options.output },
        },
      });
    },
  };
}
