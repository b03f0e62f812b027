// Types of everything that goes over the wire, from the committed OpenAPI documents.
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const here = new URL('..', import.meta.url);
const documents = ['consent', 'identity', 'pseudonym'];

const written = async (file) => (await stat(file).catch(() => undefined))?.mtimeMs ?? 0;

await mkdir(new URL('src/lib/api/', here), { recursive: true });
for (const name of documents) {
  const source = new URL(`../contracts/openapi/${name}.v1.json`, here);
  const target = new URL(`src/lib/api/${name}.d.ts`, here);
  if ((await written(target)) > (await written(source))) continue;
  const document = JSON.parse(await readFile(source, 'utf8'));
  await writeFile(target, astToString(await openapiTS(document)));
  process.stderr.write(`${fileURLToPath(target)}\n`);
}
