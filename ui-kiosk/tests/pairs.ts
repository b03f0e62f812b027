import { randomInt } from 'node:crypto';
import { expect } from './desk';
import { known } from './suite';
import { post } from './tablet';

let count = 0;

const surnames = ['Altenacker', 'Distelbruch', 'Finkenmoser', 'Haselthaler', 'Lindenwasser', 'Mohrenkamp'];
const given = [
  ['Gundula', 'Gzilly'],
  ['Traugott', 'Tzilly'],
  ['Mechthild', 'Mzilly'],
] as const;

interface Registered {
  person: string;
  possibleMatches: { pair: string | null }[];
}

/** Somebody nobody knows, at a home of their own. */
function stranger() {
  const some = randomInt(1_000_000);
  const letters = [...String(some)].map((digit) => 'bdfgklmnrs'[Number(digit)]).join('e');
  return {
    familyName: `${surnames[some % surnames.length]}-${letters}`,
    birthDate: `${1931 + (some % 60)}-0${1 + (some % 9)}-${10 + (some % 18)}`,
    gender: 'female',
    contacts: [
      {
        street: `${letters}weg`,
        houseNumber: `${some % 90}`,
        postcode: `${10_000 + (some % 80_000)}`,
        city: 'Neustadt',
      },
    ],
  };
}

const register = (identity: ReturnType<typeof stranger> & { givenName: string }) =>
  post<Registered>(known(), '/api/identity/registrations', known().ward, {
    domain: 'MII',
    source: 'default',
    identity,
  });

/** Two people whom a rule wants looked at: one birth date, name and home, another given name. */
export async function pair(): Promise<string> {
  const [one, other] = given[(count += 1) % given.length] ?? given[0];
  const known = stranger();
  await register({ ...known, givenName: one });
  const { possibleMatches } = await register({ ...known, givenName: other });
  const found = possibleMatches.find((match) => match.pair)?.pair;
  expect(found, 'a pair to decide on').toBeTruthy();
  return found ?? '';
}

/** One person who came twice, the second time with a letter amiss: linked without anybody's doing. */
export async function twice(): Promise<void> {
  const known = { ...stranger(), givenName: 'Gundula' };
  const first = await register(known);
  const second = await register({ ...known, familyName: `${known.familyName}t` });
  expect(second.person, 'linked by comparison').toBe(first.person);
}
