import { useState } from 'react';
import { Button } from '../../components/button';
import { TextField } from '../../components/text-field';
import { ask, client } from '../../lib/api/client';
import { usePreferences } from '../preferences';

export interface StaffHere {
  token: string;
  name: string;
}

interface Props {
  tablet: string;
  onSignedIn: (staff: StaffHere) => void;
  onClose: () => void;
}

/** Account or badge (a scanner types it and ends with Enter) and PIN. */
export function StaffSignIn({ tablet, onSignedIn, onClose }: Props) {
  const { words } = usePreferences();
  const [account, setAccount] = useState('');
  const [pin, setPin] = useState('');
  const [fault, setFault] = useState('');

  const signIn = async () => {
    const result = await ask(client(tablet).POST('/api/consent/tablet/staff', { body: { account, pin } }));
    setPin('');
    if (result.kind === 'answer') return onSignedIn(result.data);
    setFault(
      result.kind === 'offline'
        ? words.staffFailed
        : result.code === 'pin-locked'
          ? words.staffLocked
          : words.staffWrong,
    );
  };

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void signIn();
      }}
    >
      <TextField label={words.staffAccount} value={account} onChange={setAccount} autoFocus />
      <TextField label={words.staffPin} value={pin} onChange={setPin} type="password" inputMode="numeric" />
      {fault && (
        <p className="notice" role="alert">
          {fault}
        </p>
      )}
      <div className="row between">
        <Button onPress={onClose}>{words.back}</Button>
        <Button look="primary" type="submit" isDisabled={!account || pin.length < 6}>
          {words.staffSignIn}
        </Button>
      </div>
    </form>
  );
}
