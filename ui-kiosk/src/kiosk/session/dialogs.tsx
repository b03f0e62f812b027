import { useEffect, useState } from 'react';
import { Button } from '../../components/button';
import { Choice } from '../../components/choice';
import { Dialog } from '../../components/dialog';
import { TextArea } from '../../components/text-area';
import { Tick } from '../../components/tick';
import { ask, client } from '../../lib/api/client';
import { directionOf, languageNames, languages, tagOf } from '../../lib/i18n/languages';
import { scales, usePreferences } from '../preferences';
import { StaffSignIn } from '../staff/sign-in';
import { useAround } from './context';
import { ReadAloud } from './read-aloud';

export function DisplayDialog({ onClose }: { onClose: () => void }) {
  const { words, language, scale, contrast, near, setLanguage, setScale, setContrast } = usePreferences();
  const sizes = [words.normal, words.large, words.largest];
  return (
    <Dialog title={words.show} onClose={onClose} wide>
      <Choice
        label={words.languageTitle}
        look="names"
        value={language}
        onChange={setLanguage}
        options={languages.map((one) => ({
          value: one,
          text: languageNames[one],
          lang: tagOf[one],
          dir: directionOf(one),
        }))}
      />
      {!near && (
        <Choice
          label={words.textSize}
          look="names"
          value={String(scale)}
          onChange={(chosen) => setScale(Number(chosen))}
          options={scales.map((size, at) => ({ value: String(size), text: sizes[at] ?? '' }))}
        />
      )}
      <Tick text={words.contrast} value={contrast} onChange={setContrast} />
      <div className="row between">
        <ReadAloud onStart={onClose} />
        <Button look="primary" onPress={onClose}>
          {words.close}
        </Button>
      </div>
    </Dialog>
  );
}

/** Somebody has a question: staff are told on which tablet, and nothing about whom. */
export function AskDialog({ screen, onClose }: { screen: string; onClose: () => void }) {
  const { words } = usePreferences();
  const { session, tablet, end, dispatch } = useAround();
  const [state, setState] = useState<'asking' | 'called' | 'offline' | 'signing-in' | 'staff'>('asking');

  const [question, setQuestion] = useState('');
  const [written, setWritten] = useState(false);

  const step = (calling: boolean) =>
    ask(client(session.bundle.token).POST('/api/consent/capture/step', { body: { screen, calling } }));

  /** What was written goes first, so that whoever comes knows it. */
  const call = async () => {
    const text = question.trim();
    const sent = text
      ? await ask(client(session.bundle.token).POST('/api/consent/capture/questions', { body: { text } }))
      : undefined;
    const called = await step(true);
    if (sent?.kind === 'answer') setQuestion('');
    setWritten(sent?.kind === 'answer');
    setState(called.kind === 'answer' ? 'called' : 'offline');
  };

  const talked = () => {
    void step(false);
    dispatch({ kind: 'shown', screen: { screen: 'talk', version: null, language: session.textLanguage, seconds: 0 } });
    onClose();
  };

  return (
    <Dialog title={words.askTitle} onClose={onClose}>
      {state === 'called' && (
        <p className="notice good" role="status">
          {words.askCalled} {written && words.askWritten}
        </p>
      )}
      {state === 'offline' && (
        <p className="notice warm" role="status">
          {words.askOffline}
        </p>
      )}
      {state === 'signing-in' ? (
        <StaffSignIn tablet={tablet} onSignedIn={() => setState('staff')} onClose={() => setState('asking')} />
      ) : state === 'staff' ? (
        <div className="stack">
          <Button look="primary" onPress={talked}>
            {words.staffTalked}
          </Button>
          <Button onPress={() => end('abandoned')}>{words.staffEnd}</Button>
        </div>
      ) : (
        <div className="stack">
          {state === 'asking' && (
            <>
              <TextArea label={words.askWrite} value={question} most={1000} onChange={setQuestion} />
              <Button look="primary" onPress={() => void call()}>
                {words.askCall}
              </Button>
            </>
          )}
          <Button onPress={() => end('later')}>{words.askLater}</Button>
          <Button onPress={onClose}>{words.leaveStay}</Button>
          <Button look="plain" onPress={() => setState('signing-in')}>
            {words.staffHere}
          </Button>
        </div>
      )}
    </Dialog>
  );
}

/** A way out from everywhere, to any of which nobody has to say a second word. */
export function LeaveDialog({ onClose }: { onClose: () => void }) {
  const { words } = usePreferences();
  const { session, end, refuse, withdraw } = useAround();
  return (
    <Dialog title={words.leaveTitle} onClose={onClose}>
      <p>{words.leaveText}</p>
      <div className="stack">
        <Button onPress={onClose}>{words.leaveStay}</Button>
        <Button onPress={() => end('later')}>{words.leaveLater}</Button>
        <p className="quiet-text">{words.leaveLaterText}</p>
        <Button onPress={refuse}>{words.leaveNo}</Button>
        {session.confirmed && <Button onPress={withdraw}>{words.withdrawStart}</Button>}
      </div>
    </Dialog>
  );
}

/** Nobody has touched the tablet for a while: thirty seconds to say that one is there. */
export function IdleDialog({ onStay, onGone }: { onStay: () => void; onGone: () => void }) {
  const { words } = usePreferences();
  const [left, setLeft] = useState(30);
  useEffect(() => {
    const timer = setInterval(() => setLeft((before) => before - 1), 1000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (left <= 0) onGone();
  }, [left, onGone]);
  return (
    <Dialog title={words.idleTitle} role="alertdialog">
      <p className="countdown" role="timer">
        {words.idleText(Math.max(left, 0))}
      </p>
      <Button look="primary" wide onPress={onStay} autoFocus>
        {words.idleStay}
      </Button>
    </Dialog>
  );
}
