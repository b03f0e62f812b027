import { useEffect, useState, type ReactNode } from 'react';
import { Button } from '../../components/button';
import { recordsRefusal, refusalContent, refusedForm } from '../content';
import { usePreferences } from '../preferences';
import { useAround, type Ending } from './context';
import { Frame } from './frame';

/** A last word in the middle of the screen. */
export function Farewell({
  name,
  title,
  text,
  children,
}: {
  name: string;
  title: string;
  text: string;
  children?: ReactNode;
}) {
  return (
    <main className="centre calm" data-screen={name}>
      <div className="card narrow middle">
        <span className="mark large" aria-hidden="true" />
        <h1>{title}</h1>
        <p className="lead">{text}</p>
        {children}
      </div>
    </main>
  );
}

/** Counts down and forgets; a touch does it at once. */
export function Forgetting({ seconds, forget }: { seconds: number; forget: () => void }) {
  const { words } = usePreferences();
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const timer = setInterval(() => setLeft((before) => before - 1), 1000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (left <= 0) forget();
  }, [left, forget]);
  return (
    <>
      <p className="quiet-text" role="timer">
        {words.thanksReset(Math.max(left, 0))}
      </p>
      <Button look="primary" onPress={forget}>
        {words.thanksNow}
      </Button>
    </>
  );
}

export function ThanksScreen({ forget }: { forget: () => void }) {
  const { words } = usePreferences();
  return (
    <Farewell name="thanks" title={words.thanksTitle} text={words.thanksText}>
      <Forgetting seconds={15} forget={forget} />
    </Farewell>
  );
}

export function QueuedScreen({ forget }: { forget: () => void }) {
  const { words } = usePreferences();
  return (
    <Farewell name="queued" title={words.queuedTitle} text={words.queuedText}>
      <span className="pulse" aria-hidden="true" />
      <Button onPress={forget}>{words.copyDone}</Button>
    </Farewell>
  );
}

export function EndedScreen({ ending, forget }: { ending: Ending | 'refused' | 'failed'; forget: () => void }) {
  const { words } = usePreferences();
  const [title, text] = {
    later: [words.laterTitle, words.laterText],
    abandoned: [words.overTitle, words.overText],
    declined: [words.refuseTitle, words.refuseText],
    refused: [words.refusedTitle, words.refuseText],
    failed: [words.overTitle, words.documentFailed],
  }[ending] as [string, string];
  return (
    <Farewell name={ending === 'abandoned' ? 'over' : ending} title={title} text={text}>
      <Forgetting seconds={15} forget={forget} />
    </Farewell>
  );
}

/** A no is as good an end as a yes: same weight, no second question. */
export function RefusalScreen({ chosen, onBack }: { chosen: boolean; onBack: () => void }) {
  const { words } = usePreferences();
  const { session, submit, end } = useAround();
  const [sending, setSending] = useState(false);
  const refused = refusedForm(session);
  const part = refused === undefined ? 'patient' : session.bundle.forms[refused]?.part;
  const minor = session.bundle.forms.some((form) => form.part !== 'patient');
  const child = part === 'child' || part === 'youth';
  const recorded = chosen && minor ? false : recordsRefusal(session);
  const finish = () => {
    if (sending) return;
    setSending(true);
    if (!recorded) return end('declined');
    void submit(refusalContent(session, new Date(), 0));
  };
  return (
    <Frame
      name="refusal"
      title={child ? words.refuseChild : words.refuseTitle}
      back={false}
      next={{ label: recorded ? words.refuseDo : words.refuseBare, disabled: sending, act: finish }}
    >
      <p className="lead">{words.refuseText}</p>
      {part === 'guardian' && <p>{words.refuseGuardian}</p>}
      {recorded && <p>{words.refuseRecord}</p>}
      <div className="row">
        <Button onPress={onBack}>{words.refuseBack}</Button>
      </div>
    </Frame>
  );
}
