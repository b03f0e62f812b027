import { useState } from 'react';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { FormText } from '../../components/form-text';
import { go } from '../../lib/router';
import type { Portal } from '../api';
import { useDates, useLook } from '../look';
import { Head, Nothing, Original, Part, Shown, State } from '../parts';
import { say, useAnswer } from '../portal';
import { OnlyIn } from './only-in';

type Module = Portal['PortalModule'];

/** What holds today, question by question, as a check answers it. */
export function Consents() {
  const { words } = useLook();
  const { day } = useDates();
  const consents = useAnswer('consents', (api) => api.consents());
  const [why, setWhy] = useState<{ module: Module; form: Portal['PortalForm'] }>();
  return (
    <>
      <Head title={words.nav.consent} text={words.consentText} />
      <Shown answer={consents}>
        {({ forms }) => (
          <>
            {forms.length === 0 && <Nothing text={words.summaryNone} />}
            {forms.map((form) => (
              <section key={form.template} className="part" aria-label={form.title}>
                <h2>
                  <Original text={form.title} />
                </h2>
                <p className="quiet-text">{words.signedOn(day(form.signedAt))}</p>
                <OnlyIn language={form.language} />
                <ul className="modules">
                  {form.modules.map((module) => (
                    <li key={module.name} className={`module${module.parent ? ' below' : ''}`}>
                      <h3 lang={form.language} dir="auto">
                        {module.title}
                      </h3>
                      <State state={module.state} text={say(words.states, module.state)} />
                      <Times module={module} />
                      <Button
                        look="plain"
                        aria-label={`${words.why} ${module.title}`}
                        onPress={() => setWhy({ module, form })}
                      >
                        {words.why}
                      </Button>
                    </li>
                  ))}
                </ul>
              </section>
            ))}
            {forms.some(({ withdrawable }) => withdrawable) && (
              <div className="act">
                <Button look="primary" onPress={() => go('consent/change')}>
                  {words.changeButton}
                </Button>
                <p className="quiet-text">{words.changeText}</p>
              </div>
            )}
          </>
        )}
      </Shown>
      {why && (
        <Dialog title={words.whyTitle} onClose={() => setWhy(undefined)} wide>
          <State state={why.module.state} text={say(words.states, why.module.state)} />
          <p>{say(words.reasons, why.module.state)}</p>
          <Part title={words.whyWords}>
            <OnlyIn language={why.form.language} />
            <FormText text={why.module.text} lang={why.form.language} />
          </Part>
          <Button look="primary" autoFocus onPress={() => setWhy(undefined)}>
            {words.close}
          </Button>
        </Dialog>
      )}
    </>
  );
}

function Times({ module: { state, since, until } }: { module: Module }) {
  const { words } = useLook();
  const { day } = useDates();
  const on = state === 'permitted' || state === 'partly';
  if (!since && !(on && until)) return null;
  return (
    <p className="times">
      {since && <span>{words.since(day(since))}</span>}
      {on && until && <span>{words.until(day(until))}</span>}
    </p>
  );
}
