import { useState } from 'react';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { TextField } from '../../components/text-field';
import { ask } from '../../lib/api/client';
import { faultOf, useAnswer, useAsk, useDesk } from '../desk';
import { Fault, say, Shown } from '../parts';
import { Recent } from './recent';

interface Props {
  id: string;
  onDone: (state: 'approved' | 'rejected') => void;
  onClose: () => void;
}

/** Four eyes: another person sees the list and the reason, and approves exactly this list or rejects it. */
export function Decide({ id, onDone, onClose }: Props) {
  const { words, services, moment } = useDesk();
  const text = words.requests;
  const send = useAsk();
  const [why, setWhy] = useState('');
  const [fault, setFault] = useState<string>();
  const params = { path: { id } };
  const detail = useAnswer(`pending/${id}`, () =>
    ask(services.pseudonym.GET('/api/pseudonym/requests/pending/{id}', { params })),
  );

  const approve = async (listHash: string) => {
    const result = await send(
      services.pseudonym.POST('/api/pseudonym/requests/{id}/approve', { params, body: { listHash } }),
    );
    setFault(faultOf(words, result));
    if (result.kind === 'answer') onDone('approved');
  };
  const reject = async () => {
    const result = await send(
      services.pseudonym.POST('/api/pseudonym/requests/{id}/reject', { params, body: { reason: why.trim() } }),
    );
    setFault(faultOf(words, result));
    if (result.kind === 'answer') onDone('rejected');
  };

  return (
    <Dialog title={text.pending} onClose={onClose} wide>
      <Shown answer={detail}>
        {({ request, reason, list }) => (
          <>
            <dl className="pairs">
              <dt>{text.by}</dt>
              <dd>{request.requestedBy}</dd>
              <dt>{text.purpose}</dt>
              <dd>{say(text.purposes, request.purpose)}</dd>
              <dt>{text.basis}</dt>
              <dd>{request.legalBasis}</dd>
              <dt>{text.project}</dt>
              <dd>{request.project}</dd>
              <dt>{text.reason}</dt>
              <dd>{reason}</dd>
              <dt>{text.hash}</dt>
              <dd>
                <code className="code-line">{request.listHash}</code>
              </dd>
            </dl>
            <ul className="marks" aria-label={text.list}>
              {list.map((pseudonym) => (
                <li key={pseudonym}>
                  <code>{pseudonym}</code>
                </li>
              ))}
            </ul>
            <p className="quiet-text">
              {text.decideUntil(moment(request.decideUntil))}. {text.fourEyes}
            </p>
            <Fault text={fault} />
            <Recent>
              <div className="line">
                <TextField label={text.rejectReason} value={why} onChange={setWhy} />
                <Button isDisabled={why.trim().length < 3} onPress={() => void reject()}>
                  {text.reject}
                </Button>
                <Button look="primary" onPress={() => void approve(request.listHash)}>
                  {text.approve}
                </Button>
              </div>
            </Recent>
          </>
        )}
      </Shown>
    </Dialog>
  );
}
