import { useMemo, useState } from 'react';
import { Button } from '../../components/button';
import { TextField } from '../../components/text-field';
import { go } from '../../lib/router';
import type { Identity } from '../api';
import { faultOf, useAsk, useDesk } from '../desk';
import { Fault, Head, Pick, say, Section, Table, TextArea } from '../parts';
import type { Verdict } from './decide';
import { useIndexDomain } from './index-domain';
import { KeyHelp } from './key-help';
import { useKeys } from './keys';

const verdicts: readonly Verdict[] = ['same', 'distinct', 'postponed'];
const asNumber = (text: string) => (text.trim() === '' ? null : Number(text.replace(',', '.')));

/** One decision on many pairs: first what would happen, then, with a reason, what does. */
export function Bulk({ keysOn, setKeysOn }: { keysOn: boolean; setKeysOn: (on: boolean) => void }) {
  const { words, services, number } = useDesk();
  const [text, more] = [words.linkage, words.clearing];
  const send = useAsk();
  const domain = useIndexDomain();
  const [verdict, setVerdict] = useState<Verdict>('distinct');
  const [min, setMin] = useState('');
  const [max, setMax] = useState('');
  const [source, setSource] = useState('');
  const [reason, setReason] = useState('');
  const [bulk, setBulk] = useState<Identity['BulkView']>();
  const [state, setState] = useState<'empty' | 'prepared' | 'running' | 'done'>('empty');
  const [fault, setFault] = useState<string>();

  const prepare = async () => {
    const result = await send(
      services.identity.POST('/api/identity/bulks', {
        body: {
          verdict,
          pairs: null,
          until: null,
          filter: { domain, minScore: asNumber(min), maxScore: asNumber(max), source: source.trim() || null },
        },
      }),
    );
    setFault(faultOf(words, result));
    if (result.kind !== 'answer') return;
    setBulk(result.data);
    setState('prepared');
  };

  // some hundreds of pairs a call; what broke off is simply gone on with
  const run = async () => {
    if (!bulk || state !== 'prepared' || reason.trim().length < 3) return;
    setState('running');
    let known = bulk;
    while (Number(known.remaining) > 0) {
      const result = await send(
        services.identity.POST('/api/identity/bulks/{id}/run', {
          params: { path: { id: known.bulk } },
          body: { reason: reason.trim() },
        }),
      );
      if (result.kind !== 'answer') {
        setFault(faultOf(words, result));
        return setState('prepared');
      }
      known = { ...result.data, sample: bulk.sample };
      setBulk(known);
    }
    setState('done');
  };

  const change = <T,>(set: (value: T) => void) => {
    return (value: T) => {
      set(value);
      setBulk(undefined);
      setState('empty');
    };
  };
  const keys = useMemo(
    () => ({
      '1': () => change(setVerdict)('same'),
      '2': () => change(setVerdict)('distinct'),
      '3': () => change(setVerdict)('postponed'),
      p: () => void prepare(),
      enter: () => void run(),
      l: () => go('clearing'),
    }),
    [verdict, min, max, source, reason, bulk, state],
  );
  useKeys(keysOn, keys);

  return (
    <>
      <Head title={text.parts.bulk} screen="desk-bulk">
        <KeyHelp on={keysOn} setOn={setKeysOn} list={text.keyList} />
        <Button onPress={() => go('clearing')}>{more.waiting}</Button>
      </Head>
      <Section title={text.prepare}>
        <p>{text.prepareText}</p>
        <form
          className="line"
          onSubmit={(event) => {
            event.preventDefault();
            void prepare();
          }}
        >
          <Pick
            label={more.decide}
            value={verdict}
            onChange={change(setVerdict)}
            options={verdicts.map((value) => ({ value, text: more.verdicts[value] }))}
          />
          <TextField label={text.min} value={min} onChange={change(setMin)} />
          <TextField label={text.max} value={max} onChange={change(setMax)} />
          <TextField label={text.source} value={source} onChange={change(setSource)} />
          <Button look={bulk ? 'quiet' : 'primary'} type="submit">
            {text.prepare}
          </Button>
        </form>
      </Section>
      <Fault text={fault} />
      {bulk && (
        <>
          <Section
            title={state === 'done' ? text.did : text.would}
            aside={
              <ul className="marks">
                <li>{text.total(number(bulk.total))}</li>
                <li>{text.remaining(number(bulk.remaining))}</li>
              </ul>
            }
          >
            {state === 'done' && (
              <p className="notice good" role="status">
                {text.finished}
              </p>
            )}
            <Table
              label={text.would}
              empty={more.empty}
              rows={Object.entries(bulk.outcomes)}
              id={([outcome]) => outcome}
              columns={[
                { title: text.outcome, cell: ([outcome]) => say(text.outcomes, outcome) },
                { title: text.count, number: true, cell: ([, count]) => number(count) },
              ]}
            />
            {state !== 'done' && Number(bulk.total) > 0 && (
              <form
                className="stack"
                onSubmit={(event) => {
                  event.preventDefault();
                  void run();
                }}
              >
                <TextArea label={more.reason} hint={more.reasonHint} rows={2} value={reason} onChange={setReason} />
                <div className="row end">
                  <Button look="primary" type="submit" isDisabled={state === 'running' || reason.trim().length < 3}>
                    {state === 'running' ? text.running : text.run}
                  </Button>
                </div>
              </form>
            )}
          </Section>
          <Section title={text.sample}>
            <Table
              label={text.sample}
              rows={bulk.sample}
              id={({ pair }) => pair}
              columns={[
                { title: more.score, number: true, cell: ({ score }) => number(score, 1) },
                { title: more.sources, cell: ({ sourceA, sourceB }) => `${sourceA} · ${sourceB}` },
                { title: more.status, cell: (pair) => say(more.statuses, pair.status) },
                {
                  title: '',
                  cell: ({ pair }) => (
                    <Button look="plain" onPress={() => go(`clearing/${pair}`)}>
                      {words.open}
                    </Button>
                  ),
                },
              ]}
            />
          </Section>
        </>
      )}
    </>
  );
}
