import { useState } from 'react';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { TextField } from '../../components/text-field';
import { faultOf, useAsk, useDesk, type Patient } from '../desk';
import { Fault } from '../parts';
import { go } from '../../lib/router';
import { TabletList } from './tablets';

/** Puts a person on the tablets' list. Who stands before the tablet is checked there, by staff and by birthday. */
export function StartSession({ patient, onClose }: { patient: Patient; onClose: () => void }) {
  const { words, services } = useDesk();
  const send = useAsk();
  const [given = '', ...family] = (patient.name ?? '').split(' ');
  const [first, setFirst] = useState(given);
  const [last, setLast] = useState(family.join(' '));
  const [born, setBorn] = useState(patient.birthDate ?? '');
  const [fault, setFault] = useState<string>();
  const [ready, setReady] = useState(false);

  const prepare = async () => {
    const result = await send(
      services.consent.POST('/api/consent/captures', {
        body: {
          domain: patient.domain,
          identifiers: patient.identifiers,
          birthDate: born,
          firstName: first.trim() || null,
          lastName: last.trim() || null,
          template: null,
        },
      }),
    );
    setFault(faultOf(words, result));
    setReady(result.kind === 'answer');
  };

  return (
    <Dialog title={words.session.title} onClose={onClose} wide>
      {ready ? (
        <p className="notice good" role="status">
          {words.session.prepared}
        </p>
      ) : (
        <>
          <p>{words.session.text}</p>
          <form
            className="line"
            onSubmit={(event) => {
              event.preventDefault();
              void prepare();
            }}
          >
            <TextField label={words.patients.given} value={first} onChange={setFirst} />
            <TextField label={words.patients.family} value={last} onChange={setLast} />
            <TextField label={words.patients.born} value={born} onChange={setBorn} type="date" />
            <Button look="primary" type="submit" isDisabled={!born}>
              {words.session.prepare}
            </Button>
          </form>
        </>
      )}
      <Fault text={fault} />
      <TabletList domain={patient.domain} />
      <div className="row between">
        <Button onPress={onClose}>{words.close}</Button>
        {ready && (
          <Button
            onPress={() => {
              onClose();
              go('tablets');
            }}
          >
            {words.session.planned}
          </Button>
        )}
      </div>
    </Dialog>
  );
}
