import { useState } from 'react';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { TextField } from '../../components/text-field';
import { ask } from '../../lib/api/client';
import { go } from '../../lib/router';
import { faultOf, useAnswer, useAsk, useDesk } from '../desk';
import { Fault, Head, Section, Shown, Table } from '../parts';
import { useIndexDomain } from './index-domain';
import { UndoDialog } from './undo';

/** Who is never linked with whom, and the way out of it. */
export function NeverMatch() {
  const { words, services, moment } = useDesk();
  const [text, more] = [words.linkage, words.clearing];
  const send = useAsk();
  const domain = useIndexDomain();
  const [after, setAfter] = useState<string>();
  const [lifting, setLifting] = useState<string>();
  const [adding, setAdding] = useState(false);
  const [fault, setFault] = useState<string>();
  const links = useAnswer(`never/${domain}/${after ?? ''}`, () =>
    ask(
      services.identity.GET('/api/identity/never-match', {
        params: { query: { domain, count: 50, ...(after ? { after } : {}) } },
      }),
    ),
  );

  const lift = async (reason: string) => {
    const id = lifting ?? '';
    setLifting(undefined);
    const result = await send(
      services.identity.POST('/api/identity/pairs/{id}/undo', { params: { path: { id } }, body: { reason } }),
    );
    setFault(faultOf(words, result));
    links.again();
  };

  return (
    <>
      <Head title={text.parts.never} screen="desk-never">
        <Button onPress={() => setAdding(true)}>{text.addNever}</Button>
        <Button onPress={() => go('clearing')}>{more.waiting}</Button>
      </Head>
      <p>{text.neverText}</p>
      <Fault text={fault} />
      <Section title={text.parts.never}>
        <Shown answer={links}>
          {({ links: known, next }) => (
            <>
              <Table
                label={text.parts.never}
                rows={known}
                id={({ pair }) => pair}
                columns={[
                  { title: more.since, cell: ({ at }) => moment(at) },
                  { title: text.by, cell: ({ by }) => by },
                  { title: text.byHand, cell: ({ byHand }) => (byHand ? words.yes : words.no) },
                  {
                    title: text.identities,
                    cell: ({ personA, personB }) => (
                      <div className="row">
                        {[personA, personB].map((person, at) => (
                          <Button key={at} look="plain" onPress={() => go(`clearing/person/${person}`)}>
                            {`${more.person} ${at === 0 ? more.left : more.right}`}
                          </Button>
                        ))}
                      </div>
                    ),
                  },
                  {
                    title: '',
                    cell: ({ pair }) => (
                      <div className="row end">
                        <Button look="plain" onPress={() => go(`clearing/${pair}`)}>
                          {words.open}
                        </Button>
                        <Button onPress={() => setLifting(pair)}>{text.lift}</Button>
                      </div>
                    ),
                  },
                ]}
              />
              {next && <Button onPress={() => setAfter(next)}>{words.more}</Button>}
            </>
          )}
        </Shown>
      </Section>
      {lifting && <UndoDialog onUndo={(because) => void lift(because)} onClose={() => setLifting(undefined)} />}
      {adding && (
        <AddNever
          onDone={() => {
            setAdding(false);
            links.again();
          }}
          onClose={() => setAdding(false)}
        />
      )}
    </>
  );
}

/** By the keys of two identities, which nobody mistakes for a name. */
function AddNever({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const { words, services } = useDesk();
  const text = words.linkage;
  const send = useAsk();
  const [one, setOne] = useState('');
  const [other, setOther] = useState('');
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<string>();
  const add = async () => {
    const result = await send(
      services.identity.POST('/api/identity/never-match', {
        body: { identityA: one.trim(), identityB: other.trim(), reason: reason.trim() },
      }),
    );
    if (result.kind !== 'answer') return setFault(faultOf(words, result));
    onDone();
  };
  return (
    <Dialog title={text.addNever} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <TextField label={`${text.identityA} (${text.keyHint})`} value={one} onChange={setOne} autoFocus />
        <TextField label={text.identityB} value={other} onChange={setOther} />
        <TextField label={words.clearing.reason} value={reason} onChange={setReason} />
        <Fault text={fault} />
        <div className="row between">
          <Button onPress={onClose}>{words.cancel}</Button>
          <Button look="primary" type="submit" isDisabled={!one || !other || reason.trim().length < 3}>
            {words.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
