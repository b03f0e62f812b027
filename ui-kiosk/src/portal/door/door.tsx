import { useEffect, useRef, useState } from 'react';
import { Button } from '../../components/button';
import type { PortalApi, Portal } from '../api';
import { useKeptPlace } from '../kept-place';
import { useLook } from '../look';
import { LookButton } from '../look-dialog';
import type { Goodbye } from '../portal';
import { Languages } from './languages';
import { Letter } from './letter';
import { NewKey } from './new-key';
import { SignIn } from './sign-in';

interface Props {
  api: PortalApi;
  code: string | undefined;
  goodbye: Goodbye | undefined;
  starting: boolean;
  onOpen: () => Promise<boolean>;
}

type At = { kind: 'sign-in' | 'letter' } | { kind: 'new-key'; setup: Portal['PortalSetup'] };

/** Nobody is signed in: the way in by a key of one's own, and the first time by a letter. */
export function Door({ api, code, goodbye, starting, onOpen }: Props) {
  const { words } = useLook();
  const [at, setAt] = useState<At>({ kind: code ? 'letter' : 'sign-in' });
  const main = useRef<HTMLElement>(null);
  const before = useRef(at.kind);
  const [settings, setSettings] = useState<Portal['PortalSettings']>();
  useKeptPlace(main);

  useEffect(() => {
    void api.settings().then((found) => {
      if (found.kind === 'answer') setSettings(found.data);
    });
  }, [api]);

  useEffect(() => {
    if (before.current === at.kind) return;
    before.current = at.kind;
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [at.kind]);

  const passkeys = (settings?.passkeys ?? false) && 'PublicKeyCredential' in globalThis;
  return (
    <main ref={main} tabIndex={-1} className="door" data-screen={`portal-${at.kind}`} aria-busy={starting}>
      <div className="door-scene" aria-hidden="true" />
      <div className="door-bar">
        <span className="mark" aria-hidden="true" />
        <span className="portal-name">{words.where}</span>
        <LookButton />
      </div>
      <div className="door-inner">
        {at.kind === 'sign-in' && (
          <div className="door-words">
            <h1>{words.doorTitle}</h1>
            <p className="lead">{words.doorText}</p>
          </div>
        )}
        <div className="door-card">
          {goodbye && at.kind === 'sign-in' && (
            <p className={`notice ${goodbye === 'signedOut' ? '' : 'warm'}`} role="status">
              {words.goodbye[goodbye]}
            </p>
          )}
          {at.kind === 'sign-in' && !starting && (
            <>
              <SignIn api={api} passkeys={passkeys} ready={settings !== undefined} onOpen={onOpen} />
              <hr />
              <Button wide onPress={() => setAt({ kind: 'letter' })}>
                {words.doorLetter}
              </Button>
            </>
          )}
          {at.kind === 'letter' && (
            <Letter
              api={api}
              scanned={code}
              onBack={() => setAt({ kind: 'sign-in' })}
              onRight={(setup) => setAt({ kind: 'new-key', setup })}
            />
          )}
          {at.kind === 'new-key' && <NewKey api={api} setup={at.setup} passkeys={passkeys} onOpen={onOpen} />}
        </div>
        {at.kind === 'sign-in' && <p className="door-help">{words.doorHelp}</p>}
        <Languages />
      </div>
    </main>
  );
}
