import { useState } from 'react';
import { Button } from '../../components/button';
import { TextField } from '../../components/text-field';
import { Tick } from '../../components/tick';
import { ask, client } from '../../lib/api/client';
import { usePreferences } from '../preferences';
import type { StaffHere } from './sign-in';

interface Props {
  domain: string;
  type: string;
  number: string;
  staff: StaffHere;
  onPlanned: (id: string) => void;
  onClose: () => void;
}

/** Somebody who is not on the list: what the label says and what is needed to know who may sign. */
export function NewPerson({ domain, type, number: scanned, staff, onPlanned, onClose }: Props) {
  const { words } = usePreferences();
  const [number, setNumber] = useState(scanned);
  const [first, setFirst] = useState('');
  const [last, setLast] = useState('');
  const [born, setBorn] = useState('');
  const [fault, setFault] = useState('');
  /** They said no or later lately; only their own wish opens it again. */
  const [quiet, setQuiet] = useState(false);
  const [wish, setWish] = useState(false);

  const plan = async () => {
    const result = await ask(
      client(staff.token).POST('/api/consent/captures', {
        body: {
          domain,
          identifiers: [{ type, value: number.trim() }],
          birthDate: born,
          firstName: first.trim() || null,
          lastName: last.trim() || null,
          template: null,
          ownWish: wish,
        },
      }),
    );
    if (result.kind === 'answer') return onPlanned(result.data.id);
    const isQuiet = result.kind === 'refused' && result.code === 'quiet-time';
    setQuiet(isQuiet || quiet);
    setFault(isQuiet ? words.staffQuiet : words.staffFailed);
  };

  return (
    <main className="centre" data-screen="staff-new">
      <form
        className="card"
        onSubmit={(event) => {
          event.preventDefault();
          void plan();
        }}
      >
        <h1>{words.staffNew}</h1>
        <div className="columns">
          <TextField label={words.staffNumber} value={number} onChange={setNumber} autoFocus={!scanned} />
          <TextField label={words.staffBorn} value={born} onChange={setBorn} type="date" autoFocus={!!scanned} />
          <TextField label={words.staffFirst} value={first} onChange={setFirst} />
          <TextField label={words.staffLast} value={last} onChange={setLast} />
        </div>
        {fault && (
          <p className="notice" role="alert">
            {fault}
          </p>
        )}
        {quiet && <Tick text={words.staffOwnWish} value={wish} onChange={setWish} />}
        <div className="row between">
          <Button onPress={onClose}>{words.back}</Button>
          <Button look="primary" type="submit" isDisabled={!number.trim() || !born || (quiet && !wish)}>
            {words.staffStart}
          </Button>
        </div>
      </form>
    </main>
  );
}
