import { inDatabase } from './database';
import type { Person } from './tablet';

const day = (at: Date) =>
  // the day in Berlin, as the service counts
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' }).format(at);

/** Born so that the 18th birthday is in so many days; 0: today. */
export function turning18(inDays: number): Pick<Person, 'born'> {
  const birthday = day(new Date(Date.now() + inDays * 86_400_000));
  const [year = '', rest = ''] = [birthday.slice(0, 4), birthday.slice(4)];
  return { born: `${Number(year) - 18}${rest === '-02-29' ? '-03-01' : rest}` };
}

/** No journey waits for a birthday: the suite's database says that it has just begun, for all guardians there are. */
export const birthdayCame = () =>
  inDatabase("update consent.portal_accounts set ends_at = now() where relation = 'guardian'");
