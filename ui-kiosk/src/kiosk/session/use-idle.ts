import { useCallback, useEffect, useState } from 'react';

const patience = 120_000;
const signs = ['pointerdown', 'keydown', 'wheel', 'touchmove', 'trustcenter-active'] as const;

/** Whether nobody has touched the tablet for two minutes; a film that plays counts as a touch. */
export function useIdle(active: boolean): [idle: boolean, stay: () => void] {
  const [idle, setIdle] = useState(false);
  const stay = useCallback(() => setIdle(false), []);

  useEffect(() => {
    if (!active || idle) return;
    let timer = setTimeout(() => setIdle(true), patience);
    const again = () => {
      clearTimeout(timer);
      timer = setTimeout(() => setIdle(true), patience);
    };
    for (const sign of signs) addEventListener(sign, again, { passive: true });
    return () => {
      clearTimeout(timer);
      for (const sign of signs) removeEventListener(sign, again);
    };
  }, [active, idle]);

  return [idle && active, stay];
}
