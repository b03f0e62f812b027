import type { CaptureForm, CaptureText, FormModule } from '../lib/api/client';

export type Answer = 'accepted' | 'declined';
export type Answers = Readonly<Record<string, Answer>>;

/** The form's approved text in the wished language, or in its own. */
export function textOf(form: CaptureForm, language: string): CaptureText {
  const wished = form.texts.find((text) => text.language === language) ?? form.texts[0];
  if (!wished) throw new TypeError('A form has at least one text.');
  return wished;
}

export const decisionsOf = (text: CaptureText): FormModule[] => text.form.modules.filter((module) => module.decision);

/** Whether a question is asked: its parent, if it has one, was answered yes. */
export const isOffered = (module: FormModule, answers: Answers): boolean =>
  !module.parent || answers[module.parent] === 'accepted';

/** Questions that are asked, given the answers so far. */
export const offered = (text: CaptureText, answers: Answers): FormModule[] =>
  decisionsOf(text).filter((module) => isOffered(module, answers) && !isCoreDeclined(text, answers, module));

/** A no to what everything else hangs on: nothing else is asked. */
const isCoreDeclined = (text: CaptureText, answers: Answers, module: FormModule): boolean =>
  !module.mandatory && decisionsOf(text).some((core) => core.mandatory && answers[core.name] === 'declined');

export const refused = (text: CaptureText, answers: Answers): boolean =>
  decisionsOf(text).some((module) => module.mandatory && answers[module.name] === 'declined') ||
  (decisionsOf(text).length > 0 &&
    offered(text, answers).every((module) => answers[module.name] === 'declined') &&
    !decisionsOf(text).some((module) => module.mandatory));

/** First question that is asked and not answered. */
export const openQuestion = (text: CaptureText, answers: Answers): FormModule | undefined =>
  offered(text, answers).find((module) => !answers[module.name]);

/** Answers as they are recorded: what was not asked says so. A yes under a parent that became a no is gone. */
export function recorded(text: CaptureText, answers: Answers): Record<string, string> {
  const asked = new Set(offered(text, answers).map((module) => module.name));
  return Object.fromEntries(
    decisionsOf(text).map((module) => [
      module.name,
      asked.has(module.name) ? (answers[module.name] ?? 'not-asked') : 'not-asked',
    ]),
  );
}

/** Changes one answer and nothing else. */
export const withAnswer = (answers: Answers, module: string, answer: Answer): Answers => ({
  ...answers,
  [module]: answer,
});
