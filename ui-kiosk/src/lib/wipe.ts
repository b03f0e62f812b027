import { tabletKey } from './store';

/** Where this page begins anew: its address without anything but what device it is on. */
export function begin(after?: string): string {
  const asked = new URLSearchParams(location.search);
  const kept = new URLSearchParams();
  for (const name of ['device', 'bridge']) {
    const value = asked.get(name);
    if (value && /^[a-z]{1,12}$/.test(value)) kept.set(name, value);
  }
  if (after) kept.set('after', after);
  const text = kept.toString();
  return location.pathname + (text ? `?${text}` : '');
}

/**
 * Forgets everything of a session. All of it is in the memory of this page, so the page goes; what was drawn or typed
 * goes with it. The tablet's credential and what is sealed stay.
 * @param after With what the page begins then; never anything about anybody.
 */
export async function wipe(after?: string): Promise<void> {
  globalThis.speechSynthesis?.cancel();
  sessionStorage.clear();
  localStorage.clear();
  location.replace(begin(after));
  await new Promise(() => undefined);
}

/** Shut out by the trust centre: the credential is of no use any more. */
export async function leaveSuite(): Promise<void> {
  await tabletKey.forget();
  await wipe();
}
