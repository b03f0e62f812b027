import { useCallback, useEffect, useMemo, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { ask } from '../lib/api/client';
import { services } from './api';
import type { Account } from './desk';
import { Frame } from './frame';
import { returnedFromSignIn, type SignedIn } from './sign-in';
import { SignedOut } from './signed-out';
import { isLanguage, wordsOf, type Language } from './words';
import { de, type Words } from './words/de';

export type Goodbye = 'signInFailed' | 'signInExpired' | 'signInIdle' | 'signedOut';

interface Here {
  signedIn: SignedIn;
  account: Account;
}

/** Signed in or not. What is known lives in this page's memory and goes with it. */
export function App() {
  const [shown, setShown] = useState<{ language: Language; words: Words }>({ language: 'de', words: de });
  const [contrast, setContrast] = useState(false);
  const [here, setHere] = useState<Here>();
  const [goodbye, setGoodbye] = useState<Goodbye>();
  const [starting, setStarting] = useState(true);

  const setLanguage = useCallback((language: Language) => {
    void wordsOf(language).then((words) => setShown({ language, words }));
  }, []);

  useEffect(() => {
    void returnedFromSignIn().then(async (back) => {
      if (back === 'failed') setGoodbye('signInFailed');
      else if (back) {
        if (isLanguage(back.language)) setLanguage(back.language);
        const account = await ask(services(back.token).consent.GET('/api/consent/account'));
        if (account.kind === 'answer') setHere({ signedIn: back, account: account.data });
        else setGoodbye('signInFailed');
      }
      setStarting(false);
    });
  }, [setLanguage]);

  useEffect(() => {
    const root = document.documentElement;
    root.lang = shown.language;
    root.dataset['contrast'] = contrast ? 'high' : 'normal';
  }, [shown.language, contrast]);

  const leave = useCallback((why: Goodbye) => {
    setHere(undefined);
    setGoodbye(why);
  }, []);

  const look = useMemo(() => ({ ...shown, setLanguage, contrast, setContrast }), [shown, setLanguage, contrast]);
  return (
    <I18nProvider locale={shown.language}>
      {here ? (
        <Frame look={look} account={here.account} signedIn={here.signedIn} onLeave={leave} />
      ) : (
        <SignedOut look={look} goodbye={goodbye} waiting={starting} onFail={() => setGoodbye('signInFailed')} />
      )}
    </I18nProvider>
  );
}

export interface Look {
  language: Language;
  words: Words;
  setLanguage: (language: Language) => void;
  contrast: boolean;
  setContrast: (contrast: boolean) => void;
}
