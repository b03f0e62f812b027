/** Whether bytes are those that a `Repr-Digest` speaks of (RFC 9530, SHA-256). Without one nothing is known: no. */
export async function isGenuine(bytes: ArrayBuffer, digest: string | null): Promise<boolean> {
  const said = /sha-256=:([A-Za-z0-9+/]+=*):/.exec(digest ?? '')?.[1];
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return said === btoa(String.fromCharCode(...hash));
}
