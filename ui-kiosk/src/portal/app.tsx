import { useCallback, useEffect, useMemo, useState } from 'react';
import { portalApi, type Portal } from './api';
import { Door } from './door/door';
import { Frame } from './frame';
import { takeCode } from './letter-code';
import { useLook } from './look';
import type { Goodbye } from './portal';

/** Signed in or not. What is known lives in this page's memory and goes with it; the session is a cookie that no script
 * can read. */
export function App() {
  const { words } = useLook();
  const api = useMemo(portalApi, []);
  const [code, setCode] = useState(takeCode);
  const [self, setSelf] = useState<Portal['PortalSelf']>();
  const [goodbye, setGoodbye] = useState<Goodbye>();
  const [starting, setStarting] = useState(true);

  const enter = useCallback(async () => {
    const found = await api.self();
    if (found.kind === 'answer') {
      setSelf(found.data);
      setCode(undefined);
    }
    return found.kind === 'answer';
  }, [api]);

  useEffect(() => {
    if (code) setStarting(false);
    else void enter().then(() => setStarting(false));
  }, [code, enter]);

  useEffect(() => {
    const scanned = () => {
      const found = takeCode();
      if (!found) return;
      setSelf(undefined);
      setCode(found);
    };
    addEventListener('hashchange', scanned);
    return () => removeEventListener('hashchange', scanned);
  }, []);

  useEffect(() => {
    document.title = words.title;
  }, [words]);

  // what was shown is gone at once; that somebody is signed out is said when it is so
  const leave = useCallback((why: Goodbye, ended?: Promise<boolean>) => {
    setSelf(undefined);
    setGoodbye(ended ? undefined : why);
    // nothing of where somebody was stays in the address
    history.replaceState(null, '', location.pathname);
    if (!ended) return;
    setStarting(true);
    void ended.then((done) => {
      setGoodbye(done ? why : 'unsure');
      setStarting(false);
    });
  }, []);

  if (self) return <Frame api={api} self={self} onLeave={leave} />;
  return <Door key={code} api={api} code={code} goodbye={goodbye} starting={starting} onOpen={enter} />;
}
