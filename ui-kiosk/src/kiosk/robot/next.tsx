import { useEffect, useState } from 'react';
import { Button } from '../../components/button';
import { Arrow, Phone, Sheet, Slate, Talk, Person } from '../../components/icons';
import { ask, client, type CaptureBundle, type InformationLink } from '../../lib/api/client';
import { usePreferences } from '../preferences';
import { CodeEntry } from './code-entry';
import { useRobot } from './context';
import { Idle } from './offer';
import { Called, RobotFrame, Tile } from './parts';

type View = 'choices' | 'phone' | 'paper' | 'comes' | 'near' | 'code';

interface Props {
  tablet: string;
  sessions: boolean;
  onOpen: (bundle: CaptureBundle) => void;
}

/** After the film: here, on the own phone, on a tablet, on paper, or with somebody; or enough. */
export function Next({ tablet, sessions, onOpen }: Props) {
  const { robot, happens } = useRobot();
  const { setNear } = usePreferences();
  const [view, setView] = useState<View>('choices');
  const link = useInformation(tablet);

  const called = (what: 'paper' | 'tablet' | 'staff', then: View) => {
    happens({ kind: 'called', what });
    setView(then);
  };
  if (view === 'near')
    return (
      <Near
        onDone={() => {
          setNear();
          setView('code');
        }}
        onBack={() => setView('choices')}
      />
    );
  if (view === 'code')
    return (
      <RobotFrame name="robot-code" title={robot.code}>
        <CodeEntry tablet={tablet} onOpen={onOpen} onBack={() => setView('choices')} />
        <Idle />
      </RobotFrame>
    );
  if (view !== 'choices')
    return (
      <RobotFrame
        name={`robot-${view}`}
        title={{ phone: robot.phone, paper: robot.paper, comes: robot.comes }[view]}
        foot={<Ends onBack={() => setView('choices')} />}
      >
        {view === 'phone' && <OnPhone link={link} />}
        {view !== 'phone' && <p className="lead">{{ paper: robot.paperText, comes: robot.comesText }[view]}</p>}
        {view !== 'phone' && <Called />}
        <Idle />
      </RobotFrame>
    );
  return (
    <RobotFrame name="robot-next" title={robot.next} foot={<Ends />}>
      <p className="lead">{robot.nextText}</p>
      <div className="tiles">
        {sessions && (
          <Tile icon={Person} title={robot.nextHere} text={robot.nextHereText} onPress={() => setView('near')} />
        )}
        <Tile icon={Phone} title={robot.nextPhone} text={robot.nextPhoneText} onPress={() => setView('phone')} />
        <Tile
          icon={Slate}
          title={robot.nextTablet}
          text={robot.nextTabletText}
          onPress={() => called('tablet', 'comes')}
        />
        <Tile
          icon={Sheet}
          title={robot.nextPaper}
          text={robot.nextPaperText}
          onPress={() => called('paper', 'paper')}
        />
        <Tile icon={Talk} title={robot.nextTalk} text={robot.nextTalkText} onPress={() => called('staff', 'comes')} />
      </div>
      <Idle />
    </RobotFrame>
  );
}

/** Before a session on the robot's own screen: nobody else reads along. */
export function Near({ onDone, onBack }: { onDone: () => void; onBack: () => void }) {
  const { words } = usePreferences();
  const { robot } = useRobot();
  return (
    <RobotFrame
      name="robot-near"
      title={robot.near}
      foot={
        <>
          <Button onPress={onBack}>{words.back}</Button>
          <Button look="primary" onPress={onDone}>
            {robot.nearDone}
            <Arrow />
          </Button>
        </>
      }
    >
      <p className="lead">{robot.nearText}</p>
      <Idle />
    </RobotFrame>
  );
}

function OnPhone({ link }: { link: InformationLink | undefined }) {
  const { robot } = useRobot();
  if (!link) return <p className="notice warm">{robot.phoneMissing}</p>;
  return (
    <div className="on-phone">
      <p className="lead">{robot.phoneText}</p>
      <img className="code" alt={link.address} src={`data:image/png;base64,${link.qr}`} />
    </div>
  );
}

function Ends({ onBack }: { onBack?: () => void }) {
  const { words } = usePreferences();
  const { robot, happens } = useRobot();
  return (
    <>
      {onBack ? <Button onPress={onBack}>{words.back}</Button> : <span />}
      <Button onPress={() => happens({ kind: 'left' })}>{robot.nextEnd}</Button>
    </>
  );
}

function useInformation(tablet: string): InformationLink | undefined {
  const [link, setLink] = useState<InformationLink>();
  useEffect(() => {
    void ask(client(tablet).GET('/api/consent/tablet/information')).then((result) => {
      if (result.kind === 'answer') setLink(result.data);
    });
  }, [tablet]);
  return link;
}
