import { useEffect, useRef, type RefObject } from 'react';

const nextFrame = (then: () => void) => requestAnimationFrame(() => requestAnimationFrame(then));

/**
 * Keeps the keyboard where the person is: when what had the focus is taken away or switched off, the browser hands the
 * focus to the page behind, where neither Escape nor Tab finds the dialog any more.
 */
export function useKeptFocus(): RefObject<HTMLElement | null> {
  const within = useRef<HTMLElement>(null);
  useEffect(() => {
    const place = within.current;
    if (!place) return undefined;
    const changes = new MutationObserver(() => {
      nextFrame(() => {
        const lost = document.activeElement === null || document.activeElement === document.body;
        if (lost && place.isConnected && !place.closest('[inert], [aria-hidden="true"]')) place.focus();
      });
    });
    changes.observe(place, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] });
    return () => {
      changes.disconnect();
    };
  }, []);
  return within;
}
