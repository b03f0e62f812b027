import { useState } from 'react';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { TextField } from '../../components/text-field';
import { faultOf, useAsk, useDesk, type Patient } from '../desk';
import { Fault, Pick } from '../parts';
import { LetterLists } from './lists';

type Relation = 'self' | 'guardian' | 'representative';
const relations: readonly Relation[] = ['self', 'guardian', 'representative'];

/** Orders the letter that lets somebody into the portal, beside those that are there already. */
export function OrderLetter({ patient, onClose }: { patient: Patient; onClose: () => void }) {
  const { words, services } = useDesk();
  const text = words.letters;
  const send = useAsk();
  const [name, setName] = useState(patient.name ?? '');
  const [born, setBorn] = useState(patient.birthDate ?? '');
  const [relation, setRelation] = useState<Relation>('self');
  const [ordered, setOrdered] = useState(0);
  const [fault, setFault] = useState<string>();
  const order = async () => {
    const result = await send(
      services.consent.POST('/api/consent/portal/letters', {
        body: {
          domain: patient.domain,
          identifiers: patient.identifiers,
          name: name.trim(),
          birthDate: born,
          relation,
          account: null,
        },
      }),
    );
    setFault(faultOf(words, result));
    if (result.kind === 'answer') setOrdered(ordered + 1);
  };
  return (
    <Dialog title={text.order} wide onClose={onClose}>
      <p>{text.orderText}</p>
      {ordered > 0 && (
        <p className="notice good" role="status">
          {text.ordered}
        </p>
      )}
      <form
        className="line"
        onSubmit={(event) => {
          event.preventDefault();
          void order();
        }}
      >
        <TextField label={text.name} value={name} onChange={setName} autoFocus />
        <TextField label={words.patients.born} value={born} onChange={setBorn} type="date" />
        <Pick
          label={text.relation}
          value={relation}
          onChange={setRelation}
          options={relations.map((value) => ({ value, text: text.relations[value] }))}
        />
        <Button look="primary" type="submit" isDisabled={!name.trim() || !born}>
          {text.doOrder}
        </Button>
      </form>
      <Fault text={fault} />
      <LetterLists domain={patient.domain} identifiers={patient.identifiers} round={ordered} />
      <Button onPress={onClose}>{words.close}</Button>
    </Dialog>
  );
}
