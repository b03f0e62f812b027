import { useState } from 'react';
import { Button } from '../components/button';
import { TextField } from '../components/text-field';
import { ask, client } from '../lib/api/client';
import { tabletKey } from '../lib/store';
import { usePreferences } from './preferences';

/** A tablet that nobody let in yet. */
export function Enrol({ onKey }: { onKey: (key: string) => void }) {
  const { words } = usePreferences();
  const [code, setCode] = useState('');
  const [fault, setFault] = useState('');

  const redeem = async () => {
    const result = await ask(client().POST('/api/consent/tablets/enrolment', { body: { code } }));
    if (result.kind !== 'answer') return setFault(result.kind === 'refused' ? words.enrolWrong : words.staffFailed);
    await tabletKey.write(result.data.key);
    onKey(result.data.key);
  };

  return (
    <main className="centre" data-screen="enrol">
      <form
        className="card narrow"
        onSubmit={(event) => {
          event.preventDefault();
          void redeem();
        }}
      >
        <span className="mark" aria-hidden="true" />
        <h1>{words.enrolTitle}</h1>
        <p>{words.enrolText}</p>
        <TextField label={words.enrolCode} value={code} onChange={setCode} code autoFocus />
        {fault && (
          <p className="notice" role="alert">
            {fault}
          </p>
        )}
        <Button look="primary" type="submit" wide isDisabled={code.replace(/[^0-9a-z]/gi, '').length < 10}>
          {words.enrolDo}
        </Button>
      </form>
    </main>
  );
}
