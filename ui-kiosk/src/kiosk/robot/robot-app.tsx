import { useCallback, useEffect, useLayoutEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { CaptureBundle } from '../../lib/api/client';
import { tagOf } from '../../lib/i18n/languages';
import { robotWords } from '../../lib/i18n/robot';
import { wipe } from '../../lib/wipe';
import { aheadOf } from '../app';
import { Attract } from '../attract';
import { Enrol } from '../enrol';
import { usePreferences } from '../preferences';
import { SessionScreens } from '../session/session';
import { StaffSignIn, type StaffHere } from '../staff/sign-in';
import { Worklist } from '../staff/worklist';
import { useTablet } from '../use-tablet';
import { RobotContext } from './context';
import { Driving, Stopped } from './driving';
import { Farewell } from './farewell';
import { FaultScreen } from './fault';
import type { Afterwards } from './mission';
import { Near, Next } from './next';
import { Offer, RobotFilm } from './offer';

import type { Pilot } from './pilot';
import { Tiles } from './tiles';
import { useCall } from './use-call';

/** As long as a member of staff is signed in at a tablet. */
const staffTime = 600_000;

/** The robot's screens. What is shown follows from the mission; what it does, the pilot does. */
export function RobotApp({ pilot, after }: { pilot: Pilot; after?: Afterwards }) {
  const mission = useSyncExternalStore(pilot.watch, () => pilot.mission);
  const { stage } = mission;
  const { language, near, setNear } = usePreferences();
  const { ready, key, here, waiting, letIn } = useTablet(stage.kind !== 'session', true);
  const [calling, call] = useCall(key);
  const [staff, setStaff] = useState<StaffHere>();
  const [unlocking, setUnlocking] = useState(false);
  const [scanning, setScanning] = useState(false);
  const [session, setSession] = useState<{ bundle: CaptureBundle; ahead: number }>();

  const around = useMemo(
    () => ({
      call,
      forget: (then: Afterwards) => void wipe(then),
      sentence: () => ({ text: robotWords[language].say, language: tagOf[language].split('-')[0] ?? 'de' }),
    }),
    [call, language],
  );
  // before any screen's own effect, so that what it says next is in the language that is shown
  useLayoutEffect(() => pilot.surround(around), [pilot, around]);
  useEffect(() => pilot.begin(after), [pilot, after]);

  const leave = useCallback(() => pilot.happens({ kind: 'left' }), [pilot]);
  const close = useCallback(() => {
    setScanning(false);
    setStaff(undefined);
    pilot.happens({ kind: 'locked' });
  }, [pilot]);
  const open = useCallback(
    (bundle: CaptureBundle) => {
      setScanning(false);
      setSession({ bundle, ahead: aheadOf(bundle) });
      pilot.happens({ kind: 'opened' });
    },
    [pilot],
  );

  // a robot that says nothing could be pushed away with somebody's answers on it
  const sessions = (here?.sessionsOnRobot ?? false) && !mission.wrong.includes('silent');
  const unlock = () => setUnlocking(true);
  const screen = () => {
    if (!ready) return <Attract waiting={0} />;
    if (!key) return <Enrol onKey={letIn} />;
    switch (stage.kind) {
      case 'driving':
        return <Driving home={stage.to === 'home'} motion={stage.motion} />;
      case 'offer':
        return <Offer />;
      case 'film':
        return <RobotFilm />;
      case 'next':
        return <Next tablet={key} sessions={sessions} onOpen={open} />;
      case 'session':
        if (!near) return <Near onDone={setNear} onBack={leave} />;
        return session && <SessionScreens {...session} tablet={key} onForget={leave} {...(here ? { here } : {})} />;
      case 'leaving':
        return <Farewell />;
      case 'staff':
        if (scanning && here && staff)
          return <Worklist tablet={key} here={here} staff={staff} onOpen={open} onClose={close} byLabel />;
        return (
          staff && <Tiles staff={staff} until={stage.until} sessions={sessions} onForm={() => setScanning(true)} />
        );
    }
    if (unlocking)
      return (
        <SignIn
          tablet={key}
          onClose={() => setUnlocking(false)}
          onSignedIn={(who) => {
            setStaff(who);
            setUnlocking(false);
            pilot.happens({ kind: 'unlocked', until: Date.now() + staffTime });
          }}
        />
      );
    if (stage.kind === 'stopped') return <Stopped onUnlock={unlock} />;
    if (stage.kind === 'fault') return <FaultScreen fault={stage.fault} onUnlock={unlock} />;
    return (
      <Attract waiting={waiting} unlock={robotWords[language].unlock} {...(here ? { here, onUnlock: unlock } : {})} />
    );
  };

  const value = useMemo(() => ({ mission, happens: pilot.happens, calling }), [mission, pilot, calling]);
  return <RobotContext value={value}>{screen()}</RobotContext>;
}

function SignIn(props: { tablet: string; onSignedIn: (staff: StaffHere) => void; onClose: () => void }) {
  const { words } = usePreferences();
  return (
    <main className="centre" data-screen="staff-sign-in">
      <div className="card narrow">
        <span className="mark" aria-hidden="true" />
        <h1>{words.staffTitle}</h1>
        <StaffSignIn {...props} />
      </div>
    </main>
  );
}
