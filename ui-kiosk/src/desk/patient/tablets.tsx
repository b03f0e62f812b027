import { useEffect, useState } from 'react';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { ask } from '../../lib/api/client';
import { SeenTo, useAlertText } from '../alerts';
import type { Consent } from '../api';
import { faultOf, useAnswer, useAsk, useDesk } from '../desk';
import { Fault, Head, say, Section, Shown, Table } from '../parts';
import { WaitingQuestions } from './questions';

type Entry = Consent['CaptureEntry'];
const every = 10_000;

/** What the tablets do, and the sessions that are planned or open. */
export function Tablets() {
  const { words, services, domain, moment } = useDesk();
  const send = useAsk();
  const [ending, setEnding] = useState<Entry>();
  const [fault, setFault] = useState<string>();
  const entries = useAnswer(`captures/${domain}`, () =>
    ask(services.consent.POST('/api/consent/captures/search', { body: { domain, identifier: null } })),
  );

  const end = async (id: string) => {
    setEnding(undefined);
    const result = await send(
      services.consent.POST('/api/consent/captures/{id}/end', {
        params: { path: { id } },
        body: { outcome: 'cancelled' },
      }),
    );
    setFault(faultOf(words, result));
    entries.again();
  };

  return (
    <>
      <Head title={words.nav.tablets} screen="desk-tablets" />
      <TabletList domain={domain} />
      <WaitingQuestions domain={domain} />
      <Section title={words.session.planned}>
        <Fault text={fault} />
        <Shown answer={entries}>
          {(known) => (
            <Table
              label={words.session.planned}
              rows={known.filter(({ person }) => person !== null)}
              id={({ id }) => id}
              columns={[
                {
                  title: words.session.person,
                  cell: ({ person }) =>
                    [person?.firstName, person?.lastName].filter(Boolean).join(' ') || person?.identifiers[0]?.value,
                },
                { title: words.session.state, cell: ({ state }) => say(words.session.states, state) },
                { title: words.session.plannedAt, cell: ({ plannedAt }) => moment(plannedAt) },
                {
                  title: '',
                  cell: (entry) => (
                    <Button look="plain" onPress={() => setEnding(entry)}>
                      {words.session.stop}
                    </Button>
                  ),
                },
              ]}
            />
          )}
        </Shown>
      </Section>
      {ending && (
        <Dialog title={words.session.stopTitle} onClose={() => setEnding(undefined)} role="alertdialog">
          <p>{words.session.stopText}</p>
          <div className="row between">
            <Button onPress={() => setEnding(undefined)}>{words.cancel}</Button>
            <Button look="primary" onPress={() => void end(ending.id)}>
              {words.session.stop}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}

interface TabletsProps {
  domain: string;
  /** Gives a session to a tablet that is there and free. */
  onHandOver?: (tablet: string, name: string) => Promise<void>;
}

/** Each tablet: where it is, when it was last heard of, whether it is free. */
export function TabletList({ domain, onHandOver }: TabletsProps) {
  const { words, services, moment } = useDesk();
  const tablets = useAnswer(`tablets/${domain}`, () =>
    ask(services.consent.GET('/api/consent/domains/{domain}/tablets', { params: { path: { domain } } })),
  );

  const alertText = useAlertText();
  const { again } = tablets;
  useEffect(() => {
    const timer = setInterval(again, every);
    return () => clearInterval(timer);
  }, [again]);

  return (
    <Section title={words.session.tabletsHere}>
      <Shown answer={tablets}>
        {(known) => (
          <Table
            label={words.session.tabletsHere}
            rows={known}
            id={({ id }) => id}
            columns={[
              {
                title: words.session.tabletsHere,
                cell: ({ name, kind }) => (kind === 'robot' ? words.session.robot(name) : name),
              },
              { title: words.session.place, cell: ({ place }) => place ?? '–' },
              {
                title: words.session.state,
                cell: (tablet) =>
                  alertText(tablet) ??
                  (tablet.calling
                    ? words.session.calling
                    : !tablet.online
                      ? words.session.away
                      : tablet.capture
                        ? words.session.busy
                        : words.session.free),
              },
              { title: words.session.seen, cell: ({ seenAt }) => moment(seenAt) },
              {
                title: '',
                cell: (tablet) =>
                  !onHandOver ? (
                    <SeenTo tablet={tablet} onDone={again} />
                  ) : tablet.online && !tablet.capture && tablet.kind !== 'robot' ? (
                    <Button onPress={() => void onHandOver(tablet.id, tablet.name)}>{words.session.handOver}</Button>
                  ) : null,
              },
            ]}
          />
        )}
      </Shown>
    </Section>
  );
}
