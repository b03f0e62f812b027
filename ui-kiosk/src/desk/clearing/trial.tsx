import { useEffect, useMemo, useState } from 'react';
import { Button } from '../../components/button';
import { ask } from '../../lib/api/client';
import { go } from '../../lib/router';
import { faultOf, useAnswer, useAsk, useDesk } from '../desk';
import { Fault, Head, Pick, say, Section, Shown, Table } from '../parts';
import { ActivateWay } from './activate-way';
import { useKeys } from './keys';
import { TrialChange } from './trial-change';

const every = 1_000;
const kinds = ['', 'new-link', 'lost-link', 'new-possible', 'lost-possible'] as const;
const counted = ['newLinks', 'lostLinks', 'newPossible', 'lostPossible', 'keptApart', 'keptTogether'] as const;

/** What another way of comparing would change, pair by pair, before it is put in use. */
export function Trial({ id, keysOn }: { id: string; keysOn: boolean }) {
  const { words, services, number } = useDesk();
  const text = words.linkage;
  const send = useAsk();
  const [kind, setKind] = useState<(typeof kinds)[number]>('');
  const [after, setAfter] = useState(0);
  const [looking, setLooking] = useState<number>();
  const [activating, setActivating] = useState(false);
  const [fault, setFault] = useState<string>();
  const path = { id };
  const trial = useAnswer(`trial/${id}`, () =>
    ask(services.identity.GET('/api/identity/simulations/{id}', { params: { path } })),
  );
  const runs = trial.data?.status === 'running';
  const changes = useAnswer(`changes/${id}/${kind}/${after}/${String(trial.data?.status)}`, () =>
    ask(
      services.identity.GET('/api/identity/simulations/{id}/changes', {
        params: { path, query: { count: 50, after, ...(kind ? { kind } : {}) } },
      }),
    ),
  );

  const { again } = trial;
  useEffect(() => {
    if (!runs) return;
    const timer = setInterval(again, every);
    return () => clearInterval(timer);
  }, [runs, again]);

  const cancel = async () => {
    const result = await send(services.identity.POST('/api/identity/simulations/{id}/cancel', { params: { path } }));
    setFault(faultOf(words, result));
    again();
  };
  const known = changes.data?.changes ?? [];
  const step = (by: number) => {
    const at = known.findIndex((change) => Number(change.number) === looking);
    const next = known[at < 0 ? 0 : at + by];
    if (next) setLooking(Number(next.number));
  };
  const keys = useMemo(() => ({ n: () => step(1), v: () => step(-1), l: () => go('clearing/ways') }), [known, looking]);
  useKeys(keysOn, keys);

  return (
    <>
      <Head
        title={trial.data ? text.trial(number(trial.data.version), number(trial.data.base)) : text.trials}
        screen="desk-trial"
      >
        {runs && <Button onPress={() => void cancel()}>{text.stop}</Button>}
        {trial.data?.status === 'done' && (
          <Button look="primary" onPress={() => setActivating(true)}>
            {text.activate}
          </Button>
        )}
        <Button onPress={() => go('clearing/ways')}>{text.parts.ways}</Button>
      </Head>
      <Fault text={fault} />
      <Shown answer={trial}>
        {({ status, done, total, counts }) => (
          <>
            <p role="status">
              {say(text.trialStates, status)}: {text.progress(number(done), number(total))}
            </p>
            <div className="figures">
              {counted.map((name) => (
                <p key={name} className="figure">
                  <strong>{number(counts[name])}</strong>
                  <span>{text.counts[name]}</span>
                </p>
              ))}
            </div>
          </>
        )}
      </Shown>
      {looking !== undefined && (
        <TrialChange key={looking} id={id} change={looking} onClose={() => setLooking(undefined)} />
      )}
      <Section title={text.changes}>
        <div className="line">
          <Pick
            label={text.kind}
            value={kind}
            onChange={(chosen) => {
              setKind(chosen);
              setAfter(0);
            }}
            options={kinds.map((value) => ({ value, text: value ? text.kinds[value] : '–' }))}
          />
        </div>
        <Shown answer={changes}>
          {({ changes: rows, next }) => (
            <>
              <Table
                label={text.changes}
                empty={text.noChanges}
                rows={rows}
                id={(change) => String(change.number)}
                columns={[
                  { title: text.kind, cell: (change) => say(text.kinds, change.kind) },
                  { title: text.before, number: true, cell: ({ fromScore }) => number(fromScore, 1) },
                  { title: text.after, number: true, cell: ({ toScore }) => number(toScore, 1) },
                  {
                    title: '',
                    cell: (change) => (
                      <Button look="plain" onPress={() => setLooking(Number(change.number))}>
                        {words.open}
                      </Button>
                    ),
                  },
                ]}
              />
              {next !== null && <Button onPress={() => setAfter(Number(next))}>{words.more}</Button>}
            </>
          )}
        </Shown>
      </Section>
      {activating && trial.data && (
        <ActivateWay
          domain={trial.data.domain}
          version={Number(trial.data.version)}
          onDone={() => go('clearing/ways')}
          onClose={() => setActivating(false)}
        />
      )}
    </>
  );
}
