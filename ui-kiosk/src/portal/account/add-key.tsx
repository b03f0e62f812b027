import { useState } from 'react';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import type { Portal } from '../api';
import { AppSetup } from '../app-setup';
import { useLook } from '../look';
import { Fault } from '../parts';
import { useHere } from '../portal';
import { createPasskey } from '../webauthn';
import type { Sure } from './sure';

interface Props {
  sure: Sure;
  onDone: () => void;
}

/** One more passkey, of this device or of a key that is plugged in. */
export function AddPasskey({ sure, onDone }: Props) {
  const { words } = useLook();
  const { api } = useHere();
  const [fault, setFault] = useState<string>();
  const add = () =>
    sure(
      () => api.passkeyCreation(),
      (wish) =>
        void createPasskey(wish, words.keyName).then(async (made) => {
          setFault(made ? undefined : words.keyFailed);
          if (made) await sure(() => api.addPasskey(made), onDone);
        }),
    );
  return (
    <>
      <Fault text={fault} />
      <Button onPress={() => void add()}>{words.keyAdd}</Button>
    </>
  );
}

/** An authenticator app as second way in. */
export function AddApp({ sure, onDone }: Props) {
  const { words } = useLook();
  const { api } = useHere();
  const [secret, setSecret] = useState<Portal['TotpSecret']>();
  return (
    <>
      <Button onPress={() => void sure(() => api.appSecret(), setSecret)}>{words.appAdd}</Button>
      {secret && (
        <Dialog title={words.appTitle} onClose={() => setSecret(undefined)} wide>
          <AppSetup
            secret={secret}
            onBack={() => setSecret(undefined)}
            onCode={async (code) => {
              const result = await api.addApp({ code });
              if (result.kind === 'answer') {
                setSecret(undefined);
                onDone();
              }
              return result;
            }}
          />
        </Dialog>
      )}
    </>
  );
}
