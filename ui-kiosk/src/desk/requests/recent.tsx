import type { ReactNode } from 'react';
import { Button } from '../../components/button';
import { useDesk } from '../desk';

const within = 5 * 60_000;

/** What is grave needs a sign-in of just now. Asked for before anything is written, since it leaves the page. */
export function Recent({ children }: { children: ReactNode }) {
  const { words, account, strong, signInAgain } = useDesk();
  const at = account.signedInAt ? Date.parse(account.signedInAt) : 0;
  if (strong && Date.now() - at < within - 30_000) return <>{children}</>;
  return (
    <div className="notice warm">
      <span>{strong ? words.signInAgainText : words.secondFactorText}</span>
      <Button look="primary" autoFocus onPress={signInAgain}>
        {words.signInAgain}
      </Button>
    </div>
  );
}
