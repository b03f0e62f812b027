import { useEffect, type RefObject } from 'react';

const place = 'section, form, main';

/**
 * Keeps the keyboard's place on a screen: when what had the focus is taken away, the part around it that is left gets
 * it; what was switched off only while something was sent gets it back. Otherwise the browser begins again at the
 * page's top, and whoever uses a keyboard or a screen reader has lost their way.
 */
export function useKeptPlace(screen: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = screen.current;
    if (!root) return undefined;
    let last: HTMLElement | undefined;
    let around: HTMLElement[] = [];

    const noted = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement)) return;
      last = target;
      around = [];
      for (let at = target.closest<HTMLElement>(place); at; at = at.parentElement?.closest<HTMLElement>(place) ?? null)
        around.push(at);
    };
    const look = () => {
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (!lost || !last || root.closest('[inert], [aria-hidden="true"]')) return;
      if (last.isConnected) {
        if (!last.matches(':disabled')) last.focus({ preventScroll: true });
        return;
      }
      const left = around.find((one) => one.isConnected) ?? root;
      if (!left.hasAttribute('tabindex')) left.tabIndex = -1;
      left.focus({ preventScroll: true });
    };
    let looking = false;
    // a dialog that closes gives the focus back by itself, one frame later
    const changes = new MutationObserver(() => {
      if (looking) return;
      looking = true;
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          looking = false;
          look();
        }),
      );
    });
    changes.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] });
    root.addEventListener('focusin', noted);
    return () => {
      changes.disconnect();
      root.removeEventListener('focusin', noted);
    };
  }, [screen]);
}
