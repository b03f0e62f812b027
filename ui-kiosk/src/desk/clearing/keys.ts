import { useEffect } from 'react';

export interface Keys {
  [key: string]: (() => void) | undefined;
}

/** Single keys while nobody types, and Ctrl+Enter always. They can be switched off (WCAG 2.1.4). */
export function useKeys(active: boolean, keys: Keys): void {
  useEffect(() => {
    if (!active) return;
    const press = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, select') !== null;
      const entering = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
      if (!entering && (typing || event.ctrlKey || event.metaKey || event.altKey)) return;
      const act = keys[entering ? 'enter' : event.key.toLowerCase()];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [active, keys]);
}
