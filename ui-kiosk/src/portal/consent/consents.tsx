import { useState } from 'react';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { FormText } from '../../components/form-text';
import { go } from '../../lib/router';
import type { Portal } from '../api';
import { useDates, useLook } from '../look';
import { Head, Nothing, Original, Part, Shown, State } from '../parts';
import { say, useAnswer } from '../portal';
import type { Words } from '../words';
import { OnlyIn } from './only-in';

type Module = Portal['PortalModule'];

/** What another record decides was not said by whoever reads this: permitted or not, and no more. */
const stateOf = (words: Words, { state, underReview }: Module) =>
  say(words.states, underReview && !isOn(state) ? 'other' : state);

const isOn = (state: string) => state === 'permitted' || state === 'partly';

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
                {form.signedAt && <p className="quiet-text">{words.signedOn(day(form.signedAt))}</p>}
                <OnlyIn language={form.language} />
                <ul className="modules">
                  {form.modules.map((module) => (
                    <li key={module.name} className={`module${module.parent ? ' below' : ''}`}>
                      <h3 lang={form.language} dir="auto">
                        {module.title}
                      </h3>
                      <State state={module.state} text={stateOf(words, module)} />
                      <Times module={module} />
                      {module.underReview && <p className="notice warm">{words.underReviewHere}</p>}
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
          <State state={why.module.state} text={stateOf(words, why.module)} />
          <p>{why.module.underReview ? words.underReviewHere : say(words.reasons, why.module.state)}</p>
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
  const on = isOn(state);
  if (!since && !(on && until)) return null;
  return (
    <p className="times">
      {since && <span>{words.since(day(since))}</span>}
      {on && until && <span>{words.until(day(until))}</span>}
    </p>
  );
}
