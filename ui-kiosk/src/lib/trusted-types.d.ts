// Trusted Types, as far as they are used here; not in TypeScript's own library yet.
interface TrustedScriptURL {
  toString(): string;
}
interface TrustedTypePolicy {
  createScriptURL(address: string): TrustedScriptURL;
}
declare var trustedTypes:
  | { createPolicy(name: string, rules: { createScriptURL: (address: string) => string }): TrustedTypePolicy }
  | undefined;
