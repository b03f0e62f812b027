import { useState } from 'react';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { TextField } from '../../components/text-field';
import { Tick } from '../../components/tick';
import { ask } from '../../lib/api/client';
import { faultOf, useAnswer, useAsk, useDesk } from '../desk';
import { Fault, Head, say, Section, Shown } from '../parts';
import { UndoDialog } from './undo';

const undoable = ['person-absorbed', 'person-split', 'person-split-off', 'identity-moved-in', 'identity-moved-out'];

/** A person's identities, and every merge and split; both can be changed and taken back. */
export function Person({ id }: { id: string }) {
  const { words, services, moment, day } = useDesk();
  const text = words.clearing;
  const send = useAsk();
  const [chosen, setChosen] = useState<string[]>([]);
  const [splitting, setSplitting] = useState(false);
  const [reason, setReason] = useState('');
  const [undoing, setUndoing] = useState<string>();
  const [fault, setFault] = useState<string>();
  const path = { id };
  const person = useAnswer(`person/${id}`, () =>
    ask(services.identity.POST('/api/identity/persons/{id}/view', { params: { path } })),
  );
  const life = useAnswer(`life/${id}`, () =>
    ask(services.identity.GET('/api/identity/persons/{id}/history', { params: { path } })),
  );
  const settle = () => {
    setChosen([]);
    setReason('');
    person.again();
    life.again();
  };

  const split = async () => {
    setSplitting(false);
    const result = await send(
      services.identity.POST('/api/identity/persons/{id}/split', {
        params: { path },
        body: { identities: chosen, reason: reason.trim() },
      }),
    );
    setFault(faultOf(words, result));
    settle();
  };

  const undo = async (because: string) => {
    const operation = undoing ?? '';
    setUndoing(undefined);
    const result = await send(
      services.identity.POST('/api/identity/persons/{id}/undo', {
        params: { path },
        body: { operation, reason: because },
      }),
    );
    setFault(faultOf(words, result));
    settle();
  };

  return (
    <>
      <Head title={`${text.person} ${person.data?.mpiId ?? ''}`} screen="desk-person">
        <Button onPress={() => history.back()}>{words.back}</Button>
      </Head>
      <Fault text={fault} />
      <Section
        title={text.identities}
        aside={
          <Button
            isDisabled={chosen.length === 0 || chosen.length >= (person.data?.identities.length ?? 0)}
            onPress={() => setSplitting(true)}
          >
            {text.split}
          </Button>
        }
      >
        <Shown answer={person}>
          {({ identities, reference }) => (
            <div className="boxes">
              {identities.map(({ identity, data, source }) => (
                <Tick
                  key={identity}
                  value={chosen.includes(identity)}
                  onChange={(on) =>
                    setChosen((before) => (on ? [...before, identity] : before.filter((one) => one !== identity)))
                  }
                  text={[
                    [data.givenName, data.familyName].filter(Boolean).join(' '),
                    day(data.birthDate),
                    source,
                    ...(identity === reference ? [text.standsFor] : []),
                    text.key(identity),
                  ].join(' · ')}
                />
              ))}
            </div>
          )}
        </Shown>
      </Section>
      <Section title={text.lives}>
        <Shown answer={life}>
          {(events) => (
            <ul className="life">
              {events.map((event) => (
                <li key={String(event.version)} className="row between">
                  <span>
                    {moment(event.at)} · {say(text.lifeEvents, event.type)} · {text.by(event.actor)}
                  </span>
                  {event.operation && undoable.includes(event.type) && (
                    <Button look="plain" onPress={() => setUndoing(event.operation ?? undefined)}>
                      {text.undo}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )}
        </Shown>
      </Section>
      {undoing && <UndoDialog onUndo={(because) => void undo(because)} onClose={() => setUndoing(undefined)} />}
      {splitting && (
        <Dialog title={text.splitTitle} onClose={() => setSplitting(false)}>
          <p>{text.splitText}</p>
          <TextField label={text.reason} value={reason} onChange={setReason} autoFocus />
          <div className="row between">
            <Button onPress={() => setSplitting(false)}>{words.cancel}</Button>
            <Button look="primary" isDisabled={reason.trim().length < 3} onPress={() => void split()}>
              {text.split}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
