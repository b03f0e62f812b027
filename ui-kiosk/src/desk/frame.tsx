import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '../components/button';
import { Dialog } from '../components/dialog';
import { ask } from '../lib/api/client';
import { services } from './api';
import type { Goodbye, Look } from './app';
import { areas } from './areas';
import { Calls } from './calls';
import { DeskContext, type Account, type Desk, type Patient } from './desk';
import { LookButtons } from './look-buttons';
import { go, useRoute } from '../lib/router';
import { leaveToSignIn, type SignedIn } from './sign-in';
import { useIdle } from '../lib/use-idle';

const warnBefore = 5 * 60_000;

interface Props {
  look: Look;
  account: Account;
  signedIn: SignedIn;
  onLeave: (why: Goodbye) => void;
}

/** Everything around a screen: where to go, who is here, how long. */
export function Frame({ look, account, signedIn, onLeave }: Props) {
  const { words, language } = look;
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const [patient, setPatient] = useState<Patient>();
  const [domains, setDomains] = useState<string[]>([]);
  const [domain, setDomain] = useState('');
  const may = useCallback((permission: string) => account.permissions.includes(permission), [account]);
  const mine = useMemo(() => areas.filter(({ permissions }) => permissions.some(may)), [may]);
  const area = mine.find(({ name }) => name === route[0]) ?? mine[0];
  const expired = useCallback(() => onLeave('signInExpired'), [onLeave]);
  const [left, stay] = useIdle(useCallback(() => onLeave('signInIdle'), [onLeave]));
  const [ending, setEnding] = useState(false);
  const api = useMemo(() => services(signedIn.token), [signedIn.token]);

  useEffect(() => {
    const remaining = signedIn.until - Date.now();
    const warn = setTimeout(() => setEnding(true), Math.max(remaining - warnBefore, 0));
    const end = setTimeout(expired, Math.max(remaining, 0));
    return () => {
      clearTimeout(warn);
      clearTimeout(end);
    };
  }, [signedIn.until, expired]);

  useEffect(() => {
    const readable = may('consent.read') || may('template.read');
    if (!readable) return;
    void ask(api.consent.GET('/api/consent/domains')).then((result) => {
      if (result.kind !== 'answer') return;
      const names = result.data.map(({ name }) => name);
      setDomains(names);
      setDomain((before) => before || (names[0] ?? ''));
    });
  }, [api, may]);

  // whoever comes to another screen begins at its top, by eye, keyboard and screen reader
  const at = route.slice(0, 2).join('/');
  useEffect(() => {
    main.current?.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
    document.title = `${area ? words.nav[area.name] : words.title} – TrustCenter`;
  }, [at, area, words]);

  const desk = useMemo<Desk>(() => {
    const locale = language === 'en' ? 'en-GB' : language;
    const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'Europe/Berlin' });
    const moments = new Intl.DateTimeFormat(locale, {
      dateStyle: 'medium',
      timeStyle: 'short',
      timeZone: 'Europe/Berlin',
    });
    return {
      services: api,
      account,
      may,
      words,
      language,
      day: (text) => (text ? dates.format(new Date(text.length === 10 ? `${text}T12:00:00Z` : text)) : '–'),
      moment: (text) => (text ? moments.format(new Date(text)) : '–'),
      number: (value, places = 0, signed = false) =>
        value === null || value === undefined
          ? '–'
          : Number(value).toLocaleString(locale, {
              minimumFractionDigits: places,
              maximumFractionDigits: places,
              signDisplay: signed ? 'exceptZero' : 'auto',
            }),
      percent: (share, places = 0) =>
        Number(share).toLocaleString(locale, { style: 'percent', maximumFractionDigits: places }),
      domains,
      domain,
      setDomain,
      patient,
      openPatient: (chosen) => {
        setPatient(chosen);
        go('patients/card');
      },
      strong: signedIn.strong,
      signInAgain: () => void leaveToSignIn(language, true).catch(() => onLeave('signInFailed')),
      expired,
    };
  }, [api, account, may, words, language, domains, domain, patient, expired, onLeave, signedIn.strong]);

  return (
    <DeskContext value={desk}>
      <div className="desk">
        <a className="skip" href="#content" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
          {words.skip}
        </a>
        <header className="desk-bar">
          <span className="mark" aria-hidden="true" />
          <span className="desk-name">TrustCenter</span>
          <LookButtons look={look} />
          <span className="desk-account">{account.name}</span>
          {!signedIn.strong && <Button onPress={desk.signInAgain}>{words.strengthen}</Button>}
          <Button onPress={() => onLeave('signedOut')}>{words.signOut}</Button>
        </header>
        <nav className="desk-nav" aria-label={words.menu}>
          <ul>
            {mine.map(({ name }) => (
              <li key={name}>
                <a href={`#/${name}`} {...(name === area?.name ? { 'aria-current': 'page' as const } : {})}>
                  {words.nav[name]}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <main ref={main} id="content" className="desk-main" tabIndex={-1} data-area={area?.name}>
          <Calls />
          {area ? area.screen(route.slice(1)) : <p className="notice">{words.nothingAllowed}</p>}
        </main>
      </div>
      {left !== undefined && (
        <Dialog title={words.idleTitle} role="alertdialog">
          <p className="countdown" role="timer">
            {words.idleText(left)}
          </p>
          <Button look="primary" autoFocus onPress={stay}>
            {words.idleStay}
          </Button>
        </Dialog>
      )}
      {ending && left === undefined && (
        <Dialog title={words.endingTitle} onClose={() => setEnding(false)}>
          <p>{words.endingText}</p>
          <div className="row">
            <Button look="primary" onPress={desk.signInAgain}>
              {words.signInAgain}
            </Button>
            <Button onPress={() => setEnding(false)}>{words.later}</Button>
          </div>
        </Dialog>
      )}
    </DeskContext>
  );
}
