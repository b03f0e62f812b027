import { useRobot } from './context';
import { Face } from './parts';

/** The moment in which it forgets. */
export function Farewell() {
  const { robot } = useRobot();
  return (
    <main className="drive" data-screen="robot-leaving">
      <Face look="calm" />
      <h1>{robot.bye}</h1>
      <p className="lead">{robot.byeText}</p>
    </main>
  );
}
