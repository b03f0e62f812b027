import { Button } from '../components/button';
import type { Goodbye, Look } from './app';
import { LookButtons } from './look-buttons';
import { leaveToSignIn } from './sign-in';

interface Props {
  look: Look;
  goodbye: Goodbye | undefined;
  waiting: boolean;
  onFail: () => void;
}

/** Nobody is signed in: one way on. */
export function SignedOut({ look, goodbye, waiting, onFail }: Props) {
  const { words, language } = look;
  return (
    <main className="desk-door" data-screen="desk-sign-in">
      <div className="desk-door-card">
        <span className="mark" aria-hidden="true" />
        <h1>TrustCenter {words.title}</h1>
        <p className="quiet-text">{words.signInText}</p>
        {goodbye && (
          <p className={`notice ${goodbye === 'signedOut' ? '' : 'warm'}`} role="status">
            {words[goodbye]}
          </p>
        )}
        <Button
          look="primary"
          autoFocus
          isDisabled={waiting}
          onPress={() => void leaveToSignIn(language, goodbye !== undefined).catch(onFail)}
        >
          {words.signIn}
        </Button>
        <LookButtons look={look} />
      </div>
    </main>
  );
}
