import { useState } from 'react';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { TextField } from '../../components/text-field';
import { ask } from '../../lib/api/client';
import { faultOf, useAnswer, useAsk, useDesk } from '../desk';
import { Fault, Pick, Shown, TextArea } from '../parts';
import { Recent } from './recent';

/** A request: what, for what, on what it rests. Nobody sees the list but who decides. */
export function Write({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const { words, services } = useDesk();
  const text = words.requests;
  const send = useAsk();
  const purposes = Object.entries(text.purposes);
  const [domain, setDomain] = useState('');
  const [purpose, setPurpose] = useState(purposes[0]?.[0] ?? '');
  const [legalBasis, setBasis] = useState('');
  const [project, setProject] = useState('');
  const [reason, setReason] = useState('');
  const [list, setList] = useState('');
  const [fault, setFault] = useState<string>();
  const domains = useAnswer('pseudonym-domains', () => ask(services.pseudonym.POST('/api/pseudonym/domains/list')));
  const pseudonyms = [...new Set(list.split(/\s+/).filter(Boolean))];
  const chosen = domain || (domains.data?.[0]?.name ?? '');

  const write = async () => {
    const result = await send(
      services.pseudonym.POST('/api/pseudonym/requests', {
        body: { domain: chosen, purpose, legalBasis, project, reason, pseudonyms, recipientKey: null },
      }),
    );
    setFault(faultOf(words, result));
    if (result.kind === 'answer') onDone();
  };

  return (
    <Dialog title={text.create} onClose={onClose} wide>
      <Recent>
        <Shown answer={domains}>
          {(known) => (
            <form
              className="stack"
              onSubmit={(event) => {
                event.preventDefault();
                void write();
              }}
            >
              <div className="line">
                <Pick
                  label={text.domain}
                  value={chosen}
                  onChange={setDomain}
                  options={known.map(({ name }) => ({ value: name, text: name }))}
                />
                <Pick
                  label={text.purpose}
                  value={purpose}
                  onChange={setPurpose}
                  options={purposes.map(([value, name]) => ({ value, text: name }))}
                />
              </div>
              <div className="line">
                <TextField label={text.basis} value={legalBasis} onChange={setBasis} />
                <TextField label={text.project} value={project} onChange={setProject} />
              </div>
              <TextArea label={text.reason} hint={text.reasonHint} value={reason} onChange={setReason} />
              <TextArea label={text.list} rows={5} value={list} onChange={setList} />
              <Fault text={fault} />
              <div className="row between">
                <Button onPress={onClose}>{words.cancel}</Button>
                <Button
                  look="primary"
                  type="submit"
                  isDisabled={pseudonyms.length === 0 || reason.trim().length < 20 || !project || !legalBasis}
                >
                  {text.send} ({pseudonyms.length})
                </Button>
              </div>
            </form>
          )}
        </Shown>
      </Recent>
    </Dialog>
  );
}
