import { useId, type ReactNode } from 'react';
import { Button } from '../components/button';
import { Arrow } from '../components/icons';
import { go } from '../lib/router';
import { useLook } from './look';
import type { Answer } from './portal';

/** What a screen is called and what it is for. */
export function Head({ title, text, back }: { title: string; text?: string; back?: { text: string; go: () => void } }) {
  return (
    <div className="head">
      {back && (
        <Button look="plain" onPress={back.go}>
          <span className="flip">
            <Arrow />
          </span>
          {back.text}
        </Button>
      )}
      <h1>{title}</h1>
      {text && <p className="lead">{text}</p>}
    </div>
  );
}

/** A part of a screen with its own heading. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="part" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

/** What was asked for, or why it is not there. */
export function Shown<T>({ answer, children }: { answer: Answer<T>; children: (data: T) => ReactNode }) {
  const { words } = useLook();
  if (answer.fault)
    return (
      <div className="notice warm" role="alert">
        <span>{answer.fault}</span>
        <Button onPress={answer.again}>{words.again}</Button>
      </div>
    );
  if (answer.data === undefined)
    return (
      <p className="waiting" role="status">
        {words.loading}
      </p>
    );
  return <>{children(answer.data)}</>;
}

/** A refusal or a failure, said where it happened. */
export function Fault({ text }: { text: string | undefined }) {
  return text ? (
    <p className="notice warm" role="alert">
      {text}
    </p>
  ) : null;
}

export const Nothing = ({ text }: { text: string }) => <p className="nothing">{text}</p>;

const tones: Record<string, 'good' | 'part' | 'no' | 'none'> = {
  permitted: 'good',
  partly: 'part',
  'not-answered': 'none',
  'no-document': 'none',
};

/** A state by word, shape and colour together. */
export function State({ state, text }: { state: string; text: string }) {
  return (
    <span className={`state ${tones[state] ?? 'no'}`} data-state={state}>
      <span className="state-sign" aria-hidden="true" />
      {text}
    </span>
  );
}

/** Text that comes from elsewhere and has no translation: in its own language and direction. */
export const Original = ({ text }: { text: string }) => (
  <span lang="de" dir="auto">
    {text}
  </span>
);

/** Who has to act on a withdrawal: services of ours in plain words, others by the name they go by. */
export function Receiver({ name }: { name: string }) {
  const { words } = useLook();
  const known = words.receivers[name];
  return known === undefined ? <Original text={name} /> : <>{known}</>;
}

export const toConsent = () => go('consent');
