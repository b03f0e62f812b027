import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { known, type Known } from './suite';
import { post, type Person } from './tablet';

/** What a letter says, read from the paper. */
export interface LetterRead {
  code: string;
  /** What the QR code leads to. */
  address: string;
}

/** Orders a letter and prints it, as the trust centre does, and reads the print as its owner does. */
export async function letterFor(
  person: Person,
  relation = 'self',
  on: Known = known(),
  name = `${person.first} ${person.last}`,
): Promise<LetterRead> {
  const { id } = await post<{ id: string }>(on, '/api/consent/portal/letters', on.lead, {
    domain: 'MII',
    identifiers: [{ type: 'Pseudonym', value: person.number }],
    name,
    birthDate: person.born,
    relation,
  });
  const printed = await fetch(`${on.url}/api/consent/portal/letters/${id}/print`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${on.lead}` },
  });
  if (!printed.ok) throw new Error(`The letter is not printed: ${printed.status} ${await printed.text()}`);
  return read(Buffer.from(await printed.arrayBuffer()));
}

function read(pdf: Buffer): LetterRead {
  const folder = mkdtempSync(join(tmpdir(), 'trustcenter-letter-'));
  try {
    const file = join(folder, 'letter.pdf');
    writeFileSync(file, pdf);
    const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
    execFileSync('pdftoppm', ['-r', '120', '-f', '1', '-l', '1', '-png', file, join(folder, 'page')]);
    const picture = execFileSync('bash', ['-c', `zbarimg -q --raw ${folder}/page*.png 2>/dev/null`], {
      encoding: 'utf8',
    });
    // what stands apart on paper is read with blanks in it, at times within a group
    const code = /[0-9A-Z]{5}(?:[-–][0-9A-Z]{5}){3}/.exec(text.replaceAll(' ', ''))?.[0];
    const address = picture.trim().split('\n')[0];
    if (!code || !address) throw new Error(`Not to be read on the letter:\n${text}`);
    return { code, address };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** An authenticator app (RFC 6238). Each number counts once, so it goes one step ahead where it has to. */
export class App {
  #used = 0;
  readonly #key: Buffer;

  constructor(secret: string) {
    const bits = [...secret.replace(/\s/g, '')]
      .map((one) => alphabet.indexOf(one).toString(2).padStart(5, '0'))
      .join('');
    this.#key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  }

  code(): string {
    this.#used = Math.max(Math.floor(Date.now() / 30_000) - 1, this.#used + 1);
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(this.#used));
    const mac = createHmac('sha1', this.#key).update(counter).digest();
    const number = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff;
    return String(number % 1_000_000).padStart(6, '0');
  }
}
