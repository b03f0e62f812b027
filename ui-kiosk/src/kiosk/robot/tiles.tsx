import { useEffect } from 'react';
import { Button } from '../../components/button';
import { Film, Home, Person, Pin, Sheet, Talk } from '../../components/icons';
import type { StaffHere } from '../staff/sign-in';
import { useRobot } from './context';
import { hindrance, places } from './mission';
import { Tile } from './parts';
import { newId } from './pilot';

const patience = 120_000;

interface Props {
  staff: StaffHere;
  until: number;
  /** The site lets people decide at the robot. */
  sessions: boolean;
  onForm: () => void;
}

/** In the hands of staff: where to, or what to show right here. It locks by itself. */
export function Tiles({ staff, until, sessions, onForm }: Props) {
  const { mission, robot, happens } = useRobot();
  useEffect(() => {
    const lock = () => happens({ kind: 'locked' });
    const end = setTimeout(lock, Math.max(0, until - Date.now()));
    let idle = setTimeout(lock, patience);
    const again = () => {
      clearTimeout(idle);
      idle = setTimeout(lock, patience);
    };
    addEventListener('pointerdown', again);
    addEventListener('keydown', again);
    return () => {
      clearTimeout(end);
      clearTimeout(idle);
      removeEventListener('pointerdown', again);
      removeEventListener('keydown', again);
    };
  }, [happens, until]);

  const hindered = hindrance(mission);
  const send = (location: string) => happens({ kind: 'sent', id: newId(), location, now: Date.now() });
  const begin = (stage: 'offer' | 'film') => happens({ kind: 'begun', stage, now: Date.now() });
  const known = places(mission);
  return (
    <main className="centre" data-screen="robot-tiles">
      <div className="card tiles-card">
        <div className="row between">
          <h1>{robot.where}</h1>
          <div className="row">
            <Battery />
            <span className="badge">
              <Person />
              {staff.name}
            </span>
          </div>
        </div>
        {hindered && (
          <p className="notice warm" role="status">
            {{ battery: robot.batteryLow, fault: robot.faultFirst, home: robot.noHome }[hindered]}
          </p>
        )}
        <div className="tiles">
          {known.map((place) => (
            <Tile key={place} icon={Pin} title={place} disabled={!!hindered} onPress={() => send(place)} />
          ))}
        </div>
        {known.length === 0 && <p className="quiet-text">{robot.nowhere}</p>}
        <h2>{robot.here}</h2>
        <div className="tiles">
          <Tile icon={Film} title={robot.film} text={robot.filmText} onPress={() => begin('film')} />
          <Tile icon={Talk} title={robot.offer} text={robot.offerText} onPress={() => begin('offer')} />
          {sessions && <Tile icon={Sheet} title={robot.form} text={robot.formText} onPress={onForm} />}
        </div>
        <div className="row between">
          <Button onPress={() => happens({ kind: 'locked' })}>{robot.lock}</Button>
          <Button isDisabled={!mission.home} onPress={() => mission.home && send(mission.home)}>
            <Home />
            {robot.home}
          </Button>
        </div>
      </div>
    </main>
  );
}

function Battery() {
  const { mission, robot } = useRobot();
  if (!mission.battery) return null;
  const { percent, charging } = mission.battery;
  return (
    <span className="badge">
      <meter className="battery" min={0} max={100} low={20} value={percent} aria-hidden="true" />
      {robot.battery(Math.round(percent))}
      {charging && ` · ${robot.charging}`}
    </span>
  );
}
