import { useState } from 'react';
import { Button } from '../../components/button';
import { Choice } from '../../components/choice';
import { Tick } from '../../components/tick';
import { go } from '../../lib/router';
import type { Portal } from '../api';
import { OnlyIn } from '../consent/only-in';
import { useLook } from '../look';
import { Fault, Head, Original } from '../parts';
import { faultOf, useHere, useSend } from '../portal';

type Form = Portal['PortalForm'];
type Module = Portal['PortalModule'];

export interface Wish {
  /** Everything, or parts of the form of this name. */
  extent: 'all' | string | undefined;
  modules: readonly string[];
}

interface Props {
  forms: readonly Form[];
  wish: Wish;
  onChange: (wish: Wish) => void;
  onPreview: (preview: Portal['WithdrawalPreview']) => void;
}

const rests = (modules: readonly Module[], on: Module, chosen: readonly string[]): boolean => {
  const parent = modules.find(({ name }) => name === on.parent);
  return parent !== undefined && (chosen.includes(parent.name) || rests(modules, parent, chosen));
};

/** What is to end: all of it, or some questions. Nothing is chosen before somebody chooses. */
export function Choose({ forms, wish, onChange, onPreview }: Props) {
  const { words } = useLook();
  const { api } = useHere();
  const send = useSend();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const form = forms.find(({ template }) => template === wish.extent);

  const preview = async () => {
    setBusy(true);
    setFault(undefined);
    const result = await send(
      api.preview(form ? { template: form.template, modules: [...wish.modules] } : { template: null, modules: null }),
    );
    setBusy(false);
    if (result.kind === 'answer') onPreview(result.data);
    else setFault(faultOf(words, result));
  };

  const parts = forms.map(({ template, title }) => ({
    value: template,
    text: (
      <>
        <strong>{words.changePart}</strong>
        <small>{forms.length > 1 ? <Original text={title} /> : words.changePartText}</small>
      </>
    ),
  }));
  return (
    <>
      <Head
        title={words.changeTitle}
        text={words.changeText}
        back={{ text: words.nav.consent, go: () => go('consent') }}
      />
      <Choice
        label={words.changeTitle}
        hideLabel
        value={wish.extent}
        onChange={(extent) => onChange({ extent, modules: [] })}
        options={[
          ...parts,
          {
            value: 'all',
            text: (
              <>
                <strong>{words.changeAll}</strong>
                <small>{words.changeAllText}</small>
              </>
            ),
          },
        ]}
      />
      {form && (
        <fieldset className="endings">
          <legend>{words.changeWhich}</legend>
          <OnlyIn language={form.language} />
          {form.modules
            .filter(({ withdrawable }) => withdrawable)
            .map((module) => (
              <Ending
                key={module.name}
                module={module}
                language={form.language}
                rests={rests(form.modules, module, wish.modules)}
                chosen={wish.modules.includes(module.name)}
                onChange={(on) =>
                  onChange({
                    ...wish,
                    modules: on ? [...wish.modules, module.name] : wish.modules.filter((one) => one !== module.name),
                  })
                }
              />
            ))}
        </fieldset>
      )}
      <Fault text={fault} />
      <div className="act">
        <Button
          look="primary"
          isDisabled={busy || wish.extent === undefined || (form !== undefined && wish.modules.length === 0)}
          onPress={() => void preview()}
        >
          {words.next}
        </Button>
      </div>
    </>
  );
}

interface EndingProps {
  module: Module;
  language: string;
  rests: boolean;
  chosen: boolean;
  onChange: (on: boolean) => void;
}

/** One question; it ends with what it rests on. */
function Ending({ module, language, rests, chosen, onChange }: EndingProps) {
  const { words } = useLook();
  return (
    <div className="ending">
      <Tick
        text={
          <span lang={language} dir="auto">
            {module.title}
          </span>
        }
        value={chosen || rests}
        locked={rests}
        onChange={onChange}
      />
      {module.mandatory && chosen && <p className="notice warm">{words.changeCore}</p>}
    </div>
  );
}
