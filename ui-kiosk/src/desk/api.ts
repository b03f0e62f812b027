import createClient from 'openapi-fetch';
import type { components as ConsentParts, paths as ConsentPaths } from '../lib/api/consent';
import type { components as IdentityParts, paths as IdentityPaths } from '../lib/api/identity';
import type { components as PseudonymParts, paths as PseudonymPaths } from '../lib/api/pseudonym';

export type Consent = ConsentParts['schemas'];
export type Identity = IdentityParts['schemas'];
export type Pseudonym = PseudonymParts['schemas'];

/** Typed requests to the three services with the token of whoever is signed in, kept in memory alone. */
export function services(token: string) {
  const options = {
    baseUrl: location.origin,
    cache: 'no-store',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    headers: { Authorization: `Bearer ${token}` },
  } as const;
  return {
    consent: createClient<ConsentPaths>(options),
    identity: createClient<IdentityPaths>(options),
    pseudonym: createClient<PseudonymPaths>(options),
  };
}

export type Services = ReturnType<typeof services>;
