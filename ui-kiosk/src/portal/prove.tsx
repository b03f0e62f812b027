import { useState, type FormEvent } from 'react';
import { Button } from '../components/button';
import { Lock } from '../components/icons';
import { TextField } from '../components/text-field';
import type { Portal } from './api';
import { useLook } from './look';
import { Fault, Shown } from './parts';
import { faultOf, useAnswer, useHere, useSend } from './portal';
import { askPasskey } from './webauthn';

interface Props {
  /** The act it is for; none: managing the account. */
  act?: string;
  label: string;
  /** A proof that was given already and whose use had no answer: it is used again. */
  known?: string | undefined;
  onProof: (token: string) => Promise<void>;
}

/** To show once more that one is oneself, by passkey or by the app's number. */
export function Prove({ act, label, known, onProof }: Props) {
  const { words } = useLook();
  const { api } = useHere();
  const send = useSend();
  const security = useAnswer('security', (asked) => asked.security());
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();

  const prove = async (answer: () => Promise<Omit<Portal['Reauthenticate'], 'act'> | string | undefined>) => {
    setBusy(true);
    setFault(undefined);
    if (known !== undefined) await onProof(known);
    else {
      const given = await answer();
      if (given === undefined || typeof given === 'string') setFault(given ?? words.proveWrong);
      else {
        const result = await send(api.reauthenticate({ act: act ?? null, passkey: null, code: null, ...given }));
        if (result.kind === 'answer') await onProof(result.data.token ?? '');
        else setFault(result.kind === 'refused' && result.status !== 429 ? words.proveWrong : faultOf(words, result));
      }
    }
    setBusy(false);
  };

  const passkey = () =>
    prove(async () => {
      const wish = await send(api.askReauthentication({ act: act ?? null }));
      if (wish.kind !== 'answer') return faultOf(words, wish);
      const signed = await askPasskey(wish.data);
      return signed && { passkey: signed };
    });

  const app = (event: FormEvent) => {
    event.preventDefault();
    void prove(() => Promise.resolve({ code: code.replace(/\s/g, '') }));
  };

  return (
    <Shown answer={security}>
      {({ passkeys, totpSince }) => (
        <div className="prove">
          <p>{words.proveTitle}</p>
          <Fault text={fault} />
          {passkeys.length > 0 && (
            <Button look="primary" isDisabled={busy} onPress={() => void passkey()}>
              <Lock />
              {label}
            </Button>
          )}
          {totpSince && (
            <form className="row stretch" onSubmit={app}>
              <TextField
                label={words.appCode}
                value={code}
                onChange={setCode}
                inputMode="numeric"
                oneTimeCode
                longest={7}
              />
              <Button
                {...(passkeys.length === 0 ? { look: 'primary' as const } : {})}
                type="submit"
                isDisabled={busy || (known === undefined && code.replace(/\s/g, '').length !== 6)}
              >
                {label}
              </Button>
            </form>
          )}
        </div>
      )}
    </Shown>
  );
}
