import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '../components/button';
import { Dialog } from '../components/dialog';
import { Arrow } from '../components/icons';
import { go, useRoute } from '../lib/router';
import { useIdle } from '../lib/use-idle';
import type { PortalApi, Portal } from './api';
import { areas } from './areas';
import { LookButton } from './look-dialog';
import { useKeptPlace } from './kept-place';
import { useLook } from './look';
import { HereContext, type Goodbye, type Here } from './portal';

interface Props {
  api: PortalApi;
  self: Portal['PortalSelf'];
  onLeave: (why: Goodbye, ended?: Promise<boolean>) => void;
}

/** Everything around a screen: where one is, the way around, the way out. */
export function Frame({ api, self, onLeave }: Props) {
  const { words } = useLook();
  const [first = '', second = ''] = useRoute();
  const main = useRef<HTMLElement>(null);
  const [document, setDocument] = useState<Portal['PortalDocument']>();
  const area = areas.find(({ name }) => name === first) ?? areas[0];
  const home = area?.name === 'overview';

  const signOut = useCallback(
    (why: Goodbye) => {
      onLeave(
        why,
        api.signOut().then(({ kind }) => kind !== 'offline'),
      );
    },
    [api, onLeave],
  );
  const [left, stay] = useIdle(useCallback(() => signOut('idle'), [signOut]));
  useKeptOpen(api);
  useKeptPlace(main);

  useEffect(() => {
    const end = setTimeout(() => signOut('expired'), Math.max(Date.parse(self.session.endsAt) - Date.now(), 0));
    return () => clearTimeout(end);
  }, [self.session.endsAt, signOut]);

  // whoever comes to another screen begins at its top, by eye, keyboard and screen reader
  const at = `${area?.name}/${second}/${document?.id}`;
  useEffect(() => {
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
    if (area) globalThis.document.title = `${words.nav[area.name]} – ${words.title}`;
  }, [at, area, words]);

  const here = useMemo<Here>(
    () => ({
      api,
      self,
      leave: onLeave,
      document,
      openDocument: (one) => {
        setDocument(one);
        if (one) go('documents');
      },
    }),
    [api, self, onLeave, document],
  );

  return (
    <HereContext value={here}>
      <div className="portal">
        <a className="skip" href="#content" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
          {words.skip}
        </a>
        <header className="portal-bar">
          <a className="portal-home" href="#/overview">
            <span className="mark" aria-hidden="true" />
            <span className="unseen">{words.nav.overview}</span>
            <span className="portal-name wide-only">{self.organisation}</span>
          </a>
          <LookButton />
          <Button onPress={() => signOut('signedOut')}>{words.signOut}</Button>
        </header>
        <nav className="portal-nav" aria-label={words.menu}>
          <ul>
            {areas.map(({ name }) => (
              <li key={name}>
                <a
                  href={`#/${name}`}
                  onClick={() => setDocument(undefined)}
                  {...(name === area?.name ? { 'aria-current': 'page' as const } : {})}
                >
                  {words.nav[name]}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <main ref={main} id="content" className="portal-main" tabIndex={-1} data-screen={`portal-${area?.name}`}>
          {!home && !second && !document && (
            <a className="portal-up" href="#/overview">
              <span className="flip">
                <Arrow />
              </span>
              {words.nav.overview}
            </a>
          )}
          {(area?.below?.[second] ?? area?.screen)?.()}
        </main>
      </div>
      {left !== undefined && (
        <Dialog title={words.idleTitle} role="alertdialog">
          <p className="countdown" role="timer">
            {words.idleText(left)}
          </p>
          <Button look="primary" wide autoFocus onPress={() => (void api.self(), stay())}>
            {words.idleStay}
          </Button>
        </Dialog>
      )}
    </HereContext>
  );
}

const often = 4 * 60_000;

/** Whoever reads and asks for nothing is not idle: the service is told so, now and then. */
function useKeptOpen(api: PortalApi): void {
  useEffect(() => {
    let told = Date.now();
    const active = () => {
      if (Date.now() - told < often) return;
      told = Date.now();
      void api.self();
    };
    const signs = ['pointerdown', 'keydown', 'wheel'] as const;
    for (const sign of signs) addEventListener(sign, active, { passive: true });
    return () => {
      for (const sign of signs) removeEventListener(sign, active);
    };
  }, [api]);
}
