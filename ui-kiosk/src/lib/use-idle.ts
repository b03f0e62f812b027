import { useEffect, useState } from 'react';

const patience = 9 * 60_000;
const countdown = 60;
const signs = ['pointerdown', 'keydown', 'wheel'] as const;

/** Seconds until somebody who does nothing is signed out, once that is near. Nothing before, and after `stay`. */
export function useIdle(out: () => void): [left: number | undefined, stay: () => void] {
  const [left, setLeft] = useState<number>();
  const near = left !== undefined;

  useEffect(() => {
    if (near) return;
    let timer = setTimeout(() => setLeft(countdown), patience);
    const again = () => {
      clearTimeout(timer);
      timer = setTimeout(() => setLeft(countdown), patience);
    };
    for (const sign of signs) addEventListener(sign, again, { passive: true });
    return () => {
      clearTimeout(timer);
      for (const sign of signs) removeEventListener(sign, again);
    };
  }, [near]);

  useEffect(() => {
    if (left === undefined) return;
    if (left <= 0) return out();
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left, out]);

  return [left, () => setLeft(undefined)];
}
