import { useState } from 'react';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { TextField } from '../../components/text-field';
import { Tick } from '../../components/tick';
import { ask } from '../../lib/api/client';
import { faultOf, useAnswer, useAsk, useDesk, type Patient } from '../desk';
import { Fault, Pick, TextArea } from '../parts';

type Way = 'in-person' | 'phone' | 'video';
const ways: readonly Way[] = ['in-person', 'phone', 'video'];
const running = ['planned', 'handed-over', 'open'];
const two = (value: number) => String(value).padStart(2, '0');

interface Props {
  patient: Patient;
  onDone: () => void;
  onClose: () => void;
}

/** Who explained, when, how long, what was asked. */
export function LogTalk({ patient: { domain, identifiers }, onDone, onClose }: Props) {
  const { words, services, may } = useDesk();
  const text = words.talks;
  const send = useAsk();
  const now = new Date();
  const [by, setBy] = useState('');
  const [day, setDay] = useState(`${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`);
  const [time, setTime] = useState(`${two(now.getHours())}:${two(now.getMinutes())}`);
  const [minutes, setMinutes] = useState('15');
  const [way, setWay] = useState<Way>('in-person');
  const [asked, setAsked] = useState('');
  const [belongs, setBelongs] = useState(true);
  const [fault, setFault] = useState<string>();
  const sessions = useAnswer('session-of-talk', async () =>
    may('capture.start')
      ? ask(
          services.consent.POST('/api/consent/captures/search', {
            body: { domain, identifier: identifiers[0] ?? null },
          }),
        )
      : { kind: 'answer' as const, data: [] },
  );
  const session = sessions.data?.find(({ state }) => running.includes(state))?.id;
  const at = new Date(`${day}T${time}`);
  const complete = by.trim() && Number(minutes) >= 1 && !Number.isNaN(at.getTime());

  const save = async () => {
    const result = await send(
      services.consent.POST('/api/consent/talks', {
        body: {
          domain,
          identifiers,
          explainedBy: by.trim(),
          heldAt: at.toISOString(),
          minutes: Number(minutes),
          way,
          questions: asked.split('\n').filter((line) => line.trim()),
          capture: session && belongs ? session : null,
        },
      }),
    );
    if (result.kind !== 'answer') return setFault(faultOf(words, result));
    onDone();
    onClose();
  };

  return (
    <Dialog title={text.log} onClose={onClose} wide>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (complete) void save();
        }}
      >
        <div className="line">
          <TextField label={text.by} value={by} onChange={setBy} autoFocus />
          <TextField label={text.day} value={day} onChange={setDay} type="date" />
          <TextField label={text.time} value={time} onChange={setTime} type="time" />
          <TextField label={text.minutes} value={minutes} onChange={setMinutes} inputMode="numeric" />
          <Pick
            label={text.way}
            value={way}
            onChange={setWay}
            options={ways.map((value) => ({ value, text: text.ways[value] }))}
          />
        </div>
        <TextArea label={text.questions} hint={text.questionsHint} value={asked} onChange={setAsked} />
        {session && <Tick text={text.session} value={belongs} onChange={setBelongs} />}
        <Fault text={fault} />
        <div className="row between">
          <Button onPress={onClose}>{words.cancel}</Button>
          <Button look="primary" type="submit" isDisabled={!complete}>
            {text.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
