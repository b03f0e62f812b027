import { createContext, useCallback, useContext } from 'react';
import type { Result } from '../lib/api/client';
import { useResult } from '../lib/use-result';
import type { PortalApi, Portal } from './api';
import { useLook } from './look';
import type { Words } from './words';

export type Goodbye = keyof Words['goodbye'];

/** What every screen behind the door may use. */
export interface Here {
  api: PortalApi;
  self: Portal['PortalSelf'];
  leave: (why: Goodbye) => void;
  /** A document that is open: held in memory, never in an address. */
  document: Portal['PortalDocument'] | undefined;
  openDocument: (document: Portal['PortalDocument'] | undefined) => void;
}

export const HereContext = createContext<Here | undefined>(undefined);

export function useHere(): Here {
  const here = useContext(HereContext);
  if (!here) throw new Error('Nobody is signed in here.');
  return here;
}

/** Sends a request; without a session there is nothing to show any more. */
export function useSend(): <T>(request: Promise<Result<T>>) => Promise<Result<T>> {
  const { leave } = useHere();
  return useCallback(
    async (request) => {
      const result = await request;
      if (result.kind === 'refused' && result.status === 401) leave('expired');
      return result;
    },
    [leave],
  );
}

export interface Answer<T> {
  data: T | undefined;
  fault: string | undefined;
  again: () => void;
}

/** What a screen shows, asked for when it opens and when `key` changes. */
export function useAnswer<T>(key: string, request: (api: PortalApi) => Promise<Result<T>>): Answer<T> {
  const { api } = useHere();
  const { words } = useLook();
  const send = useSend();
  const [result, again] = useResult(key, () => send(request(api)));
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
  return (words.faults as Record<string, string>)[result.code] ?? words.failed;
}

/** Words for a code, or those for what has none. */
export const say = (words: Record<string, string>, code: string): string => words[code] ?? words['other'] ?? code;
