import { useState } from 'react';
import { Bulk } from './bulk';
import { Clearing } from './clearing';
import { NeverMatch } from './never';
import { Pair } from './pair';
import { Person } from './person';
import { Quality } from './quality';
import { Trial } from './trial';
import { Ways } from './ways';

/** List, pair, person and what leads do; whether keys do something is kept while one goes between them. */
export function ClearingArea({ rest: [first, second] }: { rest: string[] }) {
  const [keysOn, setKeysOn] = useState(true);
  if (first === 'person' && second) return <Person key={second} id={second} />;
  if (first === 'bulk') return <Bulk keysOn={keysOn} setKeysOn={setKeysOn} />;
  if (first === 'never') return <NeverMatch />;
  if (first === 'quality') return <Quality />;
  if (first === 'ways') return <Ways />;
  if (first === 'trial' && second) return <Trial key={second} id={second} keysOn={keysOn} />;
  if (first) return <Pair key={first} id={first} keysOn={keysOn} setKeysOn={setKeysOn} />;
  return <Clearing keysOn={keysOn} setKeysOn={setKeysOn} />;
}
