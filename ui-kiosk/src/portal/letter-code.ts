/** A letter's QR code leads here with its code behind `#`, which browsers send to nobody. It is taken out of the address
 * and of the history before anything else is done. Screens have addresses that begin with `#/`. */
export function takeCode(): string | undefined {
  const code = location.hash.slice(1);
  if (code === '' || code.startsWith('/')) return undefined;
  history.replaceState(null, '', location.pathname);
  return /^[\w-]{16,64}$/.test(code) ? code : undefined;
}
