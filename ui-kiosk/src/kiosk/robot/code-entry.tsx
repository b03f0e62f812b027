import { useState } from 'react';
import { Button } from '../../components/button';
import { Scan } from '../../components/scan';
import { TextField } from '../../components/text-field';
import { ask, client, type CaptureBundle } from '../../lib/api/client';
import { usePreferences } from '../preferences';
import { useRobot } from './context';

interface Props {
  tablet: string;
  onOpen: (bundle: CaptureBundle) => void;
  onBack: () => void;
}

/** The code with which staff hand a session over to this very device. A scanner types it and ends with Enter. */
export function CodeEntry({ tablet, onOpen, onBack }: Props) {
  const { words } = usePreferences();
  const { robot } = useRobot();
  const [code, setCode] = useState('');
  const [fault, setFault] = useState('');

  const open = async (given: string) => {
    const opened = await ask(client(tablet).POST('/api/consent/tablet/captures', { body: { code: given } }));
    if (opened.kind === 'answer') return onOpen(opened.data);
    setFault(opened.kind === 'refused' ? robot.codeWrong : words.staffFailed);
  };

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void open(code);
      }}
    >
      <p className="lead">{robot.codeText}</p>
      <TextField label={robot.code} value={code} onChange={setCode} code autoFocus />
      <Scan
        onCode={(text) => {
          setCode(text);
          void open(text);
        }}
      />
      {fault && (
        <p className="notice" role="alert">
          {fault}
        </p>
      )}
      <div className="row between">
        <Button onPress={onBack}>{words.back}</Button>
        <Button look="primary" type="submit" isDisabled={code.replace(/[^0-9a-z]/gi, '').length < 10}>
          {words.continue}
        </Button>
      </div>
    </form>
  );
}
