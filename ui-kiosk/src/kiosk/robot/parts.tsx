import { useState, type ComponentType, type ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { Cross, Display, Question } from '../../components/icons';
import { usePreferences } from '../preferences';
import { DisplayDialog } from '../session/dialogs';
import { useRobot } from './context';

/** The robot's face: two eyes that mean well, and look where it goes. */
export function Face({ look }: { look: 'calm' | 'ahead' | 'asleep' }) {
  return (
    <div className={`face ${look}`} aria-hidden="true">
      <span />
      <span />
    </div>
  );
}

interface TileProps {
  icon: ComponentType;
  title: string;
  text?: string;
  disabled?: boolean;
  onPress: () => void;
}

/** A large field to touch: what happens, in a word and a line. */
export function Tile({ icon: Icon, title, text, disabled = false, onPress }: TileProps) {
  return (
    <AriaButton className="tile" isDisabled={disabled} onPress={onPress}>
      <span className="tile-icon">
        <Icon />
      </span>
      <span className="tile-words">
        <span className="tile-title">{title}</span>
        {text && <span className="tile-text">{text}</span>}
      </span>
    </AriaButton>
  );
}

/** Whether staff know, in words. */
export function Called() {
  const { robot, calling } = useRobot();
  if (!calling) return null;
  const [text, look] = {
    calling: [robot.calling, ''],
    called: [robot.called, ' good'],
    failed: [robot.notCalled, ' warm'],
  }[calling] as [string, string];
  return (
    <p className={`notice${look}`} role="status">
      {text}
    </p>
  );
}

/** What is wrong with the robot while somebody is at it and may go on. */
function Aside() {
  const { mission, robot } = useRobot();
  const what = mission.wrong[0];
  if (!what) return null;
  return (
    <p className="notice warm" role="status">
      {robot.faults[what][0]}. {robot.aside}
    </p>
  );
}

interface FrameProps {
  name: string;
  title: string;
  /** Ways back and on, always in sight. */
  foot?: ReactNode;
  children: ReactNode;
}

/** A screen for whoever the robot stands before: language and letters, a question, a way out; no mark of a ward. */
export function RobotFrame({ name, title, foot, children }: FrameProps) {
  const { words } = usePreferences();
  const { happens } = useRobot();
  const [dialog, setDialog] = useState<'display' | 'ask'>();
  const close = () => setDialog(undefined);
  return (
    <div className="stage robot" data-screen={name}>
      <header className="bar">
        <span className="mark" aria-hidden="true" />
        <div className="bar-actions">
          <Button look="plain" onPress={() => setDialog('display')}>
            <Display />
            <span className="bar-word">{words.show}</span>
          </Button>
          <Button
            look="plain"
            onPress={() => {
              happens({ kind: 'called', what: 'staff' });
              setDialog('ask');
            }}
          >
            <Question />
            <span className="bar-word">{words.ask}</span>
          </Button>
          <Button look="plain" onPress={() => happens({ kind: 'left' })}>
            <Cross />
            <span className="bar-word">{words.cancel}</span>
          </Button>
        </div>
      </header>
      <main className="screen wide" tabIndex={-1}>
        <Aside />
        <h1>{title}</h1>
        {children}
      </main>
      {foot && <footer className="foot">{foot}</footer>}
      {dialog === 'display' && <DisplayDialog onClose={close} />}
      {dialog === 'ask' && (
        <Dialog title={words.askTitle} onClose={close}>
          <Called />
          <Button look="primary" onPress={close}>
            {words.close}
          </Button>
        </Dialog>
      )}
    </div>
  );
}
