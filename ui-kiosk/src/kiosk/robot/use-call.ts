import { useCallback, useEffect, useState } from 'react';
import { ask, client } from '../../lib/api/client';
import type { Call } from './mission';

const again = 1_500;

export type Calling = 'calling' | 'called' | 'failed' | undefined;

/** Calls staff at the desk, and goes on trying until the desk knows. */
export function useCall(tablet: string | undefined): [calling: Calling, call: (what: Call | null) => void] {
  const [wanted, setWanted] = useState<{ what: Call | null }>();
  const [calling, setCalling] = useState<Calling>();

  useEffect(() => {
    if (!wanted || !tablet) return;
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const attempt = async () => {
      const result = await ask(client(tablet).POST('/api/consent/tablet/alert', { body: { kind: wanted.what } }));
      if (over) return;
      if (result.kind === 'answer') return setCalling(wanted.what ? 'called' : undefined);
      setCalling('failed');
      timer = setTimeout(() => void attempt(), again);
    };
    void attempt();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [tablet, wanted]);

  const call = useCallback((what: Call | null) => {
    setCalling(what ? 'calling' : undefined);
    setWanted({ what });
  }, []);
  return [calling, call];
}
