import createClient from 'openapi-fetch';
import type { components, paths } from './consent';

type Schemas = components['schemas'];
export type CaptureBundle = Schemas['CaptureBundle'];
export type CaptureForm = Schemas['CaptureForm'];
export type CaptureText = Schemas['CaptureText'];
export type CaptureContent = Schemas['CaptureContent'];
export type CapturedDocument = Schemas['CapturedDocument'];
export type CaptureDelivery = Schemas['CaptureDelivery'];
export type CaptureReceipt = Schemas['CaptureReceipt'];
export type CaptureEntry = Schemas['CaptureEntry'];
export type InformationLink = Schemas['InformationLink'];
export type CaptureWithdrawal = Schemas['CaptureWithdrawal'];
export type FormModule = Schemas['ConsentTemplateModule'];
export type PreparedCapture = Schemas['PreparedCapture'];
export type ShownScreen = Schemas['ShownScreen'];
export type Signer = Schemas['Signer'];
export type TabletHere = Schemas['TabletHere'];

/** What a request came to: an answer, a refusal with its code, or no network. */
export type Result<T> =
  { kind: 'answer'; data: T } | { kind: 'refused'; status: number; code: string } | { kind: 'offline' };

/** Typed requests with a credential that is held in memory and sent nowhere else. */
export function client(token?: string) {
  return createClient<paths>({
    baseUrl: location.origin,
    cache: 'no-store',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    ...(token ? { headers: { Authorization: `Bearer ${token}` } } : {}),
  });
}

export type Client = ReturnType<typeof client>;

interface Fetched<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'unknown';

/** Waits for a request and says what became of it; a server that is starting counts as no network. */
export async function ask<T>(request: Promise<Fetched<T>>): Promise<Result<T>> {
  try {
    const { data, error, response } = await request;
    if (response.ok) return { kind: 'answer', data: data as T };
    if (response.status === 429 || response.status >= 500) return { kind: 'offline' };
    return { kind: 'refused', status: response.status, code: codeOf(error) };
  } catch {
    return { kind: 'offline' };
  }
}
