import { useCallback, useEffect, useRef, useState } from 'react';
import { ask, client, type TabletHere } from '../lib/api/client';
import { deliverAll } from '../lib/deliver';
import { deliveries, tabletKey } from '../lib/store';
import { leaveSuite } from '../lib/wipe';

const heartbeat = 30_000;

export interface Tablet {
  /** Whether it is known yet if it was let in. */
  ready: boolean;
  key: string | undefined;
  here: TabletHere | undefined;
  /** How many sealed sessions are still to be delivered. */
  waiting: number;
  letIn: (key: string) => void;
}

/** What a tablet, or a robot, is to the suite: let in or not, heard of every half minute, delivering what waits. */
export function useTablet(free: boolean, robot = false): Tablet {
  const [ready, setReady] = useState(false);
  const [key, setKey] = useState<string>();
  const [here, setHere] = useState<TabletHere>();
  const [waiting, setWaiting] = useState(0);
  const isFree = useRef(free);

  useEffect(() => {
    void tabletKey.read().then((known) => {
      setKey(known);
      setReady(true);
    });
  }, []);

  const beat = useCallback(async () => {
    if (!key) return;
    const kept = await deliveries.all();
    const presence = await ask(
      client(key).POST('/api/consent/tablet/presence', {
        body: { free: isFree.current, waiting: kept.map((delivery) => delivery.capture), robot },
      }),
    );
    if (presence.kind === 'refused' && presence.status === 401) return leaveSuite();
    if (presence.kind === 'answer') setHere(presence.data);
    setWaiting(presence.kind === 'answer' && isFree.current ? await deliverAll(key) : kept.length);
  }, [key, robot]);

  // only where nobody is at it: what is in a session's hands is delivered there
  useEffect(() => {
    isFree.current = free;
  }, [free]);

  useEffect(() => {
    void beat();
    const timer = setInterval(() => void beat(), heartbeat);
    const online = () => void beat();
    addEventListener('online', online);
    return () => {
      clearInterval(timer);
      removeEventListener('online', online);
    };
  }, [beat]);

  return { ready, key, here, waiting, letIn: setKey };
}
