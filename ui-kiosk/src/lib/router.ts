import { useSyncExternalStore } from 'react';

/** Screens have addresses behind `#`; nobody's data are ever in them. */
export const go = (route: string): void => {
  location.hash = `#/${route}`;
};

const listen = (changed: () => void) => {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
};

export const useRoute = (): string[] =>
  useSyncExternalStore(listen, () => location.hash)
    .slice(2)
    .split('/');
