import { useState } from 'react';
import { Button } from '../../components/button';
import { Choice } from '../../components/choice';
import { FormText } from '../../components/form-text';
import { formOf, questions } from '../flow';
import { textOf, type Answer } from '../forms';
import { usePreferences } from '../preferences';
import { useAround } from './context';
import { Frame } from './frame';

/** One question a screen. Yes and no are alike, and neither is chosen before the person chooses. */
export function DecisionScreen({ form, module: name }: { form: number; module: string }) {
  const { words } = usePreferences();
  const { session, dispatch } = useAround();
  const [more, setMore] = useState(false);
  const text = textOf(formOf(session, form), session.textLanguage);
  const at = text.form.modules.findIndex((module) => module.name === name);
  const module = text.form.modules[at];
  const before = text.form.modules[at - 1];
  const { asked, all } = questions(session, form);
  if (!module) return null;
  const answer = session.answers[form]?.[name];

  return (
    <Frame
      name="decision"
      titleLanguage={text.language}
      title={module.title ?? module.name}
      next={{ disabled: answer === undefined }}
      above={<p className="eyebrow">{words.decisionOf(asked.indexOf(name) + 1, all)}</p>}
    >
      <div className="question">
        <FormText text={module.text ?? ''} lang={text.language} />
        {more && before && !before.decision && (
          <div className="question-more">
            <FormText text={before.text} lang={text.language} />
          </div>
        )}
        {before && !before.decision && !more && (
          <Button look="plain" onPress={() => setMore(true)}>
            {words.decisionMore}
          </Button>
        )}
      </div>
      <Choice<Answer>
        label={module.title ?? module.name}
        hideLabel
        look="answers"
        value={answer}
        onChange={(chosen) => dispatch({ kind: 'answered', form, module: name, answer: chosen })}
        options={[
          { value: 'accepted', text: words.yes },
          { value: 'declined', text: words.no },
        ]}
      />
      <p className="quiet-text">{module.mandatory ? words.decisionMust : words.decisionFree}</p>
    </Frame>
  );
}
