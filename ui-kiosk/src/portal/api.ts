import createClient from 'openapi-fetch';
import type { components, paths } from '../lib/api/consent';
import { ask, type Result } from '../lib/api/client';
import { isGenuine } from './digest';

export type Portal = components['schemas'];

interface Fetched<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

export interface Download {
  bytes: ArrayBuffer;
  /** It is what the service sent. */
  genuine: boolean;
}

/** Too many tries is something else than no network: whoever waits gets on. */
async function told<T>(request: Promise<Fetched<T>>): Promise<Result<T>> {
  const result = await ask(request);
  if (result.kind !== 'offline') return result;
  const status = await request.then(({ response }) => response.status).catch(() => 0);
  return status === 429 ? { kind: 'refused', status, code: 'too-many-requests' } : result;
}

async function downloaded(request: Promise<Fetched<unknown>>): Promise<Result<Download>> {
  const result = await told(request as Promise<Fetched<ArrayBuffer>>);
  if (result.kind !== 'answer') return result;
  const { response } = await request;
  const genuine = await isGenuine(result.data, response.headers.get('Repr-Digest'));
  return { kind: 'answer', data: { bytes: result.data, genuine } };
}

const at = '/api/consent/portal';

/** Requests of the portal's pages. The session is a cookie of this site that no script sees; what is sent twice by
 * accident is done once, by its key. */
export function portalApi() {
  const client = createClient<paths>({
    baseUrl: location.origin,
    cache: 'no-store',
    credentials: 'same-origin',
    referrerPolicy: 'no-referrer',
  });
  const once = (key: string) => ({ 'Idempotency-Key': key });
  return {
    settings: () => told(client.GET(`${at}/settings`)),
    activate: (body: Portal['ActivatePortal']) => told(client.POST(`${at}/activation`, { body })),
    setupPasskey: () => told(client.POST(`${at}/setup/passkey/options`)),
    openByPasskey: (body: Portal['NewPasskey']) => told(client.POST(`${at}/setup/passkey`, { body })),
    setupApp: () => told(client.POST(`${at}/setup/totp`)),
    openByApp: (body: Portal['TotpCode']) => told(client.POST(`${at}/setup/totp/confirmation`, { body })),
    passkeyRequest: () => told(client.POST(`${at}/sign-in/passkey/options`)),
    signInByPasskey: (body: Portal['PasskeyAnswer']) => told(client.POST(`${at}/sign-in/passkey`, { body })),
    signInByApp: (body: Portal['SignInWithTotp']) => told(client.POST(`${at}/sign-in/totp`, { body })),
    // goes on its way also where the page is closed at once
    signOut: () => told(client.POST(`${at}/me/sign-out`, { keepalive: true })),

    self: () => told(client.GET(`${at}/me`)),
    consents: () => told(client.GET(`${at}/me/consents`)),
    history: () => told(client.GET(`${at}/me/history`)),
    documents: () => told(client.GET(`${at}/me/documents`)),
    pdf: (id: string) =>
      downloaded(client.GET(`${at}/me/documents/{id}/pdf`, { params: { path: { id } }, parseAs: 'arrayBuffer' })),
    fhir: (id: string) =>
      downloaded(client.GET(`${at}/me/documents/{id}/fhir`, { params: { path: { id } }, parseAs: 'arrayBuffer' })),
    uses: () => told(client.GET(`${at}/me/uses`)),
    access: () => told(client.GET(`${at}/me/access`)),
    proxies: () => told(client.GET(`${at}/me/proxies`)),
    questions: () => told(client.GET(`${at}/me/questions`)),
    ask: (body: Portal['AskTrustCentre'], key: string) =>
      told(client.POST(`${at}/me/questions`, { body, headers: once(key) })),

    preview: (body: Portal['PreviewWithdrawal']) => told(client.POST(`${at}/me/withdrawals/preview`, { body })),
    withdraw: (body: Portal['ConfirmWithdrawal'], key: string) =>
      told(client.POST(`${at}/me/withdrawals`, { body, headers: once(key) })),
    progress: () => told(client.GET(`${at}/me/withdrawals`)),
    askReauthentication: (body: Portal['AskReauthentication']) =>
      told(client.POST(`${at}/me/reauthentication/options`, { body })),
    reauthenticate: (body: Portal['Reauthenticate']) => told(client.POST(`${at}/me/reauthentication`, { body })),

    security: () => told(client.GET(`${at}/me/security`)),
    passkeyCreation: () => told(client.POST(`${at}/me/passkeys/options`)),
    addPasskey: (body: Portal['NewPasskey']) => told(client.POST(`${at}/me/passkeys`, { body })),
    removePasskey: (id: string) => told(client.DELETE(`${at}/me/passkeys/{id}`, { params: { path: { id } } })),
    appSecret: () => told(client.POST(`${at}/me/totp`)),
    addApp: (body: Portal['TotpCode']) => told(client.POST(`${at}/me/totp/confirmation`, { body })),
    removeApp: () => told(client.DELETE(`${at}/me/totp`)),
    endOthers: () => told(client.POST(`${at}/me/sessions/end-others`)),
    closeAccount: () => told(client.DELETE(`${at}/me/account`)),
  };
}

export type PortalApi = ReturnType<typeof portalApi>;
