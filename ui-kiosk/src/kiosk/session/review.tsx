import { Button } from '../../components/button';
import { formOf } from '../flow';
import { decisionsOf, isOffered, openQuestion, textOf } from '../forms';
import { usePreferences } from '../preferences';
import { useAround } from './context';
import { Frame } from './frame';

/** All answers in plain words; each can be changed, and nothing else changes with it. */
export function ReviewScreen() {
  const { words } = usePreferences();
  const { session, dispatch } = useAround();
  const open = session.bundle.forms
    .map((form, number) => ({
      number,
      module: openQuestion(textOf(form, session.textLanguage), session.answers[number] ?? {}),
    }))
    .find((found) => found.module);
  const { module } = open ?? {};

  return (
    <Frame
      name="review"
      title={words.reviewTitle}
      wide
      next={
        open && module
          ? {
              label: words.reviewOpen,
              act: () => dispatch({ kind: 'went', step: { kind: 'decision', form: open.number, module: module.name } }),
            }
          : { label: words.reviewSign }
      }
    >
      <p className="lead">{words.reviewText}</p>
      <Answers changeable />
    </Frame>
  );
}

/** The answers of all forms as a list. */
export function Answers({ changeable }: { changeable?: boolean }) {
  const { words } = usePreferences();
  const { session, dispatch } = useAround();
  return (
    <>
      {session.bundle.forms.map((_, form) => {
        const text = textOf(formOf(session, form), session.textLanguage);
        const answers = session.answers[form] ?? {};
        return (
          <section key={text.template} className="answers">
            {session.bundle.forms.length > 1 && <h2 lang={text.language}>{text.form.title}</h2>}
            <ul>
              {decisionsOf(text).map((module) => {
                const asked = isOffered(module, answers);
                const answer = asked ? answers[module.name] : undefined;
                return (
                  <li key={module.name}>
                    <span className="answer-title" lang={text.language}>
                      {module.title}
                    </span>
                    <span className={`answer-said ${answer ?? 'none'}`}>
                      {answer === 'accepted'
                        ? words.yes
                        : answer === 'declined'
                          ? words.no
                          : asked
                            ? words.reviewOpen
                            : words.reviewNotAsked}
                    </span>
                    {changeable && (
                      <Button
                        look="plain"
                        isDisabled={!asked}
                        aria-label={`${words.reviewChange}: ${module.title}`}
                        onPress={() =>
                          dispatch({ kind: 'went', step: { kind: 'decision', form, module: module.name } })
                        }
                      >
                        {words.reviewChange}
                      </Button>
                    )}
                  </li>
                );
              })}
            </ul>
          </section>
        );
      })}
    </>
  );
}
