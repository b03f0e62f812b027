import { useState } from 'react';
import { Button } from '../../components/button';
import { faultOf, useAsk, useDesk } from '../desk';
import { Fault } from '../parts';

/** From a document to whose it is; the service writes down who looked. */
export function OpenPatient({ document }: { document: string }) {
  const { words, services, may, openPatient } = useDesk();
  const send = useAsk();
  const [fault, setFault] = useState<string>();
  if (!may('consent.document')) return null;
  const open = async () => {
    const result = await send(
      services.consent.POST('/api/consent/consents/{id}/person', { params: { path: { id: document } } }),
    );
    setFault(faultOf(words, result));
    if (result.kind === 'answer' && result.data.identifiers.length > 0) openPatient(result.data);
  };
  return (
    <>
      <Button look="plain" onPress={() => void open()}>
        {words.worklist.person}
      </Button>
      <Fault text={fault} />
    </>
  );
}
