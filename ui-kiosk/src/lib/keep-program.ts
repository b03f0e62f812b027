import { scriptAddress } from './trusted';

/** Keeps the program on the device, so that it starts without a network. Without a service worker it needs one. */
export function keepProgram(worker: string, scope: string): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  void navigator.serviceWorker
    .register(scriptAddress(worker), { scope, updateViaCache: 'none' })
    .catch(() => undefined);
}
