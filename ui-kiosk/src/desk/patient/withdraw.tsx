import { useState } from 'react';
import { Button } from '../../components/button';
import { Choice } from '../../components/choice';
import { Dialog } from '../../components/dialog';
import { TextField } from '../../components/text-field';
import { Tick } from '../../components/tick';
import { ask } from '../../lib/api/client';
import type { Consent } from '../api';
import { faultOf, useAnswer, useAsk, useDesk, type Patient } from '../desk';
import { Fault, Shown } from '../parts';
import { Recent } from '../requests/recent';

interface Props {
  patient: Patient;
  forms: Consent['FormState'][];
  onDone: () => void;
  onDocument: (id: string) => void;
  onClose: () => void;
}

const channels = ['in-person', 'letter', 'phone', 'email'] as const;

/** Takes a withdrawal: what, by which way it came, what follows; then one confirmation. No reason is asked for. */
export function Withdraw({ patient, forms, onDone, onDocument, onClose }: Props) {
  const { words, services, strong } = useDesk();
  const text = words.withdrawal;
  const send = useAsk();
  const form = forms.find(({ signedAt, fullWithdrawal }) => signedAt && fullWithdrawal);
  const [extent, setExtent] = useState<'all' | 'part'>();
  const [channel, setChannel] = useState<(typeof channels)[number]>();
  const [checked, setChecked] = useState('');
  const [modules, setModules] = useState<string[]>([]);
  const [sure, setSure] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const [done, setDone] = useState<string>();

  const save = async () => {
    setBusy(true);
    const result = await send(
      services.consent.POST('/api/consent/withdrawals', {
        body: {
          domain: patient.domain,
          identifiers: patient.identifiers,
          ...(extent === 'part'
            ? { modules, template: form?.partialWithdrawal ?? null }
            : { template: form?.fullWithdrawal ?? null }),
          channel: channel ?? null,
          note: checked.trim() || null,
        },
      }),
    );
    setBusy(false);
    setFault(faultOf(words, result));
    if (result.kind !== 'answer') return setSure(false);
    setDone(result.data.id);
    onDone();
  };

  if (done)
    return (
      <Dialog title={text.title} onClose={onClose}>
        <p className="notice good" role="status">
          {text.done}
        </p>
        <div className="row">
          <Button
            look="primary"
            autoFocus
            onPress={() => {
              onClose();
              onDocument(done);
            }}
          >
            {text.receipt}
          </Button>
          <Button onPress={onClose}>{words.close}</Button>
        </div>
      </Dialog>
    );

  if (!strong)
    return (
      <Dialog title={text.title} onClose={onClose}>
        <Recent>{null}</Recent>
      </Dialog>
    );

  const complete = channel && (extent === 'all' || (extent === 'part' && modules.length > 0));
  return (
    <Dialog title={sure ? text.confirmTitle : text.title} onClose={onClose} wide>
      {!sure ? (
        <>
          <Choice
            label={text.which}
            value={extent}
            onChange={setExtent}
            options={[
              { value: 'all', text: text.all },
              ...(form?.partialWithdrawal ? [{ value: 'part' as const, text: text.part }] : []),
            ]}
          />
          {extent === 'part' && form?.partialWithdrawal && (
            <Boxes domain={patient.domain} template={form.partialWithdrawal} chosen={modules} onChange={setModules} />
          )}
          <Choice
            label={text.channel}
            look="names"
            value={channel}
            onChange={setChannel}
            options={channels.map((value) => ({ value, text: text.channels[value] }))}
          />
          <TextField label={`${text.identity} (${text.identityHint})`} value={checked} onChange={setChecked} />
          <p className="quiet-text">{text.noReason}</p>
        </>
      ) : (
        <div className="notice warm">
          <div>
            <h3>{text.effect}</h3>
            <p>{extent === 'all' ? text.effectAll : text.effectPart(modules.length)}</p>
            <p>{text.finished}</p>
          </div>
        </div>
      )}
      <Fault text={fault} />
      <div className="row between">
        <Button onPress={() => (sure ? setSure(false) : onClose())}>{sure ? words.back : words.cancel}</Button>
        {sure ? (
          <Button look="primary" isDisabled={busy} onPress={() => void save()}>
            {text.confirm}
          </Button>
        ) : (
          <Button look="primary" isDisabled={!complete} onPress={() => setSure(true)}>
            {text.next}
          </Button>
        )}
      </div>
    </Dialog>
  );
}

interface BoxesProps {
  domain: string;
  template: string;
  chosen: string[];
  onChange: (chosen: string[]) => void;
}

/** The boxes of the withdrawal form, in its own words. */
function Boxes({ domain, template, chosen, onChange }: BoxesProps) {
  const { services } = useDesk();
  const [name = '', version = ''] = template.split('|');
  const form = useAnswer(template, () =>
    ask(
      services.consent.GET('/api/consent/domains/{domain}/templates/{name}/{version}', {
        params: { path: { domain, name, version } },
      }),
    ),
  );
  return (
    <Shown answer={form}>
      {({ template: known }) => (
        <div className="boxes">
          {known?.modules
            .filter(({ decision }) => decision)
            .map((module) => (
              <Tick
                key={module.name}
                text={module.title || module.name}
                value={chosen.includes(module.name)}
                onChange={(on) => onChange(on ? [...chosen, module.name] : chosen.filter((one) => one !== module.name))}
              />
            ))}
        </div>
      )}
    </Shown>
  );
}
