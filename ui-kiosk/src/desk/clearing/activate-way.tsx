import { useState } from 'react';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { TextField } from '../../components/text-field';
import { faultOf, useAsk, useDesk } from '../desk';
import { Fault } from '../parts';

interface Props {
  domain: string;
  version: number;
  onDone: () => void;
  onClose: () => void;
}

/** Puts a version in use, with why. */
export function ActivateWay({ domain, version, onDone, onClose }: Props) {
  const { words, services, number } = useDesk();
  const text = words.linkage;
  const send = useAsk();
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<string>();
  const activate = async () => {
    const result = await send(
      services.identity.POST('/api/identity/domains/{domain}/configurations/{version}/activation', {
        params: { path: { domain, version } },
        body: { reason: reason.trim() },
      }),
    );
    if (result.kind !== 'answer') return setFault(faultOf(words, result));
    onDone();
  };
  return (
    <Dialog title={text.activateTitle(number(version))} onClose={onClose}>
      <p>{text.activateText}</p>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim().length >= 3) void activate();
        }}
      >
        <TextField label={words.clearing.reason} value={reason} onChange={setReason} autoFocus />
        <Fault text={fault} />
        <div className="row between">
          <Button onPress={onClose}>{words.cancel}</Button>
          <Button look="primary" type="submit" isDisabled={reason.trim().length < 3}>
            {text.activate}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
