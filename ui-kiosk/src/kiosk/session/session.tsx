import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import {
  ask,
  client,
  type CaptureBundle,
  type CaptureContent,
  type CaptureReceipt,
  type TabletHere,
} from '../../lib/api/client';
import { deliver } from '../../lib/deliver';
import { languageOf, tagOf } from '../../lib/i18n/languages';
import { useOnline } from '../../lib/online';
import { seal } from '../../lib/seal';
import { deliveries } from '../../lib/store';
import { wipe } from '../../lib/wipe';
import { contentOf } from '../content';
import { film } from '../film';
import { begin, follow, formOf, type Session, type Step } from '../flow';
import { textOf } from '../forms';
import { usePreferences } from '../preferences';
import { CheckScreen } from './check';
import { AroundContext, type Around, type Ending } from './context';
import { DecisionScreen } from './decision';
import { AskDialog, DisplayDialog, IdleDialog, LeaveDialog } from './dialogs';
import { DocumentScreen } from './document';
import { CopyScreen } from './copy-screen';
import { EndedScreen, QueuedScreen, RefusalScreen, ThanksScreen } from './endings';
import { FilmScreen, SummaryScreen } from './film';
import { InformationScreen } from './information';
import { ReviewScreen } from './review';
import { SignScreen } from './sign';
import { IdentityScreen, LanguageScreen, PartScreen, WhoScreen } from './start';
import { useIdle } from './use-idle';
import { WithdrawScreen } from './withdraw';

const again = 3_000;

type After =
  | { kind: 'received'; receipt: CaptureReceipt; withdrawn?: boolean }
  | { kind: 'queued'; delivery: Parameters<typeof deliver>[1] }
  | { kind: 'thanks' }
  | { kind: 'ended'; ending: Ending | 'refused' | 'failed' };

interface Props {
  bundle: CaptureBundle;
  ahead: number;
  tablet: string;
  here?: TabletHere;
  /** What happens when nothing of it may be left; the page begins anew if not said otherwise. */
  onForget?: () => void;
}

/** One person's session, from the language to the last thank you. All of it lives in this component's memory. */
export function SessionScreens({ bundle, ahead, tablet, here, onForget }: Props) {
  const { language, setLanguage } = usePreferences();
  const online = useOnline();
  const [session, dispatch] = useReducer(follow, bundle, (opened) => begin(opened, here?.understandingCheck));
  const [dialog, setDialog] = useState<'ask' | 'leave' | 'display'>();
  const [refusing, setRefusing] = useState(false);
  const [withdrawing, setWithdrawing] = useState(false);
  const [after, setAfter] = useState<After>();
  const [idle, stay] = useIdle(after === undefined);
  const forget = useCallback(() => (onForget ? onForget() : void wipe()), [onForget]);
  const close = useCallback(() => setDialog(undefined), []);

  // where the ward chose one it begins there; the first screen offers the others all the same
  useEffect(() => {
    const chosen = languageOf(bundle.language);
    if (chosen) setLanguage(chosen);
  }, [bundle.language, setLanguage]);
  useEffect(() => dispatch({ kind: 'language', language: tagOf[language].split('-')[0] ?? 'de' }), [language]);

  const shown = useTrail(session, dispatch);

  const screen = withdrawing ? 'withdraw' : refusing ? 'refusal' : session.step.kind;
  useEffect(() => {
    if (!after) void ask(client(bundle.token).POST('/api/consent/capture/step', { body: { screen, calling: false } }));
  }, [after, bundle.token, screen]);

  const end = useCallback(
    (ending: Ending) => {
      setDialog(undefined);
      setAfter({ kind: 'ended', ending });
      void ask(client(bundle.token).POST('/api/consent/capture/end', { body: { outcome: ending } }));
    },
    [bundle.token],
  );
  const gone = useCallback(() => {
    void ask(client(bundle.token).POST('/api/consent/capture/end', { body: { outcome: 'abandoned' } })).then(forget);
  }, [bundle.token, forget]);

  const received = useCallback((receipt: CaptureReceipt, refused: boolean) => {
    setAfter(refused ? { kind: 'ended', ending: 'refused' } : { kind: 'received', receipt });
  }, []);

  const handing = useRef(false);
  const submit = useCallback(
    async (content: CaptureContent) => {
      if (handing.current) return; // a second tap
      handing.current = true;
      const delivery = await seal(bundle.id, bundle.deliveryKey, content);
      await deliveries.keep(delivery);
      const result = await deliver(tablet, delivery);
      handing.current = false;
      if (result.kind === 'offline') return setAfter({ kind: 'queued', delivery });
      if (result.kind === 'answer') return received(result.data, isRefusal(content));
      await deliveries.forget(bundle.id);
      setAfter({ kind: 'ended', ending: 'failed' });
    },
    [bundle.deliveryKey, bundle.id, received, tablet],
  );

  useEffect(() => {
    if (after?.kind !== 'queued') return;
    const timer = setInterval(() => {
      void deliver(tablet, after.delivery).then((result) => {
        if (result.kind === 'answer') received(result.data, false);
      });
    }, again);
    return () => clearInterval(timer);
  }, [after, received, tablet]);

  const around = useMemo<Around>(
    () => ({
      session,
      dispatch,
      online,
      tablet,
      content: () => contentOf({ ...session, trail: shown() }, new Date(), ahead),
      submit,
      end,
      refuse: () => {
        setDialog(undefined);
        setRefusing(true);
      },
      withdraw: () => {
        setDialog(undefined);
        setWithdrawing(true);
      },
      ask: () => setDialog('ask'),
      leave: () => setDialog('leave'),
      display: () => setDialog('display'),
    }),
    [ahead, end, online, session, shown, submit, tablet],
  );

  if (after?.kind === 'received')
    return (
      <CopyScreen
        receipt={after.receipt}
        withdrawn={after.withdrawn ?? false}
        tablet={tablet}
        onDone={() => setAfter({ kind: 'thanks' })}
      />
    );
  if (after?.kind === 'queued') return <QueuedScreen forget={forget} />;
  if (after?.kind === 'thanks') return <ThanksScreen forget={forget} />;
  if (after?.kind === 'ended') return <EndedScreen ending={after.ending} forget={forget} />;
  return (
    <AroundContext value={around}>
      {withdrawing ? (
        <WithdrawScreen
          onBack={() => setWithdrawing(false)}
          onDone={(receipt) => setAfter({ kind: 'received', receipt, withdrawn: true })}
        />
      ) : refusing || session.step.kind === 'refusal' ? (
        <RefusalScreen chosen={refusing} onBack={() => (refusing ? setRefusing(false) : dispatch({ kind: 'back' }))} />
      ) : (
        <StepScreen step={session.step} />
      )}
      {dialog === 'ask' && <AskDialog screen={screen} onClose={close} />}
      {dialog === 'leave' && <LeaveDialog onClose={close} />}
      {dialog === 'display' && <DisplayDialog onClose={close} />}
      {idle && <IdleDialog onStay={stay} onGone={gone} />}
    </AroundContext>
  );
}

