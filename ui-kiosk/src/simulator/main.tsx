import '../styles/tokens.css';
import '../styles/fonts.css';
import '../styles/base.css';
import '../styles/parts.css';
import './simulator.css';
import { useEffect, useReducer, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Button } from '../components/button';
import { faults, version, type Fault } from '../kiosk/robot/contract';
import { SimulatedRobot } from './robot';
import { WardMap } from './map';

const step = 50;
const robot = new SimulatedRobot();
const screenAddress = '/kiosk/?device=temi&bridge=simulator';

const names: Record<Fault, string> = {
  obstacle: 'Hindernis',
  lost: 'Karte verloren',
  battery: 'Akku leer',
  offline: 'Kein Netz',
  lifted: 'Hochgehoben',
  dragged: 'Verschoben',
  emergency: 'Notschalter',
};

/** The robot's screen is the real page in a window of its own; each time it begins anew it asks for its robot. */
addEventListener('message', (event) => {
  if (event.origin !== location.origin || event.data !== version || !event.source) return;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => robot.receive(data);
  robot.connect((text) => port1.postMessage(text));
  event.source.postMessage(version, { targetOrigin: location.origin, transfer: [port2] });
});

function Simulator() {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const [fast, setFast] = useState(false);

  useEffect(() => {
    robot.onChange = draw;
    const timer = setInterval(() => robot.tick(fast ? step * 6 : step), step);
    return () => clearInterval(timer);
  }, [fast]);

  const isOn = (fault: Fault) => (fault === 'obstacle' ? robot.blocked : robot.active.has(fault));
  const toggle = (fault: Fault) =>
    fault === 'dragged' ? robot.drag({ x: -1.5, y: 0 }) : robot.cause(fault, !isOn(fault));

  return (
    <div className="simulator" data-screen="simulator">
      <header>
        <h1>Roboter zum Ausprobieren</h1>
        <Button
          look="primary"
          onPress={() => {
            window.open(screenAddress, 'trustcenter-robot', 'width=1280,height=800');
          }}
        >
          Bildschirm des Roboters öffnen
        </Button>
      </header>
      <main>
        <WardMap robot={robot} />
        <section aria-label="Was geschieht">
          <h2>{robot.destination ? `Fährt: ${robot.destination}` : 'Steht'}</h2>
          <p className="spoken" role="status">
            {robot.saying ? `„${robot.saying.text}“ (${robot.saying.volume} %)` : 'Still'}
          </p>
          <label className="charge">
            Akku {Math.round(robot.percent)} %
            <input
              type="range"
              min={0}
              max={100}
              value={robot.percent}
              onChange={(event) => robot.charge(Number(event.target.value))}
            />
          </label>
          <div className="faults">
            {faults.map((fault) => (
              <Button key={fault} aria-pressed={isOn(fault)} onPress={() => toggle(fault)}>
                {names[fault]}
              </Button>
            ))}
            <Button
              aria-pressed={robot.silent}
              onPress={() => {
                robot.silent = !robot.silent;
                draw();
              }}
            >
              Brücke stumm
            </Button>
            <Button aria-pressed={fast} onPress={() => setFast(!fast)}>
              Sechsmal so schnell
            </Button>
          </div>
          <h2>temi.v1</h2>
          <ol className="wire" aria-label="Nachrichten, neueste zuerst">
            {robot.log
              .slice(-40)
              .toReversed()
              .map((entry, at) => (
                <li key={robot.log.length - at} className={entry.from}>
                  {entry.text.replace(`"temi":"${version}",`, '')}
                </li>
              ))}
          </ol>
        </section>
      </main>
    </div>
  );
}

const root = document.getElementById('root');
if (root) createRoot(root).render(<Simulator />);
