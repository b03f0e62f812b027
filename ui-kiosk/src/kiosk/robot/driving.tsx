import { useEffect } from 'react';
import { Button } from '../../components/button';
import { Arrow, Lock } from '../../components/icons';
import type { Motion } from './contract';
import { useRobot } from './context';
import { Called, Face } from './parts';
import { newId } from './pilot';

const lonely = 60_000;

/** On its way: nothing about why. Whoever touches it anywhere, or any key, stops it. */
export function Driving({ home, motion }: { home: boolean; motion: Motion }) {
  const { robot, happens } = useRobot();
  useEffect(() => {
    const touched = () => happens({ kind: 'touched' });
    addEventListener('pointerdown', touched, { capture: true });
    addEventListener('keydown', touched, { capture: true });
    return () => {
      removeEventListener('pointerdown', touched, { capture: true });
      removeEventListener('keydown', touched, { capture: true });
    };
  }, [happens]);
  return (
    <main className="drive" data-screen="robot-driving" data-motion={motion}>
      <div className="drive-road" aria-hidden="true" />
      <Face look="ahead" />
      <h1>{home ? robot.drivingHome : robot.driving}</h1>
      <p className="lead">{robot.drivingText}</p>
      <button type="button" className="halt" onClick={() => happens({ kind: 'touched' })}>
        {robot.stop}
      </button>
      <p className="lead">{robot.stopText}</p>
    </main>
  );
}

/** Somebody has stopped it. It stays until somebody sends it on; after a while staff hear of it. */
export function Stopped({ onUnlock }: { onUnlock: () => void }) {
  const { robot, happens } = useRobot();
  useEffect(() => {
    const timer = setTimeout(() => happens({ kind: 'silence' }), lonely);
    return () => clearTimeout(timer);
  }, [happens]);
  return (
    <main className="drive" data-screen="robot-stopped">
      <Face look="calm" />
      <h1>{robot.stopped}</h1>
      <p className="lead">{robot.stoppedText}</p>
      <Called />
      <div className="row middle">
        <Button look="primary" onPress={() => happens({ kind: 'resumed', id: newId() })}>
          {robot.resume}
          <Arrow />
        </Button>
        <Button onPress={onUnlock}>
          <Lock />
          {robot.unlock}
        </Button>
      </div>
    </main>
  );
}
