import { useState } from 'react';
import { Button } from '../../components/button';
import { Lock } from '../../components/icons';
import type { PortalApi, Portal } from '../api';
import { AppSetup } from '../app-setup';
import { useLook } from '../look';
import { Fault, Head } from '../parts';
import { faultOf } from '../portal';
import { createPasskey } from '../webauthn';

interface Props {
  api: PortalApi;
  setup: Portal['PortalSetup'];
  passkeys: boolean;
  onOpen: () => Promise<boolean>;
}

/** The letter was right: a key of one's own, so that the letter is never needed again. */
export function NewKey({ api, setup, passkeys, onOpen }: Props) {
  const { words } = useLook();
  const [app, setApp] = useState<Portal['TotpSecret']>();
  const [opened, setOpened] = useState<Portal['PortalOpened']>();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();

  const passkey = async () => {
    setBusy(true);
    setFault(undefined);
    const wish = await api.setupPasskey();
    const made = wish.kind === 'answer' ? await createPasskey(wish.data, words.keyName) : undefined;
    const result = made ? await api.openByPasskey(made) : wish;
    setBusy(false);
    if (result.kind === 'offline') return setFault(words.offline);
    if (!made || result.kind !== 'answer') return setFault(words.keyFailed);
    await onOpen();
  };

  const secret = async () => {
    setBusy(true);
    setFault(undefined);
    const result = await api.setupApp();
    setBusy(false);
    if (result.kind === 'answer') setApp(result.data);
    else setFault(faultOf(words, result));
  };

  if (opened)
    return (
      <div className="stack">
        <h1>{words.account}</h1>
        <p>{words.appAccount}</p>
        <p className="account-number" dir="ltr">
          {opened.accountNumber}
        </p>
        <Button look="primary" wide onPress={() => void onOpen()}>
          {words.appDone}
        </Button>
      </div>
    );

  if (app)
    return (
      <AppSetup
        secret={app}
        onBack={() => setApp(undefined)}
        onCode={async (code) => {
          const result = await api.openByApp({ code });
          if (result.kind === 'answer') setOpened(result.data);
          return result;
        }}
      />
    );

  return (
    <div className="stack">
      <Head title={words.keyTitle} text={setup.recovery ? words.keyRecovery : words.keyText} />
      <Fault text={fault} />
      {passkeys && (
        <div className="way">
          <p>{words.keyPasskeyText}</p>
          <Button look="primary" wide isDisabled={busy} onPress={() => void passkey()}>
            <Lock />
            {words.keyPasskey}
          </Button>
        </div>
      )}
      <div className="way">
        <p>{words.keyAppText}</p>
        <Button wide isDisabled={busy} onPress={() => void secret()}>
          {words.keyApp}
        </Button>
      </div>
    </div>
  );
}
