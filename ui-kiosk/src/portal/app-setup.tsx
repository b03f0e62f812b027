import { useState, type FormEvent } from 'react';
import { Button } from '../components/button';
import { TextField } from '../components/text-field';
import type { Result } from '../lib/api/client';
import type { Portal } from './api';
import { useLook } from './look';
import { Fault, Head } from './parts';

interface Props {
  secret: Portal['TotpSecret'];
  onBack: () => void;
  onCode: (code: string) => Promise<Result<unknown>>;
}

/** An authenticator app: its secret as picture, as link and for typing, and the first code that proves it. */
export function AppSetup({ secret, onBack, onCode }: Props) {
  const { words } = useLook();
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();

  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFault(undefined);
    const result = await onCode(code.replace(/\s/g, ''));
    setBusy(false);
    if (result.kind !== 'answer') setFault(result.kind === 'offline' ? words.offline : words.appWrong);
  };

  return (
    <form className="stack" onSubmit={(event) => void send(event)}>
      <Head title={words.appTitle} back={{ text: words.back, go: onBack }} />
      <ol className="steps">
        <li>{words.appStep1}</li>
        <li>
          {words.appStep2}
          <div className="app-secret">
            <img src={`data:image/png;base64,${secret.qr}`} alt={words.appQr} width="180" height="180" />
            <div className="stack">
              <span className="quiet-text">{words.appSecret}</span>
              <code dir="ltr">{secret.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
              <a className="button" href={secret.uri}>
                {words.appOpen}
              </a>
            </div>
          </div>
        </li>
        <li>{words.appStep3}</li>
      </ol>
      <TextField label={words.appCode} value={code} onChange={setCode} inputMode="numeric" oneTimeCode longest={7} />
      <Fault text={fault} />
      <Button look="primary" wide type="submit" isDisabled={busy || code.replace(/\s/g, '').length !== 6}>
        {words.next}
      </Button>
    </form>
  );
}
