import { tabletKey } from './store';

/**
 * Forgets everything of a session. All of it is in the memory of this page, so the page goes; what was drawn or typed
 * goes with it. The tablet's credential and what is sealed stay.
 */
export async function wipe(): Promise<void> {
  globalThis.speechSynthesis?.cancel();
  sessionStorage.clear();
  localStorage.clear();
  location.replace(location.pathname);
  await new Promise(() => undefined);
}

/** Shut out by the trust centre: the credential is of no use any more. */
export async function leaveSuite(): Promise<void> {
  await tabletKey.forget();
  await wipe();
}
