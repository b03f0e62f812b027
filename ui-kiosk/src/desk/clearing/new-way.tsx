import { useState } from 'react';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { TextField } from '../../components/text-field';
import type { Identity } from '../api';
import { faultOf, useAsk, useDesk } from '../desk';
import { Fault, TextArea } from '../parts';
import { thresholdsOf } from './thresholds';

interface Props {
  domain: string;
  from: Identity['ConfigurationView'] | undefined;
  onDone: () => void;
  onClose: () => void;
}

const readNumber = (text: string) => Number(text.replace(',', '.'));

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Another version, made from the one in use: its thresholds in two fields, everything else as it is stored. */
export function NewWay({ domain, from, onDone, onClose }: Props) {
  const { words, services, language } = useDesk();
  const text = words.linkage;
  const send = useAsk();
  const known = from && thresholdsOf(from);
  const shown = (value: number | undefined) => value?.toLocaleString(language, { useGrouping: false }) ?? '';
  const [possible, setPossible] = useState(shown(known?.possible));
  const [match, setMatch] = useState(shown(known?.match));
  const [whole, setWhole] = useState(JSON.stringify(from?.configuration ?? {}, null, 2));
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<string>();
  const content = parsed(whole);

  const add = async () => {
    if (!content) return;
    const configuration = known
      ? { ...content, thresholds: { possible: readNumber(possible), match: readNumber(match) } }
      : content;
    const result = await send(
      services.identity.POST('/api/identity/domains/{domain}/configurations', {
        params: { path: { domain } },
        body: { configuration, reason: reason.trim() || null },
      }),
    );
    if (result.kind !== 'answer') return setFault(faultOf(words, result));
    onDone();
  };

  return (
    <Dialog title={text.newVersion} onClose={onClose} wide>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        {known && (
          <div className="line">
            <TextField label={text.possible} value={possible} onChange={setPossible} autoFocus />
            <TextField label={text.match} value={match} onChange={setMatch} />
          </div>
        )}
        <details>
          <summary>{text.whole}</summary>
          <TextArea label={text.whole} hint={text.wholeHint} rows={14} value={whole} onChange={setWhole} />
        </details>
        <TextField label={words.clearing.reason} value={reason} onChange={setReason} />
        <Fault text={fault} />
        <div className="row between">
          <Button onPress={onClose}>{words.cancel}</Button>
          <Button look="primary" type="submit" isDisabled={!content || reason.trim().length < 3}>
            {text.add}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
