import { useState } from 'react';
import { Button } from '../../components/button';
import { ask } from '../../lib/api/client';
import type { Pseudonym } from '../api';
import { faultOf, useAnswer, useAsk, useDesk } from '../desk';
import { Fault, Head, say, Section, Shown, Table } from '../parts';
import { Decide } from './decide';
import { Reveal } from './reveal';
import { Write } from './write';

type Request = Pseudonym['OriginalsRequest'];

/** Requests of one's own, and those of others that wait for one's decision. */
export function Requests() {
  const { words, services, may, moment, number } = useDesk();
  const text = words.requests;
  const send = useAsk();
  const [writing, setWriting] = useState(false);
  const [deciding, setDeciding] = useState<string>();
  const [revealing, setRevealing] = useState<Request>();
  const [said, setSaid] = useState<string>();
  const [fault, setFault] = useState<string>();
  const nothing = async () => ({ kind: 'answer' as const, data: [] as Request[] });
  const mine = useAnswer('requests', () =>
    may('pseudonym.request') ? ask(services.pseudonym.GET('/api/pseudonym/requests')) : nothing(),
  );
  const pending = useAnswer('pending', () =>
    may('pseudonym.approve') ? ask(services.pseudonym.GET('/api/pseudonym/requests/pending')) : nothing(),
  );
  const done = (message?: string) => {
    setSaid(message);
    mine.again();
    pending.again();
  };

  const cancel = async (id: string) => {
    const result = await send(
      services.pseudonym.POST('/api/pseudonym/requests/{id}/cancel', { params: { path: { id } } }),
    );
    setFault(faultOf(words, result));
    done();
  };

  const shared = [
    { title: text.at, cell: ({ requestedAt }: Request) => moment(requestedAt) },
    { title: text.domain, cell: ({ domain }: Request) => domain },
    { title: text.purpose, cell: ({ purpose }: Request) => say(text.purposes, purpose) },
    { title: text.project, cell: ({ project }: Request) => project },
    { title: text.count, number: true, cell: ({ pseudonyms }: Request) => number(pseudonyms) },
  ];
  return (
    <>
      <Head title={text.title} screen="desk-requests">
        {may('pseudonym.request') && (
          <Button look="primary" onPress={() => setWriting(true)}>
            {text.create}
          </Button>
        )}
      </Head>
      {said && (
        <p className="notice good" role="status">
          {said}
        </p>
      )}
      <Fault text={fault} />
      {may('pseudonym.approve') && (
        <Section title={text.pending}>
          <Shown answer={pending}>
            {(known) => (
              <Table
                label={text.pending}
                rows={known}
                id={({ id }) => id}
                columns={[
                  ...shared,
                  { title: text.by, cell: ({ requestedBy }) => requestedBy },
                  { title: '', cell: ({ id }) => <Button onPress={() => setDeciding(id)}>{text.look}</Button> },
                ]}
              />
            )}
          </Shown>
        </Section>
      )}
      {may('pseudonym.request') && (
        <Section title={text.mine}>
          <Shown answer={mine}>
            {(known) => (
              <Table
                label={text.mine}
                rows={known}
                id={({ id }) => id}
                columns={[
                  ...shared,
                  { title: text.state, cell: ({ state }) => say(text.states, state) },
                  {
                    title: '',
                    cell: (request) =>
                      request.state === 'approved' ? (
                        <Button onPress={() => setRevealing(request)}>{text.reveal}</Button>
                      ) : request.state === 'requested' ? (
                        <Button look="plain" onPress={() => void cancel(request.id)}>
                          {text.cancel}
                        </Button>
                      ) : null,
                  },
                ]}
              />
            )}
          </Shown>
        </Section>
      )}
      {writing && (
        <Write
          onDone={() => {
            setWriting(false);
            done(text.sent);
          }}
          onClose={() => setWriting(false)}
        />
      )}
      {deciding && (
        <Decide
          id={deciding}
          onDone={(state) => {
            setDeciding(undefined);
            done(text.decided[state]);
          }}
          onClose={() => setDeciding(undefined)}
        />
      )}
      {revealing && (
        <Reveal
          request={revealing}
          onClose={() => {
            setRevealing(undefined);
            done();
          }}
        />
      )}
    </>
  );
}
