import { useState, type FormEvent } from 'react';
import { Button } from '../../components/button';
import { TextField } from '../../components/text-field';
import type { PortalApi, Portal } from '../api';
import { useLook } from '../look';
import { Fault, Head } from '../parts';
import { faultOf } from '../portal';
import { CodeGroups, whole } from './code-groups';

interface Props {
  api: PortalApi;
  scanned: string | undefined;
  onBack: () => void;
  onRight: (setup: Portal['PortalSetup']) => void;
}

const two = (text: string) => text.trim().padStart(2, '0');

/** The code of the letter and the birth date: right or not, and never which of the two. */
export function Letter({ api, scanned, onBack, onRight }: Props) {
  const { words } = useLook();
  const [known, setKnown] = useState(scanned);
  const [groups, setGroups] = useState<readonly string[]>(['', '', '', '']);
  const [day, setDay] = useState('');
  const [month, setMonth] = useState('');
  const [year, setYear] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const complete = (known !== undefined || whole(groups)) && day && month && year.trim().length === 4;

  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!complete) return;
    setBusy(true);
    setFault(undefined);
    const result = await api.activate({
      code: known ?? groups.join(''),
      birthDate: `${year.trim()}-${two(month)}-${two(day)}`,
    });
    setBusy(false);
    if (result.kind === 'answer') return onRight(result.data);
    const many = result.kind === 'refused' && result.code === 'too-many-requests';
    setFault(result.kind === 'offline' || many ? faultOf(words, result) : words.letterWrong);
  };

  return (
    <form className="stack" onSubmit={(event) => void send(event)}>
      <Head title={words.letterTitle} text={words.letterText} back={{ text: words.back, go: onBack }} />
      {known === undefined ? (
        <CodeGroups groups={groups} onChange={setGroups} />
      ) : (
        <div className="notice good" role="status">
          <span>{words.letterFromQr}</span>
          <Button look="plain" onPress={() => setKnown(undefined)}>
            {words.letterOther}
          </Button>
        </div>
      )}
      <fieldset className="born">
        <legend>{words.letterBorn}</legend>
        <p className="quiet-text">{words.letterBornHint}</p>
        <TextField label={words.letterDay} value={day} onChange={setDay} inputMode="numeric" longest={2} />
        <TextField label={words.letterMonth} value={month} onChange={setMonth} inputMode="numeric" longest={2} />
        <TextField label={words.letterYear} value={year} onChange={setYear} inputMode="numeric" longest={4} />
      </fieldset>
      <Fault text={fault} />
      <Button look="primary" wide type="submit" isDisabled={busy || !complete}>
        {words.next}
      </Button>
    </form>
  );
}
