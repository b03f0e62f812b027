import { createContext, useCallback, useContext } from 'react';
import { ask, type Result } from '../lib/api/client';
import { useResult } from '../lib/use-result';
import type { Services } from './api';
import type { Language, Words } from './words';

export interface Account {
  name: string;
  roles: string[];
  permissions: string[];
  domains: string[];
  signedInAt: string | null;
}

/** A person whose card is open: held in memory, never in an address. */
export interface Patient {
  domain: string;
  identifiers: { type: string; value: string }[];
  name?: string;
  birthDate?: string;
}

/** What every screen of the desk may use. */
export interface Desk {
  services: Services;
  account: Account;
  may: (permission: string) => boolean;
  words: Words;
  language: Language;
  day: (text: string | null | undefined) => string;
  moment: (text: string | null | undefined) => string;
  /** A number as the reader's language writes it, with so many places behind the comma. */
  number: (value: number | string | null | undefined, places?: number, signed?: boolean) => string;
  percent: (share: number | string, places?: number) => string;
  domains: string[];
  domain: string;
  setDomain: (domain: string) => void;
  patient: Patient | undefined;
  openPatient: (patient: Patient) => void;
  /** Signed in with the second factor. */
  strong: boolean;
  signInAgain: () => void;
  expired: () => void;
}

export const DeskContext = createContext<Desk | undefined>(undefined);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('There is no desk around this.');
  return desk;
}

/** Sends a request; without a valid token there is nothing to show any more. */
export function useAsk(): typeof ask {
  const { expired } = useDesk();
  return useCallback(
    async (request) => {
      const result = await ask(request);
      if (result.kind === 'refused' && result.status === 401 && result.code !== 'sign-in-too-old') expired();
      return result;
    },
    [expired],
  );
}

export interface Answer<T> {
  data: T | undefined;
  fault: string | undefined;
  again: () => void;
}

/** What a screen shows, asked for when it opens and when `key` changes. */
export function useAnswer<T>(key: string, request: () => Promise<Result<T>>): Answer<T> {
  const { words } = useDesk();
  const [result, again] = useResult(key, request);
  return {
    data: result?.kind === 'answer' ? result.data : undefined,
    fault: result && faultOf(words, result),
    again,
  };
}

/** Why a request did not do what was asked, in words; nothing where it did. */
export function faultOf(words: Words, result: Result<unknown>): string | undefined {
  if (result.kind === 'answer') return undefined;
  if (result.kind === 'offline') return words.offline;
  return (words.faults as Record<string, string>)[result.code] ?? `${words.failed} (${result.code})`;
}
