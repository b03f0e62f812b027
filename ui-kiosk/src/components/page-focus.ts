const nextFrame = (then: () => void) => requestAnimationFrame(() => requestAnimationFrame(then));

function pathOf(element: Element): Element[] {
  const path: Element[] = [];
  for (let at: Element | null = element; at; at = at.parentElement) path.push(at);
  return path;
}

const isUsable = (element: Element): boolean =>
  element.isConnected && !element.matches(':disabled') && element.closest('[inert], [aria-hidden="true"]') === null;

/** So long, in milliseconds, a button may be switched off while something is sent, and nobody loses their place. */
const sending = 1_000;

/**
 * Keeps whoever goes by keyboard or screen reader where they are on a page (WCAG 2.4.3): when the pressed button is
 * gone with its screen, its row or its right to be pressed, the browser puts the focus nowhere. It goes to the heading
 * of the nearest part that is still there, which on a new screen is its title. Dialogs see to themselves.
 */
export function keepFocus(root: HTMLElement): void {
  let path: Element[] = [];
  let waiting: ReturnType<typeof setTimeout> | undefined;
  root.addEventListener('focusin', ({ target }) => {
    clearTimeout(waiting);
    waiting = undefined;
    if (target instanceof Element) path = pathOf(target);
  });
  const look = (waited: boolean) => {
    const [last] = path;
    const nowhere = document.activeElement === null || document.activeElement === document.body;
    // with a dialog in front, nothing of the page may have it
    if (!(last instanceof HTMLElement) || !nowhere || root.closest('[inert], [aria-hidden="true"]')) return;
    if (isUsable(last)) {
      if (waiting) last.focus({ preventScroll: true }); // it was switched off for a moment only
      return;
    }
    if (last.isConnected && !waited) {
      waiting ??= setTimeout(() => look(true), sending);
      return;
    }
    const around = path.find((one) => one !== last && isUsable(one)) ?? root;
    path = [];
    const part = around.closest('section, main') ?? root;
    const to = part.querySelector<HTMLElement>('h1, h2, h3') ?? root.querySelector<HTMLElement>('h1, main');
    if (!to) return;
    if (!to.hasAttribute('tabindex')) to.tabIndex = -1;
    to.focus({ preventScroll: true });
  };
  new MutationObserver(() => nextFrame(() => look(false))).observe(root, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ['disabled'],
  });
}
