import type { ReactNode } from 'react';
import { Button } from '../../components/button';
import { Arrow, Cross, Display, Network, Question } from '../../components/icons';
import { progress } from '../flow';
import { usePreferences } from '../preferences';
import { useAround } from './context';

interface Props {
  name: string;
  title: string;
  /** Where the title is a form's own. */
  titleLanguage?: string;
  wide?: boolean;
  /** Heads the screen instead of nothing. */
  above?: ReactNode;
  children: ReactNode;
  back?: boolean;
  /** The screen says itself what goes without a network. */
  saysOffline?: boolean;
  next?: { label?: string; disabled?: boolean; look?: 'primary' | 'quiet'; act?: () => void };
}

/** Every screen of a session: where one is, help, a way out; one thing at a time in the middle; back and on below. */
export function Frame({ name, title, titleLanguage, wide, above, children, back = true, saysOffline, next }: Props) {
  const { words } = usePreferences();
  const { session, dispatch, online, ask, leave, display } = useAround();
  const { at, of } = progress(session);
  return (
    <div className="stage" data-screen={name}>
      <header className="bar">
        <span className="mark" aria-hidden="true" />
        <div className="progress" role="img" aria-label={words.stepOf(at, of)}>
          {Array.from({ length: of }, (_, chapter) => (
            <span key={chapter} className={chapter < at ? 'done' : ''} />
          ))}
        </div>
        <div className="bar-actions">
          <Button look="plain" onPress={display}>
            <Display />
            <span className="bar-word">{words.show}</span>
          </Button>
          <Button look="plain" onPress={ask}>
            <Question />
            <span className="bar-word">{words.ask}</span>
          </Button>
          <Button look="plain" onPress={leave}>
            <Cross />
            <span className="bar-word">{words.cancel}</span>
          </Button>
        </div>
      </header>
      <main className={`screen${wide ? ' wide' : ''}`} tabIndex={-1} key={title}>
        {!online && !saysOffline && (
          <p className="notice warm" role="status">
            <Network />
            {words.offline}
          </p>
        )}
        {above}
        <h1
          tabIndex={-1}
          {...(titleLanguage ? { lang: titleLanguage, dir: titleLanguage === 'ar' ? 'rtl' : 'ltr' } : {})}
        >
          {title}
        </h1>
        {children}
      </main>
      <footer className="foot">
        {back ? (
          <Button onPress={() => dispatch({ kind: 'back' })}>
            <span className="flip">
              <Arrow />
            </span>
            {words.back}
          </Button>
        ) : (
          <span />
        )}
        {next && (
          <Button
            look={next.look ?? 'primary'}
            isDisabled={next.disabled ?? false}
            onPress={() => (next.act ? next.act() : dispatch({ kind: 'next' }))}
          >
            {next.label ?? words.continue}
            <Arrow />
          </Button>
        )}
      </footer>
    </div>
  );
}
