import { useCallback, useEffect, useRef, useState } from 'react';
import { ask, client, type CaptureBundle, type TabletHere } from '../lib/api/client';
import { deliverAll } from '../lib/deliver';
import { deliveries, tabletKey } from '../lib/store';
import { leaveSuite } from '../lib/wipe';
import { Attract } from './attract';
import { Enrol } from './enrol';
import { SessionScreens } from './session/session';
import { Staff } from './staff/staff';

const heartbeat = 30_000;

type Phase =
  { kind: 'starting' | 'enrol' | 'attract' | 'staff' } | { kind: 'session'; bundle: CaptureBundle; ahead: number };

/** A tablet: let in or not, waiting, in the hands of staff, or in a session. */
export function App() {
  const [phase, setPhase] = useState<Phase>({ kind: 'starting' });
  const [key, setKey] = useState<string>();
  const [here, setHere] = useState<TabletHere>();
  const [waiting, setWaiting] = useState(0);
  const free = useRef(true);

  useEffect(() => {
    void tabletKey.read().then((known) => {
      setKey(known);
      setPhase({ kind: known ? 'attract' : 'enrol' });
    });
  }, []);

  const beat = useCallback(async () => {
    if (!key) return;
    const kept = await deliveries.all();
    const presence = await ask(
      client(key).POST('/api/consent/tablet/presence', {
        body: { free: free.current, waiting: kept.map((delivery) => delivery.capture) },
      }),
    );
    if (presence.kind === 'refused' && presence.status === 401) return leaveSuite();
    if (presence.kind === 'answer') setHere(presence.data);
    setWaiting(presence.kind === 'answer' && free.current ? await deliverAll(key) : kept.length);
  }, [key]);

  // only where nobody is at it: what is in a session's hands is delivered there
  useEffect(() => {
    free.current = phase.kind === 'attract';
  }, [phase.kind]);

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

  if (phase.kind === 'starting') return <Attract waiting={0} />;
  if (phase.kind === 'enrol' || !key)
    return (
      <Enrol
        onKey={(got) => {
          setKey(got);
          setPhase({ kind: 'attract' });
        }}
      />
    );
  if (phase.kind === 'session') return <SessionScreens bundle={phase.bundle} ahead={phase.ahead} tablet={key} />;
  if (phase.kind === 'staff' && here)
    return (
      <Staff
        tablet={key}
        here={here}
        onClose={() => setPhase({ kind: 'attract' })}
        onOpen={(bundle) =>
          setPhase({ kind: 'session', bundle, ahead: Math.round((Date.now() - Date.parse(bundle.now)) / 1000) })
        }
      />
    );
  return <Attract waiting={waiting} {...(here ? { here, onUnlock: () => setPhase({ kind: 'staff' }) } : {})} />;
}
