import { useCallback, useEffect, useState } from 'react';
import { Button } from '../../components/button';
import { Arrow, Person, Plus } from '../../components/icons';
import { Scan } from '../../components/scan';
import { TextField } from '../../components/text-field';
import { ask, client, type CaptureBundle, type CaptureEntry, type Result, type TabletHere } from '../../lib/api/client';
import { tagOf } from '../../lib/i18n/languages';
import { usePreferences } from '../preferences';
import { NewPerson } from './new-person';
import type { StaffHere } from './sign-in';

interface Props {
  tablet: string;
  here: TabletHere;
  staff: StaffHere;
  onOpen: (bundle: CaptureBundle) => void;
  onClose: () => void;
  /** Nobody is listed before a label was scanned: others may be looking on. */
  byLabel?: boolean;
}

const isWaiting = (entry: CaptureEntry): boolean =>
  entry.person !== null && (entry.state === 'planned' || entry.state === 'handed-over');

/** Who is to be asked: by label, from the list, or new. */
export function Worklist({ tablet, here, staff, onOpen, onClose, byLabel = false }: Props) {
  const { words, language } = usePreferences();
  const [entries, setEntries] = useState<CaptureEntry[]>();
  const [number, setNumber] = useState('');
  const [fault, setFault] = useState('');
  const [adding, setAdding] = useState<string>();
  const type = here.identifierTypes[0] ?? '';

  const find = useCallback(
    async (value: string) => {
      const result = await ask(
        client(staff.token).POST('/api/consent/captures/search', {
          body: { domain: here.domain, identifier: value ? { type, value } : null },
        }),
      );
      if (result.kind === 'refused' && result.status === 401) return onClose();
      if (result.kind !== 'answer') return setFault(words.staffFailed);
      const waiting = result.data.filter(isWaiting);
      setEntries(waiting);
      setFault(value && waiting.length === 0 ? words.staffNobody : '');
    },
    [here.domain, onClose, staff.token, type, words],
  );

  useEffect(() => {
    if (!byLabel) void find('');
  }, [byLabel, find]);

  const refusal = (result: Result<unknown>) =>
    result.kind === 'refused' && result.code === 'robot-without-sessions' ? words.staffRobot : words.staffFailed;

  const handOver = async (id: string) => {
    const code = await ask(
      client(staff.token).POST('/api/consent/captures/{id}/hand-over', {
        params: { path: { id } },
        body: { tablet: here.id },
      }),
    );
    if (code.kind !== 'answer') return setFault(refusal(code));
    const opened = await ask(client(tablet).POST('/api/consent/tablet/captures', { body: { code: code.data.code } }));
    if (opened.kind !== 'answer') return setFault(refusal(opened));
    onOpen(opened.data);
  };

  if (adding !== undefined)
    return (
      <NewPerson
        domain={here.domain}
        type={type}
        number={adding}
        staff={staff}
        onPlanned={(id) => void handOver(id)}
        onClose={() => setAdding(undefined)}
      />
    );

  const day = new Intl.DateTimeFormat(tagOf[language], { dateStyle: 'long', timeZone: 'UTC' });
  return (
    <main className="centre" data-screen="staff-list">
      <div className="card">
        <div className="row between">
          <h1>{words.staffList}</h1>
          <span className="badge">
            <Person />
            {staff.name}
          </span>
        </div>
        <form
          className="row stretch"
          onSubmit={(event) => {
            event.preventDefault();
            if (!byLabel || number.trim()) void find(number.trim());
          }}
        >
          <TextField label={words.staffScan} value={number} onChange={setNumber} autoFocus />
          <Button type="submit">{words.staffFind}</Button>
        </form>
        <Scan
          onCode={(text) => {
            setNumber(text);
            void find(text);
          }}
        />
        {fault && (
          <p className="notice" role="alert">
            {fault}
          </p>
        )}
        <ul className="people">
          {entries?.map(({ id, person }) => (
            <li key={id}>
              <button type="button" className="person" onClick={() => void handOver(id)}>
                <span className="person-name">
                  {[person?.firstName, person?.lastName].filter(Boolean).join(' ') || person?.identifiers[0]?.value}
                </span>
                <span className="person-detail">
                  {person && words.staffBorn2(day.format(new Date(`${person.birthDate}T00:00:00Z`)))} ·{' '}
                  {person?.identifiers.map(({ value }) => value).join(', ')}
                </span>
                <Arrow />
              </button>
            </li>
          ))}
        </ul>
        {entries?.length === 0 && !fault && <p className="quiet-text">{words.staffEmpty}</p>}
        <div className="row between">
          <Button onPress={onClose}>{words.close}</Button>
          <Button onPress={() => setAdding(number.trim())}>
            <Plus />
            {words.staffNew}
          </Button>
        </div>
      </div>
    </main>
  );
}
