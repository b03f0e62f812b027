import { useState, type FormEvent } from 'react';
import { Button } from '../../components/button';
import { Lock } from '../../components/icons';
import { TextField } from '../../components/text-field';
import type { PortalApi } from '../api';
import { useLook } from '../look';
import { Fault } from '../parts';
import { faultOf } from '../portal';
import { askPasskey } from '../webauthn';

interface Props {
  api: PortalApi;
  passkeys: boolean;
  ready: boolean;
  onOpen: () => Promise<boolean>;
}

/** By passkey, or by account number and authenticator app. */
export function SignIn({ api, passkeys, ready, onOpen }: Props) {
  const { words } = useLook();
  const [byApp, setByApp] = useState(false);
  const [account, setAccount] = useState('');
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();

  const passkey = async () => {
    setBusy(true);
    setFault(undefined);
    const wish = await api.passkeyRequest();
    const signed = wish.kind === 'answer' ? await askPasskey(wish.data) : undefined;
    const result = signed ? await api.signInByPasskey(signed) : wish;
    if (!signed || result.kind !== 'answer' || !(await onOpen()))
      setFault(result.kind === 'offline' ? words.offline : words.signInWrong);
    setBusy(false);
  };

  const app = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFault(undefined);
    const result = await api.signInByApp({ accountNumber: account, code: code.replace(/\s/g, '') });
    if (result.kind !== 'answer' || !(await onOpen())) {
      const many = result.kind === 'refused' && result.code === 'too-many-requests';
      setFault(result.kind === 'offline' || many ? faultOf(words, result) : words.signInWrong);
    }
    setBusy(false);
  };

  return (
    <div className="stack">
      <h2>{words.doorSignIn}</h2>
      <Fault text={fault} />
      {!byApp && passkeys && (
        <>
          <Button look="primary" wide isDisabled={busy} onPress={() => void passkey()}>
            <Lock />
            {words.doorPasskey}
          </Button>
          <p className="quiet-text">{words.doorPasskeyText}</p>
        </>
      )}
      {byApp || (ready && !passkeys) ? (
        <form className="stack" onSubmit={(event) => void app(event)}>
          <TextField label={words.account} hint={words.accountHint} value={account} onChange={setAccount} />
          <TextField
            label={words.appCode}
            hint={words.appCodeHint}
            value={code}
            onChange={setCode}
            inputMode="numeric"
            oneTimeCode
          />
          <Button look="primary" wide type="submit" isDisabled={busy || !account || !code}>
            {words.doorSignIn}
          </Button>
          {passkeys && (
            <Button look="plain" onPress={() => setByApp(false)}>
              {words.doorPasskey}
            </Button>
          )}
        </form>
      ) : (
        <Button look="plain" isDisabled={!ready} onPress={() => setByApp(true)}>
          {words.doorCode}
        </Button>
      )}
    </div>
  );
}
