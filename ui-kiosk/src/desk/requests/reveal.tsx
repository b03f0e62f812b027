import { useState } from 'react';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import type { Pseudonym } from '../api';
import { faultOf, useAsk, useDesk } from '../desk';
import { Fault, Table } from '../parts';
import { Recent } from './recent';

/** Originals, shown once; closing forgets them. */
export function Reveal({ request, onClose }: { request: Pseudonym['OriginalsRequest']; onClose: () => void }) {
  const { words, services } = useDesk();
  const text = words.requests;
  const send = useAsk();
  const [revealed, setRevealed] = useState<Pseudonym['RevealedOriginals']>();
  const [fault, setFault] = useState<string>();
  const reveal = async () => {
    const result = await send(
      services.pseudonym.POST('/api/pseudonym/requests/{id}/execute', { params: { path: { id: request.id } } }),
    );
    setFault(faultOf(words, result));
    if (result.kind === 'answer') setRevealed(result.data);
  };
  if (!revealed)
    return (
      <Dialog title={text.reveal} onClose={onClose}>
        <Recent>
          <p>{text.revealAsk}</p>
          <Fault text={fault} />
          <div className="row between">
            <Button onPress={onClose}>{words.cancel}</Button>
            <Button look="primary" onPress={() => void reveal()}>
              {text.reveal}
            </Button>
          </div>
        </Recent>
      </Dialog>
    );
  return (
    <Dialog title={text.revealTitle} wide>
      <p className="notice warm">{text.revealText}</p>
      <p role="status">{text.found(Number(revealed.found), Number(revealed.leftOut), Number(revealed.unknown))}</p>
      <Table
        label={text.revealTitle}
        rows={revealed.originals ?? []}
        id={({ pseudonym }) => pseudonym}
        columns={[
          { title: text.pseudonym, cell: ({ pseudonym }) => <code>{pseudonym}</code> },
          { title: text.original, cell: ({ original }) => <code>{original}</code> },
        ]}
      />
      <Button look="primary" autoFocus onPress={onClose}>
        {words.close}
      </Button>
    </Dialog>
  );
}
