import { useState } from 'react';
import { Button } from '../../components/button';
import { ask } from '../../lib/api/client';
import { go } from '../../lib/router';
import { faultOf, useAnswer, useAsk, useDesk } from '../desk';
import { Fault, Head, say, Section, Shown, Table } from '../parts';
import { ActivateWay } from './activate-way';
import { useIndexDomain } from './index-domain';
import { NewWay } from './new-way';
import { thresholdsOf } from './thresholds';

/** Versions of how people are compared: which is in use, what was tried, who changed what. */
export function Ways() {
  const { words, services, moment, number } = useDesk();
  const text = words.linkage;
  const send = useAsk();
  const domain = useIndexDomain();
  const [adding, setAdding] = useState(false);
  const [activating, setActivating] = useState<number>();
  const [fault, setFault] = useState<string>();
  const path = { domain };
  const versions = useAnswer(`versions/${domain}`, () =>
    ask(services.identity.GET('/api/identity/domains/{domain}/configurations', { params: { path } })),
  );
  const trials = useAnswer(`trials/${domain}`, () =>
    ask(services.identity.GET('/api/identity/domains/{domain}/simulations', { params: { path } })),
  );
  const history = useAnswer(`ways/${domain}`, () =>
    ask(services.identity.GET('/api/identity/domains/{domain}/configurations/history', { params: { path } })),
  );
  const settle = () => {
    versions.again();
    trials.again();
    history.again();
  };

  const simulate = async (version: number) => {
    const result = await send(
      services.identity.POST('/api/identity/domains/{domain}/configurations/{version}/simulations', {
        params: { path: { domain, version } },
      }),
    );
    if (result.kind !== 'answer') return setFault(faultOf(words, result));
    go(`clearing/trial/${result.data.simulation}`);
  };

  return (
    <>
      <Head title={text.parts.ways} screen="desk-ways">
        <Button onPress={() => setAdding(true)} isDisabled={!versions.data}>
          {text.newVersion}
        </Button>
        <Button onPress={() => go('clearing')}>{words.clearing.waiting}</Button>
      </Head>
      <p>{text.newText}</p>
      <Fault text={fault} />
      <Section title={text.version}>
        <Shown answer={versions}>
          {(known) => (
            <Table
              label={text.parts.ways}
              rows={known}
              id={({ version }) => String(version)}
              columns={[
                { title: text.version, number: true, cell: ({ version }) => number(version) },
                { title: words.clearing.status, cell: ({ active }) => (active ? text.active : text.inactive) },
                { title: text.possible, number: true, cell: (one) => number(thresholdsOf(one)?.possible, 1) },
                { title: text.match, number: true, cell: (one) => number(thresholdsOf(one)?.match, 1) },
                { title: text.addedAt, cell: ({ addedAt }) => moment(addedAt) },
                { title: text.by, cell: ({ addedBy }) => addedBy },
                {
                  title: '',
                  cell: ({ version, active }) =>
                    !active && (
                      <div className="row end">
                        <Button look="plain" onPress={() => void simulate(Number(version))}>
                          {text.simulate}
                        </Button>
                        <Button onPress={() => setActivating(Number(version))}>{text.activate}</Button>
                      </div>
                    ),
                },
              ]}
            />
          )}
        </Shown>
      </Section>
      <Section title={text.trials}>
        <Shown answer={trials}>
          {(known) => (
            <Table
              label={text.trials}
              rows={known}
              id={({ simulation }) => simulation}
              columns={[
                {
                  title: text.version,
                  cell: ({ version, base }) => text.trial(number(version), number(base)),
                },
                { title: words.clearing.status, cell: ({ status }) => say(text.trialStates, status) },
                { title: words.clearing.since, cell: ({ startedAt }) => moment(startedAt) },
                { title: text.by, cell: ({ startedBy }) => startedBy },
                {
                  title: '',
                  cell: ({ simulation }) => (
                    <Button look="plain" onPress={() => go(`clearing/trial/${simulation}`)}>
                      {words.open}
                    </Button>
                  ),
                },
              ]}
            />
          )}
        </Shown>
      </Section>
      <Section title={text.history}>
        <Shown answer={history}>
          {(acts) => (
            <ul className="life">
              {acts.map((act, at) => (
                <li key={at}>
                  {moment(act.at)} · {text.version} {number(act.version)} {say(text.acts, act.act)} ·{' '}
                  {words.clearing.by(act.by)}
                  {act.reason && ` · ${act.reason}`}
                  {act.differences.length > 0 && (
                    <details>
                      <summary>
                        {text.differences} ({number(act.differenceCount)})
                      </summary>
                      <ul className="events">
                        {act.differences.map(({ path: where, before, after }) => (
                          <li key={where}>
                            <code>{where}</code>: {JSON.stringify(before)} → {JSON.stringify(after)}
                          </li>
                        ))}
                      </ul>
                    </details>
                  )}
                </li>
              ))}
            </ul>
          )}
        </Shown>
      </Section>
      {adding && versions.data && (
        <NewWay
          domain={domain}
          from={versions.data.find(({ active }) => active) ?? versions.data[0]}
          onDone={() => {
            setAdding(false);
            settle();
          }}
          onClose={() => setAdding(false)}
        />
      )}
      {activating !== undefined && (
        <ActivateWay
          domain={domain}
          version={activating}
          onDone={() => {
            setActivating(undefined);
            settle();
          }}
          onClose={() => setActivating(undefined)}
        />
      )}
    </>
  );
}
