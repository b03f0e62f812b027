/** Addresses of our own scripts, the only ones that may become a worker. */
const scripts = /^\/(kiosk\/sw\.js|assets\/pdf\.worker\.min-[\w-]+\.mjs)$/;

const policy = globalThis.trustedTypes?.createPolicy('trustcenter', {
  createScriptURL: (address: string) => {
    if (scripts.test(address)) return address;
    throw new TypeError('No script of ours.');
  },
});

/** An own script's address in the form that the content security policy asks for. */
export function scriptAddress(address: string): string {
  return (policy?.createScriptURL(address) as unknown as string | undefined) ?? address;
}
