import { useState } from 'react';
import { Button } from '../../components/button';
import { usePreferences } from '../preferences';
import { Frame } from './frame';

type Said = Readonly<Record<number, 'yes' | 'no'>>;

/** Three statements, true or not, each explained. What somebody says here is in this screen's memory and nowhere else. */
export function CheckScreen() {
  const { words } = usePreferences();
  const [said, setSaid] = useState<Said>({});
  const begun = Object.keys(said).length > 0;
  return (
    <Frame name="check" title={words.checkTitle} next={begun ? {} : { label: words.checkSkip, look: 'quiet' }}>
      <p className="lead">{words.checkText}</p>
      <div className="cards">
        {words.check.map(({ text, right, why }, at) => {
          const answer = said[at];
          return (
            <section key={text} className="question" aria-labelledby={`check-${at}`}>
              <h2 id={`check-${at}`}>{text}</h2>
              <div className="row">
                {(['yes', 'no'] as const).map((one) => (
                  <Button
                    key={one}
                    aria-pressed={answer === one}
                    onPress={() => setSaid((before) => ({ ...before, [at]: one }))}
                  >
                    {one === 'yes' ? words.checkTrue : words.checkFalse}
                  </Button>
                ))}
              </div>
              {answer && (
                <p className="notice" role="status">
                  {answer === right ? words.checkRight : words.checkWrong} {why}
                </p>
              )}
            </section>
          );
        })}
      </div>
    </Frame>
  );
}
