import { useEffect, useState } from 'react';
import { Button } from '../../components/button';
import { Choice } from '../../components/choice';
import { TextField } from '../../components/text-field';
import { Tick } from '../../components/tick';
import { ask, client, type CaptureReceipt, type CaptureText, type CaptureWithdrawal } from '../../lib/api/client';
import { tagOf } from '../../lib/i18n/languages';
import { usePreferences } from '../preferences';
import { useAround } from './context';
import { Frame } from './frame';
import { OnlyIn } from './only-in';

interface Props {
  onBack: () => void;
  onDone: (receipt: CaptureReceipt) => void;
}

type State = { kind: 'asking' | 'nothing' | 'offline' | 'failed' } | { kind: 'known'; may: CaptureWithdrawal };

/** Taking back, as easy as giving. It counts at once or not at all: nothing of it is ever kept for later. */
export function WithdrawScreen({ onBack, onDone }: Props) {
  const { words, language } = usePreferences();
  const { session, online } = useAround();
  const [state, setState] = useState<State>({ kind: 'asking' });
  const [extent, setExtent] = useState<'all' | 'part'>();
  const [modules, setModules] = useState<readonly string[]>([]);
  const [guardians, setGuardians] = useState<readonly string[]>([]);
  const [alone, setAlone] = useState(false);
  const [sending, setSending] = useState(false);
  const { token } = session.bundle;

  useEffect(() => {
    void ask(client(token).GET('/api/consent/capture/withdrawal')).then((result) => {
      if (result.kind === 'answer') setState({ kind: 'known', may: result.data });
      else setState({ kind: result.kind === 'offline' ? 'offline' : 'nothing' });
    });
  }, [token]);

  // for a child as many say so as have to for giving it
  const needed = state.kind === 'known' ? Number(state.may.guardiansNeeded) : 0;
  const asked = needed > 0 && alone ? 1 : needed;
  const names = Array.from({ length: asked }, (_, at) => guardians[at]?.trim() ?? '');

  const send = async () => {
    setSending(true);
    const result = await ask(
      client(token).POST('/api/consent/capture/withdrawal', {
        body: {
          modules: extent === 'part' ? [...modules] : null,
          language: tagOf[language],
          guardians: needed > 0 ? names : null,
          aloneEntitled: needed > 0 && alone,
        },
        headers: { 'Idempotency-Key': session.bundle.id },
      }),
    );
    setSending(false);
    if (result.kind === 'answer') return onDone(result.data);
    setState({ kind: result.kind === 'offline' ? 'offline' : 'failed' });
  };

  const chosen = extent === 'all' || (extent === 'part' && modules.length > 0);
  const complete = chosen && names.length === asked && names.every((name) => name.length > 1);
  const without = !online ? 'offline' : state.kind;
  return (
    <Frame
      name="withdraw"
      title={words.withdrawTitle}
      back={false}
      saysOffline
      {...(without === 'known'
        ? { next: { label: words.withdrawDo, disabled: !complete || sending, act: () => void send() } }
        : {})}
    >
      {without === 'asking' && (
        <p className="waiting" role="status">
          {words.waiting}
        </p>
      )}
      {without === 'nothing' && <p className="lead">{words.withdrawNothing}</p>}
      {without === 'offline' && (
        <p className="notice warm" role="alert">
          {words.withdrawOffline}
        </p>
      )}
      {without === 'failed' && (
        <p className="notice warm" role="alert">
          {words.withdrawFailed}
        </p>
      )}
      {without === 'known' && state.kind === 'known' && (
        <>
          <Extent may={state.may} extent={extent} onExtent={setExtent} modules={modules} onModules={setModules} />
          {extent && needed > 0 && (
            <Guardians
              needed={needed}
              names={Array.from({ length: asked }, (_, at) => guardians[at] ?? '')}
              onName={(at, name) =>
                setGuardians(Array.from({ length: needed }, (_, one) => (one === at ? name : (guardians[one] ?? ''))))
              }
              alone={alone}
              onAlone={setAlone}
            />
          )}
        </>
      )}
      <div className="row">
        <Button onPress={onBack} isDisabled={sending}>
          {words.back}
        </Button>
      </div>
    </Frame>
  );
}

interface ExtentProps {
  may: CaptureWithdrawal;
  extent: 'all' | 'part' | undefined;
  onExtent: (extent: 'all' | 'part') => void;
  modules: readonly string[];
  onModules: (modules: readonly string[]) => void;
}

function Extent({ may, extent, onExtent, modules, onModules }: ExtentProps) {
  const { words, language } = usePreferences();
  const day = new Intl.DateTimeFormat(tagOf[language], { dateStyle: 'long', timeZone: 'UTC' });
  return (
    <>
      <p className="lead">{words.withdrawText(day.format(new Date(`${may.signedOn}T00:00:00Z`)))}</p>
      <Choice
        label={words.withdrawTitle}
        hideLabel
        look="answers"
        value={extent}
        onChange={onExtent}
        options={[
          { value: 'all', text: words.withdrawAll },
          ...(may.part ? [{ value: 'part' as const, text: words.withdrawPart }] : []),
        ]}
      />
      {extent === 'part' && may.part && <Boxes text={may.part} chosen={modules} onChange={onModules} />}
      {extent && <p className="notice">{words.withdrawEffect}</p>}
    </>
  );
}

interface GuardiansProps {
  needed: number;
  names: readonly string[];
  onName: (at: number, name: string) => void;
  alone: boolean;
  onAlone: (alone: boolean) => void;
}

/** Who takes it back for a child. */
function Guardians({ needed, names, onName, alone, onAlone }: GuardiansProps) {
  const { words } = usePreferences();
  return (
    <section className="stack" aria-label={words.withdrawGuardians}>
      <p>{words.withdrawGuardians}</p>
      {names.map((name, at) => (
        <TextField
          key={at}
          label={words.withdrawGuardian(at + 1)}
          value={name}
          onChange={(given) => onName(at, given)}
        />
      ))}
      {needed > 1 && <Tick text={words.signAlone} value={alone} onChange={onAlone} />}
    </section>
  );
}

/** The boxes of the form for a part, in the words in which it was approved. */
function Boxes({
  text,
  chosen,
  onChange,
}: {
  text: CaptureText;
  chosen: readonly string[];
  onChange: (modules: readonly string[]) => void;
}) {
  return (
    <div className="stack">
      <OnlyIn text={text} />
      <div lang={text.language}>
        {text.form.modules
          .filter((module) => module.decision)
          .map(({ name, title }) => (
            <Tick
              key={name}
              text={title ?? name}
              value={chosen.includes(name)}
              onChange={(on) => onChange(on ? [...chosen, name] : chosen.filter((one) => one !== name))}
            />
          ))}
      </div>
    </div>
  );
}
