import { useState } from 'react';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { ask } from '../../lib/api/client';
import { faultOf, useAnswer, useAsk, useDesk, type Patient } from '../desk';
import { Fault, say, Section, Shown, Table } from '../parts';
import { PrintLetter } from './print';

interface Props {
  domain: string;
  /** Of one person; without, the newest of the domain. */
  identifiers?: Patient['identifiers'];
  /** Changes when there is something new. */
  round?: number;
}

/** Letters and accounts: never a code, and names only while a letter is open. */
export function LetterLists({ domain, identifiers, round = 0 }: Props) {
  const { words, services, moment } = useDesk();
  const text = words.letters;
  const send = useAsk();
  const [printing, setPrinting] = useState<string>();
  const [closing, setClosing] = useState<string>();
  const [fault, setFault] = useState<string>();
  const known = useAnswer(`letters/${domain}/${round}`, () =>
    ask(
      services.consent.POST('/api/consent/portal/letters/search', {
        body: { domain, identifiers: identifiers ?? null },
      }),
    ),
  );
  const withdraw = async (id: string) => {
    const result = await send(
      services.consent.DELETE('/api/consent/portal/letters/{id}', { params: { path: { id } } }),
    );
    setFault(faultOf(words, result));
    known.again();
  };
  const close = async (id: string) => {
    setClosing(undefined);
    const result = await send(
      services.consent.DELETE('/api/consent/portal/accounts/{id}', { params: { path: { id } } }),
    );
    setFault(faultOf(words, result));
    known.again();
  };
  return (
    <>
      <Fault text={fault} />
      <Shown answer={known}>
        {({ letters, accounts }) => (
          <>
            <Section title={text.letters}>
              <Table
                label={text.letters}
                rows={letters}
                id={({ id }) => id}
                columns={[
                  { title: text.name, cell: ({ name }) => name ?? '–' },
                  { title: text.relation, cell: ({ relation }) => say(text.relations, relation) },
                  { title: text.state, cell: ({ state }) => say(text.states, state) },
                  { title: text.orderedAt, cell: ({ orderedAt }) => moment(orderedAt) },
                  { title: text.until, cell: ({ until }) => moment(until) },
                  { title: text.printedAt, cell: ({ printedAt }) => moment(printedAt) },
                  {
                    title: '',
                    cell: ({ id, state, printedAt }) =>
                      state === 'open' && (
                        <div className="row end">
                          {!printedAt && <Button onPress={() => setPrinting(id)}>{text.print}</Button>}
                          <Button look="plain" onPress={() => void withdraw(id)}>
                            {text.withdraw}
                          </Button>
                        </div>
                      ),
                  },
                ]}
              />
            </Section>
            <Section title={text.accounts}>
              <Table
                label={text.accounts}
                rows={accounts}
                id={({ id }) => id}
                columns={[
                  { title: text.relation, cell: ({ relation }) => say(text.relations, relation) },
                  { title: text.state, cell: ({ state }) => say(text.states, state) },
                  { title: text.openedAt, cell: ({ openedAt }) => moment(openedAt) },
                  { title: text.signedInAt, cell: ({ signedInAt }) => moment(signedInAt) },
                  {
                    title: '',
                    cell: ({ id, state }) =>
                      state === 'open' && <Button onPress={() => setClosing(id)}>{text.close}</Button>,
                  },
                ]}
              />
            </Section>
          </>
        )}
      </Shown>
      {printing && (
        <PrintLetter
          id={printing}
          onClose={() => {
            setPrinting(undefined);
            known.again();
          }}
        />
      )}
      {closing && (
        <Dialog title={text.close} role="alertdialog" onClose={() => setClosing(undefined)}>
          <p>{text.closeText}</p>
          <div className="row between">
            <Button onPress={() => setClosing(undefined)}>{words.cancel}</Button>
            <Button look="primary" onPress={() => void close(closing)}>
              {text.close}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
