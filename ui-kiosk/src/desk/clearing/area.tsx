import { useState } from 'react';
import { Clearing } from './clearing';
import { Pair } from './pair';
import { Person } from './person';

/** List, pair and person; whether keys do something is kept while one goes between them. */
export function ClearingArea({ rest: [first, second] }: { rest: string[] }) {
  const [keysOn, setKeysOn] = useState(true);
  if (first === 'person' && second) return <Person key={second} id={second} />;
  if (first) return <Pair key={first} id={first} keysOn={keysOn} setKeysOn={setKeysOn} />;
  return <Clearing keysOn={keysOn} setKeysOn={setKeysOn} />;
}