const isRefusal = (content: CaptureContent): boolean =>
  content.documents.length > 0 &&
  content.documents.every((document) => !Object.values(document.answers).includes('accepted'));

function StepScreen({ step }: { step: Exclude<Step, { kind: 'refusal' }> }) {
  switch (step.kind) {
    case 'language':
      return <LanguageScreen />;
    case 'identity':
      return <IdentityScreen />;
    case 'who':
      return <WhoScreen />;
    case 'film':
      return <FilmScreen />;
    case 'summary':
      return <SummaryScreen />;
    case 'part':
      return <PartScreen key={step.form} form={step.form} />;
    case 'information':
      return <InformationScreen key={step.form} form={step.form} />;
    case 'check':
      return <CheckScreen />;
    case 'decision':
      return <DecisionScreen key={`${step.form}/${step.module}`} form={step.form} module={step.module} />;
    case 'review':
      return <ReviewScreen />;
    case 'sign':
      return <SignScreen />;
    case 'document':
      return <DocumentScreen />;
  }
}

/** Writes down what was on the screen and for how long, in memory, to be sealed with the decisions. */
function useTrail(session: Session, dispatch: Around['dispatch']): () => Session['trail'] {
  const since = useRef(0);
  const { step, textLanguage: language } = session;
  useEffect(() => {
    since.current = performance.now();
  }, []);
  const entry = useCallback(
    (of: Step) => ({
      screen: of.kind === 'film' && session.filmSkipped ? 'film-skipped' : of.kind,
      version:
        of.kind === 'film' || of.kind === 'summary'
          ? film.version
          : 'form' in of
            ? textOf(formOf(session, of.form), language).hash
            : null,
      language,
      seconds: Math.max(0, Math.round((performance.now() - since.current) / 1000)),
    }),
    [language, session],
  );
  const latest = useRef({ entry, step });
  const before = useRef(step);

  useEffect(() => {
    if (JSON.stringify(before.current) !== JSON.stringify(step)) {
      // that somebody was asked whether they understood stands nowhere
      if (before.current.kind !== 'check') dispatch({ kind: 'shown', screen: entry(before.current) });
      before.current = step;
      since.current = performance.now();
    }
    latest.current = { entry, step };
  }, [dispatch, entry, step]);

  const { trail } = session;
  return useCallback(() => [...trail, latest.current.entry(latest.current.step)], [trail]);
}
