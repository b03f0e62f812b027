import { useEffect, useState } from 'react';
import { ask, client, type CaptureBundle } from '../lib/api/client';
import { Attract } from './attract';
import { Enrol } from './enrol';
import { SessionScreens } from './session/session';
import { Staff } from './staff/staff';
import { useTablet } from './use-tablet';

type Phase = { kind: 'attract' | 'staff' } | { kind: 'session'; bundle: CaptureBundle; ahead: number };

/** How far this device's clock is ahead of the server's, in seconds. */
export const aheadOf = (bundle: CaptureBundle): number => Math.round((Date.now() - Date.parse(bundle.now)) / 1000);

/** A tablet: let in or not, waiting, in the hands of staff, or in a session. */
export function App() {
  const [phase, setPhase] = useState<Phase>({ kind: 'attract' });
  const { ready, key, here, waiting, letIn } = useTablet(phase.kind === 'attract');

  // staff sent a session here from their desk
  const code = phase.kind === 'attract' ? here?.code : undefined;
  useEffect(() => {
    if (!key || !code) return;
    void ask(client(key).POST('/api/consent/tablet/captures', { body: { code } })).then((opened) => {
      if (opened.kind === 'answer') setPhase({ kind: 'session', bundle: opened.data, ahead: aheadOf(opened.data) });
    });
  }, [key, code]);

  if (!ready) return <Attract waiting={0} />;
  if (!key) return <Enrol onKey={letIn} />;
  if (phase.kind === 'session')
    return <SessionScreens bundle={phase.bundle} ahead={phase.ahead} tablet={key} {...(here ? { here } : {})} />;
  if (phase.kind === 'staff' && here)
    return (
      <Staff
        tablet={key}
        here={here}
        onClose={() => setPhase({ kind: 'attract' })}
        onOpen={(bundle) => setPhase({ kind: 'session', bundle, ahead: aheadOf(bundle) })}
      />
    );
  return <Attract waiting={waiting} {...(here ? { here, onUnlock: () => setPhase({ kind: 'staff' }) } : {})} />;
}
