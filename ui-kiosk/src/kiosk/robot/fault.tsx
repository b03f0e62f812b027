import { Button } from '../../components/button';
import { Lock } from '../../components/icons';
import { useRobot } from './context';
import type { Trouble } from './mission';
import { Called, Face } from './parts';

/** Something has gone wrong: said calmly, without a word about anybody. */
export function FaultScreen({ fault, onUnlock }: { fault: Trouble | 'moved'; onUnlock: () => void }) {
  const { robot } = useRobot();
  const [title, text] = robot.faults[fault];
  return (
    <main className="drive" data-screen="robot-fault" data-fault={fault}>
      <Face look="asleep" />
      <h1>{title}</h1>
      <p className="lead">{text}</p>
      <Called />
      <Button onPress={onUnlock}>
        <Lock />
        {robot.unlock}
      </Button>
    </main>
  );
}
