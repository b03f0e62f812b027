import { toBase64url } from '../lib/base64url';

/** Authorization code with PKCE (RFC 7636). The token stays in memory; only what has to outlive the way to the issuer
 * and back lies in the tab's storage, and is taken out on return. */

interface Issuer {
  issuer: string;
  client: string;
  authorize: string;
  token: string;
  /** The issuer's name of a sign-in with the second factor; where there is none, every sign-in counts as one. */
  stepUp?: string | null;
}

interface Journey {
  state: string;
  verifier: string;
  route: string;
  language: string;
  strong: boolean;
}

export interface SignedIn {
  token: string;
  /** Milliseconds since the epoch. */
  until: number;
  route: string;
  language: string;
  /** With the second factor, as far as the desk asked for it; each service checks for itself. */
  strong: boolean;
}

const kept = 'desk-sign-in';
const home = () => `${location.origin}/desk/`;

const random = () => toBase64url(crypto.getRandomValues(new Uint8Array(32)));

async function issuer(): Promise<Issuer> {
  const said = (await (await fetch('/desk/sign-in.json', { cache: 'no-store' })).json()) as Pick<
    Issuer,
    'issuer' | 'client' | 'stepUp'
  >;
  const answer = await fetch(`${said.issuer}/.well-known/openid-configuration`, { credentials: 'omit' });
  const known = (await answer.json()) as { issuer: string; authorization_endpoint: string; token_endpoint: string };
  if (known.issuer !== said.issuer) throw new Error('The issuer is another one.');
  return { ...said, authorize: known.authorization_endpoint, token: known.token_endpoint };
}

/** Leaves for the issuer's page. `again`: a sign-in of just now is asked for, not a session that is still open. */
export async function leaveToSignIn(language: string, again: boolean): Promise<void> {
  const at = await issuer();
  const journey: Journey = {
    state: random(),
    verifier: random(),
    route: location.hash,
    language,
    strong: again || !at.stepUp,
  };
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(journey.verifier));
  sessionStorage.setItem(kept, JSON.stringify(journey));
  const asked = new URL(at.authorize);
  asked.search = new URLSearchParams({
    response_type: 'code',
    client_id: at.client,
    redirect_uri: home(),
    scope: 'openid',
    state: journey.state,
    code_challenge: toBase64url(hash),
    code_challenge_method: 'S256',
    ui_locales: language,
    ...(again ? { prompt: 'login', max_age: '0' } : {}),
    ...(again && at.stepUp ? { acr_values: at.stepUp } : {}),
  }).toString();
  location.assign(asked);
}

/** Back from the issuer: takes the token. Nothing if nobody comes from there, or not from where they were sent. */
export async function returnedFromSignIn(): Promise<SignedIn | 'failed' | undefined> {
  const answer = new URLSearchParams(location.search);
  const text = sessionStorage.getItem(kept);
  sessionStorage.removeItem(kept);
  if (!answer.has('code') && !answer.has('error')) return undefined;
  const journey = text === null ? undefined : (JSON.parse(text) as Journey);
  history.replaceState(null, '', `/desk/${journey?.route ?? ''}`);
  const code = answer.get('code');
  if (!journey || !code || answer.get('state') !== journey.state) return 'failed';
  try {
    const at = await issuer();
    const given = await fetch(at.token, {
      method: 'POST',
      credentials: 'omit',
      cache: 'no-store',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: at.client,
        redirect_uri: home(),
        code,
        code_verifier: journey.verifier,
      }),
    });
    if (!given.ok) return 'failed';
    const { access_token, expires_in } = (await given.json()) as { access_token: string; expires_in: number };
    const { route, language, strong } = journey;
    return { token: access_token, until: Date.now() + expires_in * 1000, route, language, strong };
  } catch {
    return 'failed';
  }
}
