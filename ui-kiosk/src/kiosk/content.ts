import type { CaptureContent, CapturedDocument, Signer } from '../lib/api/client';
import { decisionsOf, recorded, refused, textOf } from './forms';
import { signatories, type Session } from './flow';

/** What a session comes to, as it is sealed and recorded. */
export function contentOf(session: Session, now: Date, clockAheadSeconds: number): CaptureContent {
  return {
    token: session.bundle.token,
    signedAt: now.toISOString(),
    clockAheadSeconds,
    shown: [...session.trail],
    documents: refusedForm(session) === undefined ? consents(session) : refusal(session),
    prepared: null,
    aloneEntitled: session.alone,
  };
}

/** Number of the form that was refused, or undefined. */
export const refusedForm = (session: Session): number | undefined => {
  const found = session.bundle.forms.findIndex((form, number) =>
    refused(textOf(form, session.textLanguage), session.answers[number] ?? {}),
  );
  return found < 0 ? undefined : found;
};

/** Whether a no leaves a document behind. */
export const recordsRefusal = (session: Session): boolean => refusal(session).length > 0;

function consents(session: Session): CapturedDocument[] {
  return session.bundle.forms.map((form, number) => {
    const text = textOf(form, session.textLanguage);
    return {
      template: text.template,
      answers: recorded(text, session.answers[number] ?? {}),
      signers: signersOf(session, number),
    };
  });
}

/** A no of an adult on the refusal form; a child's on its own form; guardians' leaves nothing. */
function refusal(session: Session): CapturedDocument[] {
  const number = refusedForm(session);
  const form = number === undefined ? undefined : session.bundle.forms[number];
  if (number === undefined || !form) {
    const { refusalForm } = session.bundle;
    return refusalForm ? [onRefusalForm(refusalForm)] : [];
  }
  if (form.part === 'guardian') return [];
  const { refusalForm } = session.bundle;
  if (form.part === 'patient') return refusalForm ? [onRefusalForm(refusalForm)] : [];
  const text = textOf(form, session.textLanguage);
  return [{ template: text.template, answers: recorded(text, session.answers[number] ?? {}), signers: [] }];
}

const onRefusalForm = (refusalForm: NonNullable<Session['bundle']['refusalForm']>): CapturedDocument => ({
  template: refusalForm.template,
  answers: Object.fromEntries(decisionsOf(refusalForm).map((module) => [module.name, 'refused'])),
  signers: [],
});

/** The content of a refusal that was chosen outside of the questions. */
export const refusalContent = (session: Session, now: Date, clockAheadSeconds: number): CaptureContent => ({
  ...contentOf(session, now, clockAheadSeconds),
  documents: refusal(session),
});

function signersOf(session: Session, form: number): Signer[] {
  return signatories(session)
    .filter((who) => who.form === form)
    .flatMap((who): Signer[] => {
      const signature = session.signatures[who.key];
      if (!signature) return [];
      return [
        {
          role: who.role,
          name: signature.name || null,
          signedAt: null,
          place: session.bundle.place ?? null,
          image: signature.kind === 'drawn' ? signature.image : null,
        },
      ];
    });
}
