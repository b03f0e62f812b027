import { useState, type ReactNode } from 'react';
import { Dialog } from '../../components/dialog';
import type { Result } from '../../lib/api/client';
import { useLook } from '../look';
import { faultOf, useSend } from '../portal';
import { Prove } from '../prove';

export type Sure = <T>(request: () => Promise<Result<T>>, done: (data: T) => void) => Promise<void>;

/** What is grave asks once more who it is, and then goes on by itself. */
export function useSure(): [sure: Sure, dialog: ReactNode, fault: string | undefined] {
  const { words } = useLook();
  const send = useSend();
  const [waiting, setWaiting] = useState<() => Promise<void>>();
  const [fault, setFault] = useState<string>();

  const sure: Sure = async (request, done) => {
    setFault(undefined);
    const result = await request();
    if (result.kind === 'answer') return done(result.data);
    if (result.kind === 'refused' && result.code === 'sign-in-too-old')
      return setWaiting(() => () => sure(request, done));
    await send(Promise.resolve(result));
    setFault(faultOf(words, result));
  };

  const dialog = waiting && (
    <Dialog title={words.proveTitle} onClose={() => setWaiting(undefined)}>
      <Prove
        label={words.next}
        onProof={async () => {
          setWaiting(undefined);
          await waiting();
        }}
      />
    </Dialog>
  );
  return [sure, dialog, fault];
}
