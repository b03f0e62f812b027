import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const program =
  process.env['TRUSTCENTER_PROGRAM'] ?? join(root, 'artifacts/bin/TrustCenter.Local/debug/TrustCenter.Local.dll');

/** Below those that the system gives to outgoing connections, which could take it before the suite does. */
const freePort = () =>
  new Promise<number>((found, failed) => {
    const port = randomInt(10_240, 32_768);
    const probe = createServer();
    probe.once('error', (fault: NodeJS.ErrnoException) => {
      if (fault.code === 'EADDRINUSE') found(freePort());
      else failed(fault);
    });
    probe.listen(port, '127.0.0.1', () => probe.close(() => found(port)));
  });

/** The whole suite on a PostgreSQL of its own, which can be killed and started again. */
export class Suite {
  readonly data = mkdtempSync(join(tmpdir(), 'trustcenter-journeys-'));
  url = '';
  #port = 0;
  #process: ChildProcess | undefined;
  #log = '';

  /** @param more Settings beside the usual ones. */
  constructor(readonly more: Readonly<Record<string, string>> = {}) {}

  /** Everything it has printed and logged. */
  get log(): string {
    return this.#log;
  }

  get #environment() {
    return {
      ...process.env,
      TRUSTCENTER_DATA: this.data,
      TRUSTCENTER_PORT: String(this.#port),
      TRUSTCENTER_PAGES: join(root, 'ui-kiosk/dist'),
      Consent__SessionsOnRobots: 'true',
      ...this.more,
    };
  }

  async start(): Promise<void> {
    if (!existsSync(program)) throw new Error(`The suite is not built: ${program}`);
    this.#port ||= await freePort();
    this.url = `http://127.0.0.1:${this.#port}`;
    const child = spawn('dotnet', [program], { env: this.#environment, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    child.stdout.on('data', (text: Buffer) => (this.#log += text.toString()));
    child.stderr.on('data', (text: Buffer) => (this.#log += text.toString()));
    for (let waited = 0; waited < 1200; waited += 1) {
      if (child.exitCode !== null) throw new Error(`The suite ended:\n${this.#log}`);
      const ready = await fetch(`${this.url}/health/ready`).catch(() => undefined);
      if (ready?.ok) return;
      await new Promise((next) => setTimeout(next, 250));
    }
    throw new Error(`The suite is not ready:\n${this.#log}`);
  }

  /** As a power cut would: nothing is said good-bye to. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    rmSync(this.data, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((next) => child.once('exit', next));
    child.kill(signal);
    await ended;
  }

  /** What `./run token ROLE` prints. */
  token(role: string): Promise<string> {
    return this.#says('token', role);
  }

  #says(...command: string[]): Promise<string> {
    return new Promise((found, failed) => {
      const child = spawn('dotnet', [program, ...command], { env: this.#environment });
      let text = '';
      child.stdout.on('data', (part: Buffer) => (text += part.toString()));
      child.once('exit', (code) => (code === 0 ? found(text.trim()) : failed(new Error(`No ${command.join(' ')}.`))));
    });
  }

  /** Address and tokens, for whoever talks to it. */
  async describe(): Promise<Known> {
    const [ward = '', lead = '', diz = '', study = ''] = await Promise.all([
      ...['ward', 'lead', 'diz'].map((role) => this.token(role)),
      this.#says('secret', 'study'),
    ]);
    // a PIN takes a sign-in of the last five minutes, which these tokens have only now
    const chosen = await fetch(`${this.url}/api/consent/tablet-pin`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${ward}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ pin, name: 'Dr. Ada Beispiel' }),
    });
    if (!chosen.ok) throw new Error(`No PIN: ${chosen.status} ${await chosen.text()}`);
    const passwords = JSON.parse(readFileSync(join(this.data, 'keys/staff.json'), 'utf8')) as Record<string, string>;
    const secrets = JSON.parse(readFileSync(join(this.data, 'keys/staff-second-factor.json'), 'utf8')) as Record<
      string,
      string
    >;
    return { url: this.url, ward, lead, diz, study, passwords, secrets };
  }
}

/** Of the member of staff who hands tablets over. */
export const pin = '804913';

export interface Known {
  url: string;
  ward: string;
  lead: string;
  diz: string;
  /** API key of a study's server. */
  study: string;
  /** Of the accounts at the desk, by role. */
  passwords: Record<string, string>;
  /** Of their authenticator apps, hexadecimal. */
  secrets: Record<string, string>;
}

export const known = (): Known => JSON.parse(readFileSync(process.env['TRUSTCENTER_JOURNEYS'] ?? '', 'utf8')) as Known;

/** Starts the suite before the journeys and stops it behind them. */
export default async function setup(): Promise<() => Promise<void>> {
  const suite = new Suite();
  await suite.start();
  const file = join(suite.data, 'journeys.json');
  writeFileSync(file, JSON.stringify(await suite.describe()));
  process.env['TRUSTCENTER_JOURNEYS'] = file;
  return () => suite.stop();
}
