import { useState } from 'react';
import { Button } from '../../components/button';
import { ask } from '../../lib/api/client';
import { faultOf, useAnswer, useAsk, useDesk } from '../desk';
import { Fault, Head, Pick, say, Section, Shown, Table } from '../parts';
import { go } from '../../lib/router';
import { Decisions } from './decisions';
import { useIndexDomain } from './index-domain';
import { KeyHelp } from './key-help';
import { useKeys } from './keys';
import { PartsOfClearing } from './parts-of-clearing';

const filters = ['', 'open', 'second-opinion', 'disputed', 'postponed'] as const;

/** Which pairs wait, what matters most first. */
export function Clearing({ keysOn, setKeysOn }: { keysOn: boolean; setKeysOn: (on: boolean) => void }) {
  const { words, services, moment, number } = useDesk();
  const text = words.clearing;
  const send = useAsk();
  const domain = useIndexDomain();
  const [status, setStatus] = useState<(typeof filters)[number]>('');
  const [fault, setFault] = useState<string>();
  const counts = useAnswer(`counts/${domain}`, () =>
    ask(services.identity.GET('/api/identity/pairs/counts', { params: { query: { domain } } })),
  );
  const pairs = useAnswer(`pairs/${domain}/${status}`, () =>
    ask(
      services.identity.GET('/api/identity/pairs', {
        params: { query: { domain, count: 50, ...(status ? { status } : {}) } },
      }),
    ),
  );

  const next = async () => {
    const result = await send(
      services.identity.POST('/api/identity/pairs/next', { body: { filter: { domain }, count: 1 } }),
    );
    if (result.kind !== 'answer') return setFault(faultOf(words, result));
    const [pair] = result.data;
    if (pair) return go(`clearing/${pair.pair}`);
    setFault(text.empty);
  };
  useKeys(keysOn, { n: () => void next() });

  return (
    <>
      <Head title={text.title} screen="desk-clearing">
        <KeyHelp on={keysOn} setOn={setKeysOn} />
        <Button look="primary" onPress={() => void next()}>
          {text.next}
        </Button>
      </Head>
      <PartsOfClearing />
      <Fault text={fault} />
      <Section
        title={text.waiting}
        aside={
          <Shown answer={counts}>
            {(known) => (
              <ul className="marks">
                <li>
                  <strong>{text.forYou(Number(known.forYou))}</strong>
                </li>
                {(['open', 'secondOpinion', 'disputed', 'postponed'] as const).map((name) => (
                  <li key={name}>
                    {text.counts[name]}: <strong>{known[name]}</strong>
                  </li>
                ))}
              </ul>
            )}
          </Shown>
        }
      >
        <div className="line">
          <Pick
            label={text.status}
            value={status}
            onChange={setStatus}
            options={filters.map((value) => ({
              value,
              text: value ? say(text.statuses, value) : text.forYou(Number(counts.data?.forYou ?? 0)),
            }))}
          />
        </div>
        <Shown answer={pairs}>
          {(known) => (
            <Table
              label={text.waiting}
              empty={text.empty}
              rows={known.pairs}
              id={({ pair }) => pair}
              columns={[
                { title: text.score, number: true, cell: ({ score }) => number(score, 1) },
                { title: text.sources, cell: ({ sourceA, sourceB }) => `${sourceA} · ${sourceB}` },
                { title: text.status, cell: (pair) => say(text.statuses, pair.status) },
                { title: text.since, cell: ({ foundAt }) => moment(foundAt) },
                { title: text.others, number: true, cell: ({ otherPairs }) => otherPairs },
                { title: text.worksOn, cell: ({ claimedBy }) => claimedBy ?? '–' },
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
          )}
        </Shown>
      </Section>
      <Decisions domain={domain} />
    </>
  );
}
