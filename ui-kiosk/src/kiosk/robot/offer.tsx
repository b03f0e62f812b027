import { useEffect, useRef, useState } from 'react';
import { Button } from '../../components/button';
import { FilmPlayer } from '../../components/film-player';
import { Arrow } from '../../components/icons';
import { directionOf, languageNames, languages, tagOf } from '../../lib/i18n/languages';
import { usePreferences } from '../preferences';
import { IdleDialog } from '../session/dialogs';
import { useIdle } from '../session/use-idle';
import { useRobot } from './context';
import { Face, RobotFrame } from './parts';

const silence = 30_000;

/** Asks once, aloud and in writing. No answer is a no; neither leaves anything. */
export function Offer() {
  const { words, language, setLanguage } = usePreferences();
  const { robot, happens } = useRobot();

  useEffect(() => {
    let timer = setTimeout(() => happens({ kind: 'silence' }), silence);
    const again = () => {
      clearTimeout(timer);
      timer = setTimeout(() => happens({ kind: 'silence' }), silence);
    };
    addEventListener('pointerdown', again);
    addEventListener('keydown', again);
    return () => {
      clearTimeout(timer);
      removeEventListener('pointerdown', again);
      removeEventListener('keydown', again);
    };
  }, [happens]);

  const asked = useRef(language);
  useEffect(() => {
    if (asked.current === language) return;
    asked.current = language;
    happens({ kind: 'language' });
  }, [happens, language]);

  return (
    <RobotFrame name="robot-offer" title={robot.ask}>
      <p className="lead">{robot.askText}</p>
      <Face look="calm" />
      <div className="offer-answers">
        <button type="button" className="offer-answer" onClick={() => happens({ kind: 'answered', yes: true })}>
          {robot.yes}
        </button>
        <button type="button" className="offer-answer" onClick={() => happens({ kind: 'answered', yes: false })}>
          {robot.no}
        </button>
      </div>
      <div className="languages" role="group" aria-label={words.languageTitle}>
        {languages.map((one) => (
          <Button key={one} onPress={() => setLanguage(one)} aria-pressed={one === language}>
            <span lang={tagOf[one]} dir={directionOf(one)}>
              {languageNames[one]}
            </span>
          </Button>
        ))}
      </div>
    </RobotFrame>
  );
}

/** The film, begun because somebody has said yes. */
export function RobotFilm() {
  const { words } = usePreferences();
  const { happens } = useRobot();
  const [seen, setSeen] = useState(false);
  return (
    <RobotFrame
      name="robot-film"
      title={words.filmTitle}
      foot={
        <>
          <span />
          <Button look={seen ? 'primary' : 'quiet'} onPress={() => happens({ kind: 'watched' })}>
            {seen ? words.continue : words.filmSkip}
            <Arrow />
          </Button>
        </>
      }
    >
      <FilmPlayer seen={seen} onSeen={() => setSeen(true)} plays />
      <Idle />
    </RobotFrame>
  );
}

/** Whoever has gone away is not waited for. */
export function Idle() {
  const { happens } = useRobot();
  const [idle, stay] = useIdle(true);
  return idle ? <IdleDialog onStay={stay} onGone={() => happens({ kind: 'silence' })} /> : null;
}
