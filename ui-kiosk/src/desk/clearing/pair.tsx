import { useMemo, useState } from 'react';
import { Button } from '../../components/button';
import { ask } from '../../lib/api/client';
import type { Identity } from '../api';
import { faultOf, useAnswer, useAsk, useDesk } from '../desk';
import { Fault, Head, say, Shown } from '../parts';
import { go } from '../../lib/router';
import { DecideForm, type Verdict } from './decide';
import { Evidence } from './evidence';
import { useIndexDomain } from './index-domain';
import { KeyHelp } from './key-help';
import { useKeys } from './keys';
import { PairHistory } from './pair-history';
import { UndoDialog } from './undo';

interface Props {
  id: string;
  keysOn: boolean;
  setKeysOn: (on: boolean) => void;
}

const decided = ['linked', 'distinct', 'second-opinion', 'disputed', 'postponed'];

/** Two identities side by side, and what somebody says of them. All of it by keyboard if one likes. */
export function Pair({ id, keysOn, setKeysOn }: Props) {
  const { words, services } = useDesk();
  const text = words.clearing;
  const send = useAsk();
  const domain = useIndexDomain();
  const [verdict, setVerdict] = useState<Verdict>();
  const [second, setSecond] = useState(false);
  const [reason, setReason] = useState('');
  const [stays, setStays] = useState('');
  const [saved, setSaved] = useState<Identity['DecidedPair']>();
  const [fault, setFault] = useState<string>();
  const [undoing, setUndoing] = useState(false);
  const path = { id };
  const evidence = useAnswer(`pair/${id}`, () =>
    ask(services.identity.POST('/api/identity/pairs/{id}/view', { params: { path } })),
  );
  // what was just said holds before it is read again
  const { version, status } = saved ?? evidence.data?.pair ?? { version: 0, status: '' };

  const settle = (said: Identity['DecidedPair']) => {
    setSaved(said);
    setFault(undefined);
    evidence.again();
  };

  const save = async () => {
    if (!verdict || reason.trim().length < 3) return;
    const result = await send(
      services.identity.POST('/api/identity/pairs/{id}/decision', {
        params: { path },
        headers: { 'If-Match': `"${String(version)}"` },
        body: {
          verdict,
          reason: reason.trim(),
          onlyIdentity: false,
          secondOpinion: second,
          ...(verdict === 'same' && stays ? { stays } : {}),
        },
      }),
    );
    if (result.kind !== 'answer') return setFault(faultOf(words, result));
    setVerdict(undefined);
    setReason('');
    settle(result.data);
  };

  const undo = async (because: string) => {
    setUndoing(false);
    const result = await send(
      services.identity.POST('/api/identity/pairs/{id}/undo', { params: { path }, body: { reason: because } }),
    );
    if (result.kind !== 'answer') return setFault(faultOf(words, result));
    settle(result.data);
  };

  const next = async () => {
    const result = await send(
      services.identity.POST('/api/identity/pairs/next', { body: { filter: { domain }, count: 1 } }),
    );
    if (result.kind !== 'answer') return setFault(faultOf(words, result));
    go(result.data[0] ? `clearing/${result.data[0].pair}` : 'clearing');
  };

  const choose = (chosen: Verdict) => {
    setVerdict(chosen);
    requestAnimationFrame(() => document.querySelector<HTMLTextAreaElement>('.decide textarea')?.focus());
  };

  const keys = useMemo(
    () => ({
      '1': () => choose('same'),
      '2': () => choose('distinct'),
      '3': () => choose('postponed'),
      m: () => setSecond((before) => !before),
      u: () => setUndoing(decided.includes(status)),
      n: () => void next(),
      l: () => go('clearing'),
      enter: () => void save(),
    }),
    // every key acts on what is there now
    [status, verdict, reason, second, stays, version, domain],
  );
  useKeys(keysOn && !undoing, keys);

  return (
    <>
      <Head title={text.compare} screen="desk-pair">
        <KeyHelp on={keysOn} setOn={setKeysOn} />
        <Button onPress={() => go('clearing')}>{text.waiting}</Button>
        {decided.includes(status) && <Button onPress={() => setUndoing(true)}>{text.undo}</Button>}
        <Button onPress={() => void next()}>{text.next}</Button>
      </Head>
      {saved && (
        <p className="notice good" role="status">
          {say(text.saved, saved.status)}
        </p>
      )}
      <Fault text={fault} />
      <Shown answer={evidence}>
        {(known) => (
          <>
            <Evidence evidence={known} />
            {!['linked', 'distinct'].includes(status) && (
              <DecideForm
                a={known.a}
                b={known.b}
                verdict={verdict}
                setVerdict={choose}
                reason={reason}
                setReason={setReason}
                second={second}
                setSecond={setSecond}
                stays={stays}
                setStays={setStays}
                onSave={() => void save()}
              />
            )}
            <PairHistory evidence={known} />
          </>
        )}
      </Shown>
      {undoing && <UndoDialog onUndo={(because) => void undo(because)} onClose={() => setUndoing(false)} />}
    </>
  );
}
