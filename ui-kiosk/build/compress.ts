import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

/** What a site changes without a build has no packed copy, which would say what was there before. */
const changes = /(^|[\\/])video[\\/]sign/;
const worthwhile = /\.(js|css|html|svg|vtt|json|webmanifest)$/;

/** Puts `.br` and `.gz` beside every text, so that the server compresses nothing while people wait. */
export function compress(): Plugin {
  let folder = 'dist';
  return {
    name: 'trustcenter-compress',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      folder = config.build.outDir;
    },
    async closeBundle() {
      const files = await readdir(folder, { recursive: true });
      await Promise.all(
        files
          .filter((file) => worthwhile.test(file) && !changes.test(file))
          .map(async (file) => {
            const text = await readFile(join(folder, file));
            await writeFile(join(folder, `${file}.br`), await promisify(brotliCompress)(text));
            await writeFile(join(folder, `${file}.gz`), await promisify(gzip)(text, { level: 9 }));
          }),
      );
    },
  };
}
