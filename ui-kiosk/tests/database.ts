import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The data folder of the suite that all journeys share. */
export const shared = () => dirname(process.env['TRUSTCENTER_JOURNEYS'] ?? '');

/** Runs a statement in the consent service's database of a suite, as its superuser; what no journey can bring about or
 * see otherwise. */
export function inDatabase(statement: string, data = shared()): string {
  const folder = join(data, 'postgres');
  const port = readFileSync(join(folder, 'data/postmaster.pid'), 'utf8').split('\n')[3] ?? '';
  return execFileSync(
    'psql',
    ['-h', '127.0.0.1', '-p', port, '-U', 'postgres', '-d', 'consent', '-v', 'ON_ERROR_STOP=1', '-qAtc', statement],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: { ...process.env, PGPASSWORD: readFileSync(join(folder, 'superuser-password'), 'utf8').trim() },
    },
  );
}
